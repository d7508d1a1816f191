// @ts-check
/** Spending as figures and charts: by group of categories, by month, by merchant. */
import { bars, donut } from "../core/charts.js";
import { h } from "../core/dom.js";
import { date, money, percent, plural, t } from "../core/i18n.js";
import { card, empty, table } from "../core/parts.js";
import { link } from "../core/router.js";
import { absolute, add, axisMoney, compare, negated, percentOf, shortMonth } from "./plan_figures.js";
import { bigFigure, byId, categoryName, changeOf, groupOf } from "./plan_parts.js";

const MOST_SLICES = 7;

/**
 * What came in, what went out, what is left.
 *
 * @param {any} spending the answer of the bank
 * @returns {Element}
 */
export function totals(spending) {
  const { currency, spent, earned } = spending;
  const left = add([earned.amount, negated(spent.amount)]);
  return h(
    "section",
    { class: "card totals", "aria-label": t("In all") },
    bigFigure(t("Spent"), money(spent.amount, currency), changeOf(spent, currency, { inWords: true })),
    bigFigure(t("Came in"), money(earned.amount, currency), changeOf(earned, currency, { inWords: true, isGoodUp: true })),
    bigFigure(
      compare(left, "0") < 0 ? t("More out than in") : t("Left over"),
      money(absolute(left), currency),
      h("span", { class: "muted small" }, t("{from} to {to}", { from: date(spending.from), to: date(spending.to) })),
    ),
  );
}

/**
 * Spending by group, the largest first, the smallest together.
 *
 * @param {any} spending by category @param {any[]} categories @param {{figures?: false}} [options]
 * @returns {Element}
 */
export function groupsDonut(spending, categories, options = {}) {
  const groups = groupsOf(spending, categories);
  const { currency } = spending;
  if (!groups.some(({ amount }) => compare(amount, "0") > 0)) {
    return empty(t("Nothing was spent in this time. Payments and cash you write down appear here."), null, "pie");
  }
  const shown = groups.slice(0, MOST_SLICES);
  const rest = groups.slice(MOST_SLICES).filter(({ amount }) => compare(amount, "0") > 0);
  const slices = shown.map(({ group, amount }) => ({ label: categoryName(group), value: amount }));
  if (rest.length) slices.push({ label: t("Everything else"), value: add(rest.map(({ amount }) => amount)) });
  return donut({
    title: t("Spending by category"),
    titleHidden: true,
    description: t("The largest is {name} with {amount}.", {
      name: slices[0].label,
      amount: money(slices[0].value, currency),
    }),
    slices,
    total: spending.spent.amount,
    totalLabel: t("spent"),
    labelsName: t("Category"),
    valuesName: t("Amount"),
    format: (value) => money(value, currency),
    ...options,
  });
}

/** @param {any} spending @param {any[]} categories @returns {{group: any, amount: string}[]} */
function groupsOf(spending, categories) {
  const known = byId(categories);
  /** @type {Map<number, {group: any, amounts: string[]}>} */
  const groups = new Map();
  for (const row of spending.results) {
    const group = groupOf(row.category, known);
    const found = groups.get(group.id) ?? { group, amounts: [] };
    found.amounts.push(row.amount);
    groups.set(group.id, found);
  }
  return [...groups.values()]
    .map(({ group, amounts }) => ({ group, amount: add(amounts) }))
    .sort((one, other) => compare(other.amount, one.amount));
}

/**
 * Spending by category, with the change against the time before; each leads to its movements.
 *
 * @param {any} spending @param {(id: string) => string} pathOf
 * @returns {Element}
 */
export function categoriesTable(spending, pathOf) {
  const rows = spending.results;
  return table({
    caption: t("Spending by category"),
    columns: [
      { label: t("Category"), header: true, cell: (row) => link(pathOf(row.key), categoryName(row.category)) },
      { label: t("Movements"), align: "end", cell: (row) => String(row.count) },
      { label: t("Amount"), align: "end", cell: (row) => money(row.amount, spending.currency) },
      { label: t("Share"), align: "end", cell: (row) => percent(row.share, 0) },
      { label: t("Before"), align: "end", cell: (row) => money(row.previous_amount, spending.currency) },
      { label: t("Change"), align: "end", cell: (row) => changeOf(row, spending.currency) },
    ],
    rows,
  });
}

/**
 * What was spent month by month.
 *
 * @param {any} spending by month
 * @returns {Element}
 */
export function monthsBars(spending) {
  const { currency, results } = spending;
  const amounts = results.map((/** @type {any} */ row) => row.amount);
  const most = results.reduce((/** @type {any} */ top, /** @type {any} */ row) => (compare(row.amount, top.amount) > 0 ? row : top), results[0]);
  return bars({
    title: t("Spending by month"),
    titleHidden: true,
    description: plural(results.length, "One month.", "{count} months; the most was {amount} in {month}.", {
      amount: money(most.amount, currency),
      month: date(most.from, "month"),
    }),
    labels: results.map((/** @type {any} */ row) => shortMonth(row.from)),
    labelsName: t("Month"),
    series: [{ name: t("Spent"), values: amounts }],
    format: (value) => money(value, currency),
    tick: axisMoney(currency),
    height: 220,
    idle: t("The newest month is not over yet."),
  });
}

/**
 * Where most of the money went.
 *
 * @param {any} spending by merchant @param {(key: string) => string} pathOf
 * @returns {Element}
 */
export function merchantsTable(spending, pathOf) {
  const rows = spending.results.filter((/** @type {any} */ row) => row.count > 0).slice(0, 10);
  if (!rows.length) return empty(t("No payments in this time."), null, "tag");
  return table({
    caption: t("Spending by merchant"),
    columns: [
      { label: t("Merchant"), header: true, cell: (row) => link(pathOf(row.key), row.label) },
      { label: t("Movements"), align: "end", cell: (row) => String(row.count) },
      { label: t("Amount"), align: "end", cell: (row) => money(row.amount, spending.currency) },
      { label: t("Before"), align: "end", cell: (row) => money(row.previous_amount, spending.currency) },
      { label: t("Change"), align: "end", cell: (row) => changeOf(row, spending.currency) },
    ],
    rows,
  });
}

/**
 * What is known of cash: taken out, and written down.
 *
 * @param {any} spending @param {Element} action
 * @returns {Element}
 */
export function cashCard(spending, action) {
  const { cash, currency } = spending;
  const share = percentOf(cash.written_down, cash.withdrawn);
  return card(
    t("Cash"),
    h(
      "p",
      {},
      t("You took {withdrawn} in cash out of your accounts and wrote {written} of spending down.", {
        withdrawn: money(cash.withdrawn, currency),
        written: money(cash.written_down, currency),
      }),
    ),
    share < 100 && compare(cash.withdrawn, "0") > 0
      ? h("p", { class: "muted" }, t("Cash counts as spent once you write down what it went for."))
      : null,
    h("div", { class: "card-links" }, action),
  );
}
