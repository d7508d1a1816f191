// @ts-check
/** Budgets: what one allows oneself, how far it has come, and what is left. */
import { all, api } from "../core/api.js";
import { bars, meter } from "../core/charts.js";
import { h, replace } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { date, money, percent, plural, t } from "../core/i18n.js";
import { badge, button, card, confirmButton, dialog, empty, loading, toast, toastProblem } from "../core/parts.js";
import { fromHere } from "../core/router.js";
import { absolute, axisMoney, compare, isZero, shortDay } from "./plan_figures.js";
import { byId, categoryName, categoryOptions, categoryPath, planTabs } from "./plan_parts.js";

const HERE = "/plan/budgets";
const URGENCY = { EXCEEDED: 0, WARNING: 1, OK: 2 };

/** @param {import("../core/router.js").Visit} visit */
export async function page({ signal }) {
  const [budgets, categories] = await Promise.all([
    all("budgets_list", { signal }),
    all("categories_list", { signal }),
  ]);
  const add = () => button(t("New budget"), () => budgetDialog({ categories }), { tone: "primary", icon: "plus" });
  const known = byId(categories);
  return {
    title: t("Budgets"),
    lead: t("Say what something may cost you. We tell you when 80% are gone, and when all is."),
    actions: budgets.length ? add() : undefined,
    content: h(
      "div",
      { class: "stack" },
      planTabs(HERE),
      budgets.length
        ? h("div", { class: "budget-cards" }, ...inOrder(budgets).map((budget) => budgetCard(budget, categories, known)))
        : card(
            null,
            empty(t("You have no budget yet. Begin with what you would most like to keep in check: eating out, for example."), add(), "pie"),
          ),
    ),
  };
}

/** @param {any[]} budgets @returns {any[]} what is over first */
export function inOrder(budgets) {
  const rank = (/** @type {any} */ each) => /** @type {any} */ (URGENCY)[each.state];
  return [...budgets].sort(
    (one, other) => rank(one) - rank(other) || compare(other.percent ?? "0", one.percent ?? "0"),
  );
}

/**
 * How far a budget has come, as a bar and in words.
 *
 * @param {any} budget
 * @returns {Element}
 */
export function budgetMeter(budget) {
  const share = budget.percent ?? (compare(budget.spent, "0") > 0 ? "200" : "0");
  const tones = { OK: "calm", WARNING: "warn", EXCEEDED: "over" };
  const spent = money(budget.spent, budget.currency);
  const available = money(budget.available, budget.currency);
  return h(
    "div",
    { class: "budget-meter" },
    meter({
      label: t("{spent} of {available} spent", { spent, available }),
      share: compare(share, "0") < 0 ? "0" : share,
      tone: /** @type {any} */ (tones)[budget.state],
      marks: [{ at: 80 }, { at: 100 }],
    }),
    h(
      "p",
      { class: "row-between small" },
      h("span", {}, t("{spent} of {available} spent", { spent, available })),
      h("span", { class: "muted" }, budget.percent === null ? null : percent(budget.percent, 0)),
    ),
  );
}

/** @param {any} budget @param {any[]} categories @param {Map<number, any>} known @returns {Element} */
function budgetCard(budget, categories, known) {
  const { currency } = budget;
  const isOver = compare(budget.left, "0") < 0;
  const name = categoryName(budget.category);
  const history = h("div", {});
  return card(
    name,
    { class: "budget-card", actions: stateBadge(budget) },
    h("p", { class: "muted small" }, budget.category.parent === null ? periodName(budget.period) : `${periodName(budget.period)} · ${categoryPath(budget.category, known)}`),
    h(
      "div",
      { class: "big-figure" },
      h("span", { class: isOver ? "figure bad" : "figure" }, money(absolute(budget.left), currency)),
      h("span", { class: "muted" }, isOver ? t("more than you allowed yourself") : leftFor(budget)),
    ),
    budgetMeter(budget),
    isZero(budget.carried) ? null : h("p", { class: "small" }, carriedText(budget)),
    h(
      "details",
      { class: "fold", on: { toggle: (/** @type {Event} */ event) => void showHistory(event, budget, history) } },
      h("summary", {}, t("How it went before")),
      history,
    ),
    h(
      "div",
      { class: "row" },
      button(t("Change"), () => budgetDialog({ categories, budget }), { small: true, "aria-label": t("Change the budget {name}", { name }) }),
      confirmButton(t("Delete"), {
        title: t("Delete the budget {name}?", { name }),
        content: t("Nothing warns you about this category any more. Your movements stay as they are."),
        confirmLabel: t("Delete it"),
        tone: "danger",
        small: true,
        onConfirm: async () => {
          const here = fromHere();
          await api("budgets_delete", { path: { budget_id: budget.id } });
          toast(t("The budget is deleted."));
          await here.refreshPage();
        },
      }),
    ),
  );
}

/** @param {any} budget @returns {Element} */
function stateBadge(budget) {
  if (budget.state === "EXCEEDED") return badge(t("Used up"), "bad");
  return budget.state === "WARNING" ? badge(t("Nearly used up"), "warn") : badge(t("On course"), "good");
}

/** @param {any} budget @returns {string} */
function leftFor(budget) {
  return plural(budget.days_left, "left for today and one more day", "left for today and {count} more days");
}

/** @param {any} budget @returns {string} */
function carriedText(budget) {
  const amount = money(absolute(budget.carried), budget.currency);
  return compare(budget.carried, "0") > 0
    ? t("{amount} of it were left over from before.", { amount })
    : t("{amount} less than planned, because too much was spent before.", { amount });
}

/** @param {string} period @returns {string} */
export function periodName(period) {
  return { WEEKLY: t("Every week"), MONTHLY: t("Every month"), YEARLY: t("Every year") }[period] ?? period;
}

/** @param {Event} event @param {any} budget @param {HTMLElement} place */
async function showHistory(event, budget, place) {
  if (!(/** @type {HTMLDetailsElement} */ (event.target).open) || place.childElementCount) return;
  replace(place, loading());
  try {
    const { history } = await api("budgets_read", { path: { budget_id: budget.id } });
    replace(place, history.length ? historyBars(budget, history) : h("p", { class: "muted" }, t("This is its first time.")));
  } catch (problem) {
    replace(place);
    toastProblem(problem);
  }
}

/** @param {any} budget @param {any[]} history @returns {Element} */
function historyBars(budget, history) {
  const kept = history.filter((each) => compare(each.left, "0") >= 0).length;
  return bars({
    title: t("Spent and allowed: {name}", { name: categoryName(budget.category) }),
    titleHidden: true,
    description: t("{kept} of {count} times it was enough.", { kept, count: history.length }),
    labels: history.map((each) => shortDay(each.from)),
    labelsName: t("From"),
    series: [
      { name: t("Spent"), values: history.map((each) => each.spent) },
      { name: t("Allowed"), values: history.map((each) => each.available) },
    ],
    format: (value) => money(value, budget.currency),
    tick: axisMoney(budget.currency),
    height: 180,
    idle: t("{kept} of {count} times it was enough.", { kept, count: history.length }),
  });
}

/** @param {{categories: any[], budget?: any}} given */
function budgetDialog({ categories, budget }) {
  const made = form({
    fields: [
      field({
        name: "category",
        label: t("For what?"),
        type: "select",
        required: true,
        placeholder: t("Choose a category"),
        value: budget ? String(budget.category.id) : null,
        options: categoryOptions(categories, ({ kind }) => kind === "EXPENSE"),
        hint: t("A group counts everything that belongs to it."),
      }),
      field({
        name: "amount",
        label: t("How much may it cost?"),
        type: "money",
        currency: budget?.currency,
        required: true,
        value: budget?.amount,
      }),
      field({
        name: "period",
        label: t("How often?"),
        type: "select",
        required: true,
        value: budget?.period ?? "MONTHLY",
        options: ["WEEKLY", "MONTHLY", "YEARLY"].map((value) => ({ value, label: periodName(value) })),
      }),
      field({
        name: "rollover",
        label: t("Carry over what is left"),
        type: "checkbox",
        value: budget?.rollover ?? false,
        hint: t("What is left comes on top next time; what was too much is missing then."),
      }),
    ],
    submitLabel: budget ? t("Save") : t("Make the budget"),
    onSubmit: async (values) => {
      const here = fromHere();
      const body = { ...values, category: Number(values.category) };
      if (budget) await api("budgets_change", { path: { budget_id: budget.id }, body });
      else await api("budgets_create", { body });
      opened.close();
      toast(budget ? t("The budget is changed.") : t("The budget is made. What was spent already counts."));
      await here.refreshPage();
    },
  });
  const opened = dialog({ title: budget ? t("Change the budget") : t("New budget"), content: made, closeLabel: t("Cancel") });
}

/** @param {any} budget @returns {string} */
export function budgetTime(budget) {
  return t("{from} to {to}", { from: date(budget.from), to: date(budget.to) });
}
