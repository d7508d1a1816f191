// @ts-check
/** The plan at a glance: spending, budgets, what is to come, goals. */
import { all, api } from "../core/api.js";
import { h } from "../core/dom.js";
import { money, plural, t } from "../core/i18n.js";
import { card, empty, notice } from "../core/parts.js";
import { link } from "../core/router.js";
import { budgetMeter, inOrder, periodName } from "./budgets.js";
import { forecastLines, warnings } from "./forecast.js";
import { goalMeter, goalStory } from "./goal_parts.js";
import { categoryName, further, planTabs } from "./plan_parts.js";
import { cashButton } from "./spending_cash.js";
import { groupsDonut, totals } from "./spending_parts.js";

const MOST_ROWS = 3;

/** @param {import("../core/router.js").Visit} visit */
export async function page({ signal }) {
  const [spending, categories, budgets, forecast, goals] = await Promise.all([
    api("spending_read", { signal }),
    all("categories_list", { query: { retired: "true" }, signal }),
    all("budgets_list", { signal }),
    api("cash_flow_forecast_read", { query: { days: 60 }, signal }),
    all("savings_goals_list", { query: { status: "ACTIVE" }, signal }),
  ]);
  return {
    title: t("Plan"),
    lead: t("Your month at a glance."),
    actions: cashButton(categories, spending.currency, spending.to),
    content: h(
      "div",
      { class: "stack" },
      planTabs("/plan"),
      totals(spending),
      unsorted(spending),
      ...warnings(forecast),
      card(t("Spending this month"), { actions: further("/plan/spending", t("More")) }, groupsDonut(spending, categories)),
      h("div", { class: "two-columns" }, budgetsCard(budgets), goalsCard(goals)),
      card(t("The next two months"), { actions: further("/plan/forecast", t("More")) }, forecastLines(forecast, { height: 200, figures: false })),
    ),
  };
}

/** @param {any} spending @returns {Element | null} */
function unsorted(spending) {
  const row = spending.results.find((/** @type {any} */ each) => each.category.key === "unsorted");
  if (!row || row.count === 0) return null;
  return notice(
    "info",
    plural(row.count, "One payment is not sorted yet", "{count} payments are not sorted yet"),
    h("p", {}, t("Say where they belong once, and we sort the next ones like them."), " ", link(`/plan/spending?category=${row.category.id}`, t("Sort them"))),
  );
}

/** @param {any[]} budgets @returns {Element} */
function budgetsCard(budgets) {
  const add = link("/plan/budgets", t("Make a budget"), { class: "button button-secondary" });
  return card(
    t("Budgets"),
    { actions: budgets.length ? further("/plan/budgets", t("More")) : null },
    budgets.length
      ? h(
          "div",
          { class: "stack" },
          ...inOrder(budgets)
            .slice(0, MOST_ROWS)
            .map((budget) =>
              h(
                "div",
                {},
                h("p", { class: "row-between" }, h("span", { class: "strong" }, categoryName(budget.category)), h("span", { class: "muted small" }, periodName(budget.period))),
                budgetMeter(budget),
              ),
            ),
        )
      : empty(t("No budget yet."), add, "pie"),
  );
}

/** @param {any[]} goals @returns {Element} */
function goalsCard(goals) {
  const add = link("/goals/new", t("New goal"), { class: "button button-secondary" });
  return card(
    t("Goals"),
    { actions: goals.length ? further("/goals", t("More")) : null },
    goals.length
      ? h(
          "div",
          { class: "stack" },
          ...goals.slice(0, MOST_ROWS).map((goal) =>
            h(
              "div",
              {},
              h("p", { class: "row-between" }, link(`/goals/${goal.id}`, goal.name), h("span", {}, money(goal.saved_amount, goal.currency))),
              goalMeter(goal),
              h("p", { class: "muted small" }, goalStory(goal)),
            ),
          ),
        )
      : empty(t("No goal yet."), add, "target"),
  );
}
