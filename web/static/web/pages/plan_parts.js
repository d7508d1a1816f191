// @ts-check
/** What the pages of planning share: their tabs, names of categories, changes against the time before. */
import { h } from "../core/dom.js";
import { money, percent, t } from "../core/i18n.js";
import { icon } from "../core/parts.js";
import { link } from "../core/router.js";
import { categoryName } from "./plan_categories.js";
import { absolute, compare, isZero } from "./plan_figures.js";

export { categoryName } from "./plan_categories.js";

/**
 * The tabs of planning.
 *
 * @param {string} here the path of the present page
 * @returns {Element}
 */
export function planTabs(here) {
  const tabs = [
    ["/plan", t("Overview")],
    ["/plan/spending", t("Spending")],
    ["/plan/budgets", t("Budgets")],
    ["/plan/forecast", t("Forecast")],
    ["/plan/categories", t("Categories")],
  ];
  const bar = h(
    "nav",
    { class: "tabs", "aria-label": t("Parts of the plan") },
    ...tabs.map(([path, text]) => link(path, text, { "aria-current": path === here ? "page" : null })),
  );
  // On a phone the present one may lie beyond the edge.
  requestAnimationFrame(() => {
    const present = bar.querySelector("[aria-current]");
    bar.scrollLeft = present.offsetLeft - (bar.clientWidth - present.clientWidth) / 2;
  });
  return bar;
}

/**
 * The name of a category with the group it stands in.
 *
 * @param {any} category @param {Map<number, any>} byId
 * @returns {string}
 */
export function categoryPath(category, byId) {
  const above = category.parent === null ? null : byId.get(category.parent);
  return above ? `${categoryPath(above, byId)} › ${categoryName(category)}` : categoryName(category);
}

/** @param {any[]} categories @returns {Map<number, any>} */
export function byId(categories) {
  return new Map(categories.map((each) => [each.id, each]));
}

/**
 * Choices of a select: each group with its members below it.
 *
 * @param {any[]} categories @param {(category: any) => boolean} [wanted]
 * @returns {{value: string, label: string}[]}
 */
export function categoryOptions(categories, wanted = () => true) {
  const known = byId(categories);
  return categories
    .filter((each) => each.is_active && wanted(each))
    .map((each) => ({ value: String(each.id), label: categoryPath(each, known) }))
    .sort((one, other) => one.label.localeCompare(other.label));
}

/**
 * The group that a category belongs to in the end.
 *
 * @param {any} category @param {Map<number, any>} known
 * @returns {any}
 */
export function groupOf(category, known) {
  const above = category.parent === null ? undefined : known.get(category.parent);
  return above ? groupOf(above, known) : category;
}

/**
 * How much more or less than in the period before.
 *
 * @param {{change: string, change_percent: string | null, previous_amount: string}} figures
 * @param {string} currency
 * @param {{isGoodUp?: boolean, inWords?: boolean}} [options] isGoodUp: more is welcome, as of income
 * @returns {Element}
 */
export function changeOf(figures, currency, { isGoodUp = false, inWords = false } = {}) {
  if (isZero(figures.change)) return h("span", { class: "change change-same" }, t("as before"));
  const isUp = compare(figures.change, "0") > 0;
  const size =
    figures.change_percent === null || compare(absolute(figures.change_percent), "999") > 0
      ? money(absolute(figures.change), currency)
      : percent(absolute(figures.change_percent), 0);
  const words = isUp ? t("{size} more", { size }) : t("{size} less", { size });
  return h(
    "span",
    { class: `change ${isUp === isGoodUp ? "change-good" : "change-bad"}` },
    h("span", { "aria-hidden": "true" }, isUp ? "▲" : "▼"),
    inWords ? words : [h("span", { "aria-hidden": "true" }, size), h("span", { class: "visually-hidden" }, words)],
  );
}

/**
 * A big figure with what it is and how it has changed.
 *
 * @param {string} label @param {string} figure @param {...import("../core/dom.js").Child} rest
 * @returns {Element}
 */
export function bigFigure(label, figure, ...rest) {
  return h("div", { class: "big-figure" }, h("span", { class: "muted" }, label), h("span", { class: "figure" }, figure), rest);
}

/** @param {string} path @param {string} text @returns {Element} a link that leads on from a card */
export function further(path, text) {
  return link(path, [text, icon("right")], { class: "button button-quiet button-small" });
}
