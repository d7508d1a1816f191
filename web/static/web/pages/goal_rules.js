// @ts-check
/** Saving by itself: a fixed amount, rounding up, a share of what comes in. */
import { api } from "../core/api.js";
import { h } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { date, money, percent, t } from "../core/i18n.js";
import { badge, button, card, confirmButton, dialog, empty, icon, toast } from "../core/parts.js";
import { payOnce } from "../core/payments.js";
import { fromHere } from "../core/router.js";

const FIELDS = { FIXED: ["amount", "rhythm", "start_date"], ROUND_UP: ["round_to"], SHARE_OF_INCOME: ["percent", "threshold"] };
const RHYTHMS = { WEEKLY: "FREQ=WEEKLY", FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2", MONTHLY: "FREQ=MONTHLY" };

/** @param {string} kind @returns {string} */
export function ruleKind(kind) {
  return { FIXED: t("A fixed amount"), ROUND_UP: t("Rounding up"), SHARE_OF_INCOME: t("A share of what comes in") }[kind] ?? kind;
}

/**
 * The rules of a goal.
 *
 * @param {any} goal @param {any[]} rules
 * @returns {Element}
 */
export function rulesCard(goal, rules) {
  const add = button(t("Add a rule"), () => ruleDialog(goal, rules), { icon: "plus", small: true });
  return card(
    t("Saving by itself"),
    { actions: rules.length ? add : null },
    rules.length
      ? h("ul", { class: "movement-rows" }, ...rules.map((rule) => ruleRow(goal, rule)))
      : empty(t("Save without thinking of it: every month the same, the small change of each payment, or a part of your income."), add, "repeat"),
    goal.is_reached && rules.length ? h("p", { class: "muted" }, t("The goal is reached: its rules rest.")) : null,
  );
}

/** @param {any} goal @param {any} rule @returns {Element} */
function ruleRow(goal, rule) {
  const path = { goal_id: goal.id, rule_id: rule.id };
  const pause = async () => {
    const here = fromHere();
    await api("savings_rules_change", { path, body: { is_active: !rule.is_active } });
    toast(rule.is_active ? t("The rule is paused.") : t("The rule goes on."));
    await here.refreshPage();
  };
  return h(
    "li",
    { class: "movement-row" },
    icon({ FIXED: "calendar", ROUND_UP: "plus", SHARE_OF_INCOME: "pie" }[rule.kind] ?? "repeat"),
    h(
      "div",
      { class: "movement-text" },
      h("span", { class: "strong" }, ruleStory(rule), rule.is_active ? null : [" ", badge(t("Paused"), "neutral")]),
      h(
        "span",
        { class: "muted small" },
        t("{amount} saved so far", { amount: money(rule.saved_amount, rule.currency) }),
        rule.next_date && rule.is_active ? ` · ${t("next on {day}", { day: date(rule.next_date) })}` : null,
      ),
    ),
    h(
      "div",
      { class: "row" },
      button(rule.is_active ? t("Pause") : t("Go on"), pause, { tone: "quiet", small: true }),
      confirmButton(t("Delete"), {
        title: t("Delete this rule?"),
        content: t("What it has saved stays in the pot."),
        confirmLabel: t("Delete it"),
        tone: "danger",
        small: true,
        onConfirm: async () => {
          const here = fromHere();
          await api("savings_rules_delete", { path });
          toast(t("The rule is deleted."));
          await here.refreshPage();
        },
      }),
    ),
  );
}

/** @param {any} rule @returns {string} */
function ruleStory(rule) {
  if (rule.kind === "ROUND_UP") return t("Round each payment up to the next {amount}", { amount: money(rule.round_to, rule.currency) });
  if (rule.kind === "SHARE_OF_INCOME") {
    return t("{percent} of what comes in from {amount} on", { percent: percent(rule.percent), amount: money(rule.threshold, rule.currency) });
  }
  return t("{amount}, {rhythm}", { amount: money(rule.amount, rule.currency), rhythm: rhythmOf(rule.rrule) });
}

/** @param {string} rrule @returns {string} */
function rhythmOf(rrule) {
  if (/FREQ=WEEKLY/.test(rrule)) return /INTERVAL=2/.test(rrule) ? t("every two weeks") : t("every week");
  if (/FREQ=MONTHLY/.test(rrule)) return /INTERVAL=/.test(rrule) ? t("every few months") : t("every month");
  return /FREQ=YEARLY/.test(rrule) ? t("every year") : t("every few days");
}

/** @param {any} goal @param {any[]} rules */
function ruleDialog(goal, rules) {
  const taken = new Set(rules.map(({ kind }) => kind).filter((kind) => kind !== "FIXED"));
  const kinds = Object.keys(FIELDS).filter((kind) => !taken.has(kind));
  const show = (/** @type {string} */ kind) => {
    for (const [each, names] of Object.entries(FIELDS)) for (const name of names) made.showField(name, each === kind);
  };
  const made = form({
    fields: [
      field({
        name: "kind",
        label: t("How?"),
        type: "select",
        required: true,
        value: kinds[0],
        options: kinds.map((value) => ({ value, label: ruleKind(value) })),
        onInput: show,
      }),
      field({ name: "amount", label: t("Amount"), type: "money", currency: goal.currency, required: true, value: goal.needed_monthly_amount }),
      field({
        name: "rhythm",
        label: t("How often?"),
        type: "select",
        required: true,
        value: "MONTHLY",
        options: [
          { value: "WEEKLY", label: t("every week") },
          { value: "FORTNIGHTLY", label: t("every two weeks") },
          { value: "MONTHLY", label: t("every month") },
        ],
      }),
      field({ name: "start_date", label: t("From which day on?"), type: "date", hint: t("Left out, from today on.") }),
      field({
        name: "round_to",
        label: t("Round each payment up to the next"),
        type: "select",
        required: true,
        value: "1.00",
        options: ["1.00", "5.00", "10.00"].map((value) => ({ value, label: money(value, goal.currency) })),
        hint: t("A payment of 3.40 puts 0.60 aside when it is rounded up to whole ones."),
      }),
      field({ name: "percent", label: t("How many percent?"), type: "text", inputmode: "decimal", required: true, value: "10.00" }),
      field({
        name: "threshold",
        label: t("Of what comes in from this amount on"),
        type: "money",
        currency: goal.currency,
        required: true,
        value: "500.00",
        hint: t("Smaller sums are no income: a friend's share of a dinner, for example."),
      }),
    ],
    submitLabel: t("Add the rule"),
    onSubmit: async ({ rhythm, ...values }) => {
      const here = fromHere();
      const body = values.kind === "FIXED" ? { ...values, rrule: /** @type {any} */ (RHYTHMS)[rhythm] } : withPercent(values);
      // Under one key: a rule that was made and whose answer was lost must not be made, and save, a second time.
      await payOnce("savings_rules_create", { path: { goal_id: goal.id }, body }, { subject: t("A saving rule for {name}", { name: goal.name }) });
      opened.close();
      toast(t("The rule is added."));
      await here.refreshPage();
    },
  });
  show(kinds[0]);
  const opened = dialog({ title: t("Save by itself"), content: made, closeLabel: t("Cancel") });
}

/** A percentage as the bank reads it, whichever decimal sign it was typed with. @param {Record<string, any>} values */
function withPercent(values) {
  return values.percent === undefined ? values : { ...values, percent: values.percent.replace(",", ".").replace(/^(\d+)$/, "$1.00") };
}
