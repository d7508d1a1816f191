// @ts-check
/** What the pages of savings goals share: how far one is, in a bar and in words. */
import { meter } from "../core/charts.js";
import { h } from "../core/dom.js";
import { date, money, percent, plural, t } from "../core/i18n.js";
import { badge, icon } from "../core/parts.js";

export const MILESTONES = [25, 50, 75, 100];

/**
 * The bar of a goal with its milestones.
 *
 * @param {any} goal
 * @returns {Element}
 */
export function goalMeter(goal) {
  const reached = new Map(goal.milestones.map((/** @type {any} */ each) => [each.percent, each.reached_on]));
  return h(
    "div",
    { class: "goal-meter" },
    meter({
      label: t("{percent} of the goal is saved", { percent: percent(goal.progress_percent, 0) }),
      share: String(Math.min(100, goal.progress_percent)),
      tone: goal.is_reached ? "done" : "calm",
      marks: MILESTONES.slice(0, -1).map((at) => ({ at })),
    }),
    h(
      "ol",
      { class: "milestones", "aria-label": t("Milestones") },
      ...MILESTONES.map((each) =>
        h(
          "li",
          { class: reached.has(each) ? "reached" : null, title: reached.has(each) ? date(reached.get(each)) : null },
          reached.has(each) ? icon("check") : null,
          percent(each, 0),
          reached.has(each) ? h("span", { class: "visually-hidden" }, t("reached on {day}", { day: date(reached.get(each)) })) : null,
        ),
      ),
    ),
  );
}

/**
 * What a goal needs, in a sentence.
 *
 * @param {any} goal
 * @returns {string}
 */
export function goalStory(goal) {
  const { currency } = goal;
  if (goal.status === "CLOSED") return t("You closed this goal on {day}.", { day: date(goal.closed_at) });
  if (goal.is_reached) return t("You have made it: {amount} are saved.", { amount: money(goal.saved_amount, currency) });
  if (!goal.target_date) return t("{amount} are still missing. There is no hurry: no day is set.", { amount: money(goal.missing_amount, currency) });
  if (goal.months_left === 0) return t("{amount} are still missing, and the day is {day}.", { amount: money(goal.missing_amount, currency), day: date(goal.target_date) });
  return plural(
    goal.months_left,
    "Save {amount} in the month that is left, and you have it by {day}.",
    "Save {amount} in each of the {count} months that are left, and you have it by {day}.",
    { amount: money(goal.needed_monthly_amount, currency), day: date(goal.target_date) },
  );
}

/** @param {any} goal @returns {Element} where it stands, in a word or two */
export function goalBadges(goal) {
  return h(
    "span",
    { class: "row" },
    goal.is_locked ? badge(t("Locked"), "info") : null,
    goal.status === "CLOSED"
      ? badge(t("Closed"), "neutral")
      : goal.is_reached
        ? badge(t("Reached"), "good")
        : goal.is_on_track === null
          ? null
          : goal.is_on_track
            ? badge(t("On course"), "good")
            : badge(t("Behind"), "warn"),
  );
}
