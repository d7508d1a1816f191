// @ts-check
/** One savings goal: how far it is, putting money aside, taking it out, and saving by itself. */
import { all, api } from "../core/api.js";
import { h } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { date, dateTime, money, t } from "../core/i18n.js";
import { badge, button, card, confirmButton, definition, dialog, empty, icon, notice, pager, table, toast } from "../core/parts.js";
import { payOnce } from "../core/payments.js";
import { fromHere } from "../core/router.js";
import { loadAccounts, paysOut } from "./account_choice.js";
import { celebration } from "./goal_celebration.js";
import { goalFields } from "./goal_new.js";
import { goalBadges, goalMeter, goalStory } from "./goal_parts.js";
import { ruleKind, rulesCard } from "./goal_rules.js";
import { explained } from "./money_words.js";
import { isZero } from "./plan_figures.js";

/** The goal that has just been reached here, to be celebrated once. @type {number | null} */
let justReached = null;

/** @param {import("../core/router.js").Visit} visit */
export async function page({ params, signal }) {
  const path = { goal_id: params.goalId };
  const goal = await api("savings_goals_read", { path, signal });
  const isActive = goal.status === "ACTIVE";
  const [accounts, rules, savings] = await Promise.all([
    loadAccounts(signal),
    all("savings_rules_list", { path, signal }),
    savingPages(goal, signal),
  ]);
  const celebrate = justReached === goal.id;
  justReached = null;
  return {
    title: goal.name,
    back: { path: "/goals", label: t("Goals") },
    actions: goalBadges(goal),
    content: h(
      "div",
      { class: "stack" },
      standing(goal, celebrate),
      isActive ? h("div", { class: "two-columns" }, moneyCard(goal, accounts, "contribute", signal), moneyCard(goal, accounts, "withdraw", signal)) : null,
      isActive ? rulesCard(goal, rules) : null,
      card(t("What was saved by itself"), savings),
      isActive ? settings(goal, accounts) : null,
    ),
  };
}

/** @param {any} goal @param {boolean} celebrate @returns {Element} */
function standing(goal, celebrate) {
  const { currency } = goal;
  return card(
    t("Where it stands"),
    { class: goal.is_reached ? "goal-card is-reached" : "goal-card" },
    celebrate ? celebration() : null,
    h(
      "p",
      { class: "goal-sum" },
      h("span", { class: "figure" }, money(goal.saved_amount, currency)),
      h("span", { class: "muted" }, t("of {amount}", { amount: money(goal.target_amount, currency) })),
    ),
    goalMeter(goal),
    h("p", { class: "loan-story" }, goalStory(goal)),
    goal.is_on_track === false && !goal.is_reached
      ? notice("warn", null, t("At an even pace {amount} would be saved by today.", { amount: money(goal.expected_amount, currency) }))
      : null,
    goal.is_locked
      ? notice("info", t("Locked until {day}", { day: date(goal.locked_until) }), h("p", {}, t("Until then nothing can be taken out. You wanted it so when you set the lock.")))
      : null,
    definition([
      goal.target_date ? [t("By when"), date(goal.target_date)] : null,
      goal.needed_monthly_amount ? [t("Needed each month"), money(goal.needed_monthly_amount, currency)] : null,
      isZero(goal.missing_amount) ? null : [t("Still missing"), money(goal.missing_amount, currency)],
      [t("From and back to"), goal.account_number],
      [t("The pot"), goal.pot_account_number],
    ]),
  );
}

/**
 * Putting money aside, or taking it out.
 *
 * @param {any} goal @param {any[]} accounts @param {"contribute" | "withdraw"} way @param {AbortSignal} signal
 * @returns {Element}
 */
function moneyCard(goal, accounts, way, signal) {
  const { currency } = goal;
  const isIn = way === "contribute";
  const title = isIn ? t("Put money aside") : t("Take money out");
  if (!isIn && (goal.is_locked || isZero(goal.saved_amount))) {
    const why = goal.is_locked
      ? t("The goal is locked until {day}.", { day: date(goal.locked_until) })
      : t("There is nothing in the pot yet.");
    return card(title, empty(why, null, goal.is_locked ? "lock" : "piggy"));
  }
  const account = accounts.find(({ account_number: number }) => number === goal.account_number);
  const available = isIn ? account?.available_balance : goal.saved_amount;
  const submit = async ({ amount }) => {
    const here = fromHere();
    const subject = isIn ? t("{amount} for {name}", { amount: money(amount, currency), name: goal.name }) : t("{amount} out of {name}", { amount: money(amount, currency), name: goal.name });
    try {
      const operation = isIn ? "savings_goals_contribute" : "savings_goals_withdraw";
      const answer = await payOnce(operation, { path: { goal_id: goal.id }, body: { amount } }, { subject, signal });
      justReached = answer.goal.is_reached && !goal.is_reached ? goal.id : null;
      toast(isIn ? t("{amount} are put aside.", { amount: money(amount, currency) }) : t("{amount} are back in your account.", { amount: money(amount, currency) }));
    } catch (problem) {
      throw explained(problem, currency, ["amount"]);
    }
    await here.refreshPage();
  };
  return card(
    title,
    form({
      fields: [
        field({
          name: "amount",
          label: t("Amount"),
          type: "money",
          currency,
          required: true,
          value: isIn ? suggestion(goal) : null,
          hint: available ? t("{amount} are there.", { amount: money(available, currency) }) : undefined,
        }),
      ],
      submitLabel: isIn ? t("Put it aside") : t("Take it out"),
      tone: isIn ? "primary" : "secondary",
      onSubmit: submit,
    }),
  );
}

/** @param {any} goal @returns {string | null} what this month needs, as a first guess */
function suggestion(goal) {
  return goal.needed_monthly_amount;
}

/** @param {any} goal @param {AbortSignal} signal @returns {Promise<Element>} */
function savingPages(goal, signal) {
  return pager({
    load: (cursor) => api("savings_goals_savings", { path: { goal_id: goal.id }, query: { cursor, page_size: 20 }, signal }),
    draw: (rows) =>
      table({
        caption: t("Savings, one by one"),
        columns: [
          { label: t("When"), header: true, cell: (row) => dateTime(row.created_at) },
          { label: t("By which rule"), cell: (row) => ruleKind(row.kind) },
          {
            label: t("Outcome"),
            cell: (row) =>
              row.status === "SAVED"
                ? badge(t("Put aside"), "good")
                : [badge(t("Left out"), "warn"), " ", h("span", { class: "muted small" }, skipReason(row))],
          },
          { label: t("Amount"), align: "end", cell: (row) => money(row.amount, row.currency) },
        ],
        rows: /** @type {any[]} */ (rows),
      }),
    nothing: () => empty(t("Nothing yet. Add a rule, and saving goes on by itself."), null, "repeat"),
  });
}

/** @param {any} row @returns {string} */
function skipReason(row) {
  return row.code === "insufficient_funds" ? t("There was not enough money.") : row.error;
}

/** @param {any} goal @param {any[]} accounts @returns {Element} */
function settings(goal, accounts) {
  return h(
    "div",
    { class: "card-links" },
    button(t("Change the goal"), () => changeDialog(goal, accounts), { icon: "edit" }),
    goal.is_locked
      ? h("span", { class: "muted row" }, icon("lock"), t("It can be closed from {day} on.", { day: date(goal.locked_until) }))
      : confirmButton(t("Close the goal"), {
          title: t("Close the goal {name}?", { name: goal.name }),
          content: isZero(goal.saved_amount)
            ? t("Nothing is in the pot. Its rules end with it.")
            : t("{amount} go back to {account}. Its rules end with it.", { amount: money(goal.saved_amount, goal.currency), account: goal.account_number }),
          confirmLabel: t("Close it"),
          tone: "danger",
          onConfirm: async () => {
            const here = fromHere();
            await api("savings_goals_close", { path: { goal_id: goal.id } });
            toast(t("The goal is closed."));
            await here.refreshPage();
          },
        }),
  );
}

/** @param {any} goal @param {any[]} accounts */
function changeDialog(goal, accounts) {
  const usable = accounts.filter((each) => paysOut(each) && each.account_type !== "FIXED_DEPOSIT");
  const made = form({
    fields: goalFields({ accounts: usable, goal }),
    submitLabel: t("Save"),
    onSubmit: async (values) => {
      const here = fromHere();
      const lock = values.locked_until ? { locked_until: values.locked_until } : {};
      const { locked_until: _lock, ...rest } = values;
      const body = { ...rest, target_date: values.target_date ?? null, ...lock };
      await api("savings_goals_change", { path: { goal_id: goal.id }, body });
      opened.close();
      toast(t("The goal is changed."));
      await here.refreshPage();
    },
  });
  const opened = dialog({ title: t("Change the goal"), content: made, closeLabel: t("Cancel") });
}
