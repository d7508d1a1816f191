// @ts-check
/** Savings goals: what one saves for, and how far it is. */
import { all } from "../core/api.js";
import { h } from "../core/dom.js";
import { money, t } from "../core/i18n.js";
import { card, empty, table } from "../core/parts.js";
import { link } from "../core/router.js";
import { goalBadges, goalMeter, goalStory } from "./goal_parts.js";

/** @param {import("../core/router.js").Visit} visit */
export async function page({ signal }) {
  const goals = await all("savings_goals_list", { signal });
  const active = goals.filter(({ status }) => status === "ACTIVE");
  const closed = goals.filter(({ status }) => status !== "ACTIVE");
  const add = link("/goals/new", t("New goal"), { class: "button button-primary" });
  return {
    title: t("Goals"),
    lead: t("Money you set aside for something. It lies in a pot of its own and is yours at any time."),
    actions: active.length ? add : undefined,
    content: h(
      "div",
      { class: "stack" },
      active.length
        ? h("div", { class: "goal-cards" }, ...active.map(goalCard))
        : card(null, empty(t("What are you saving for? A journey, a bicycle, a cushion for bad days: name it, and see it grow."), add, "target")),
      closed.length ? closedGoals(closed) : null,
    ),
  };
}

/** @param {any} goal @returns {Element} */
function goalCard(goal) {
  const { currency } = goal;
  return card(
    goal.name,
    { class: goal.is_reached ? "goal-card is-reached" : "goal-card", actions: goalBadges(goal) },
    h(
      "p",
      { class: "goal-sum" },
      h("span", { class: "figure" }, money(goal.saved_amount, currency)),
      h("span", { class: "muted" }, t("of {amount}", { amount: money(goal.target_amount, currency) })),
    ),
    goalMeter(goal),
    h("p", {}, goalStory(goal)),
    h("p", { class: "card-links" }, link(`/goals/${goal.id}`, t("Open"), { class: "button button-secondary", "aria-label": t("Open the goal {name}", { name: goal.name }) })),
  );
}

/** @param {any[]} goals @returns {Element} */
function closedGoals(goals) {
  return card(
    t("Closed goals"),
    table({
      caption: t("Closed goals, one by one"),
      columns: [
        { label: t("Goal"), header: true, cell: (goal) => link(`/goals/${goal.id}`, goal.name) },
        { label: t("Target"), align: "end", cell: (goal) => money(goal.target_amount, goal.currency) },
        { label: t("What became of it"), cell: goalStory },
      ],
      rows: goals,
    }),
  );
}
