// @ts-check
/** Where the money went: by category, month and merchant, and every movement behind it. */
import { all, api } from "../core/api.js";
import { h } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { date, t } from "../core/i18n.js";
import { card } from "../core/parts.js";
import { link, navigate } from "../core/router.js";
import { categoryName, planTabs } from "./plan_parts.js";
import { cashButton, cashRows } from "./spending_cash.js";
import { movementPages } from "./spending_movements.js";
import { cashCard, categoriesTable, groupsDonut, merchantsTable, monthsBars, totals } from "./spending_parts.js";

const HERE = "/plan/spending";

/** @param {import("../core/router.js").Visit} visit */
export async function page({ query, signal }) {
  const [today, categories] = await Promise.all([
    api("spending_read", { signal }),
    all("categories_list", { query: { retired: "true" }, signal }),
  ]);
  const period = periodOf(query, today.to);
  const range = { from: period.from, to: period.to };
  const isDefault = range.from === today.from && range.to === today.to;
  const [spending, merchants, months, cash, movements] = await Promise.all([
    isDefault ? today : api("spending_read", { query: range, signal }),
    api("spending_read", { query: { ...range, by: "merchant" }, signal }),
    api("spending_read", { query: { from: monthsBefore(today.to, 11), to: today.to, by: "month" }, signal }),
    api("expenses_list", { query: { ...range, page_size: 50 }, signal }),
    movementPages({ query: { ...range, category: query.get("category"), merchant: query.get("merchant") }, categories, signal }),
  ]);
  const given = { categories, currency: spending.currency, today: today.to };
  const within = (/** @type {Record<string, string>} */ extra) => `${HERE}?${new URLSearchParams({ ...Object.fromEntries(period.query), ...extra })}`;
  const movementsCard = card(t("Movements"), { actions: filterNote(query, categories, within({})) }, movements);
  // Who has come for some movements alone finds them first.
  const isFiltered = query.has("category") || query.has("merchant");
  return {
    title: t("Spending"),
    lead: t("Where your money went. Put right what is in the wrong place, and it stays right."),
    actions: cashButton(categories, spending.currency, today.to),
    content: h(
      "div",
      { class: "stack" },
      planTabs(HERE),
      periodPicker(period, today.to),
      isFiltered ? movementsCard : null,
      totals(spending),
      card(
        t("By category"),
        groupsDonut(spending, categories, { figures: false }),
        spending.results.length
          ? h(
              "details",
              { class: "fold" },
              h("summary", {}, t("Every category, and the change")),
              categoriesTable(spending, (id) => within({ category: id })),
            )
          : null,
      ),
      card(t("By month"), monthsBars(months)),
      card(t("By merchant"), merchantsTable(merchants, (key) => within({ merchant: key }))),
      isFiltered ? null : movementsCard,
      cashCard(spending, cashButton(categories, spending.currency, today.to)),
      cash.results.length ? card(t("Cash you have written down"), cashRows(cash.results, given)) : null,
    ),
  };
}

/**
 * @param {URLSearchParams} query @param {any[]} categories @param {string} path of the page without the filter
 * @returns {Element | null}
 */
function filterNote(query, categories, path) {
  const chosen = categories.find((each) => String(each.id) === query.get("category"));
  const what = chosen ? categoryName(chosen) : query.get("merchant");
  if (!what) return null;
  return h("span", { class: "row" }, h("span", { class: "muted" }, t("Only {what}", { what })), link(path, t("Show all"), { class: "button button-quiet button-small" }));
}

/**
 * The time that is asked for: one of a few by name, or from a day to a day.
 *
 * @param {URLSearchParams} query @param {string} today
 * @returns {{name: string, from: string, to: string, query: string[][]}}
 */
function periodOf(query, today) {
  const name = query.get("period") ?? (query.has("from") ? "own" : "month");
  const month = `${today.slice(0, 7)}-01`;
  /** @type {Record<string, [string, string]>} */
  const known = {
    month: [month, today],
    before: [monthsBefore(today, 1), dayBefore(month)],
    quarter: [monthsBefore(today, 2), today],
    year: [`${today.slice(0, 4)}-01-01`, today],
    own: [query.get("from") ?? month, query.get("to") ?? today],
  };
  const [from, to] = known[name] ?? known.month;
  return { name, from, to, query: name === "own" ? [["from", from], ["to", to]] : [["period", name]] };
}

/** @param {{name: string, from: string, to: string}} period @param {string} today @returns {Element} */
function periodPicker(period, today) {
  const names = [
    ["month", t("This month")],
    ["before", t("Last month")],
    ["quarter", t("Three months")],
    ["year", t("This year")],
  ];
  return h(
    "div",
    { class: "period" },
    h(
      "nav",
      { class: "row", "aria-label": t("Time") },
      ...names.map(([name, text]) =>
        link(`${HERE}?period=${name}`, text, { class: "pill", "aria-current": name === period.name ? "true" : null }),
      ),
    ),
    h(
      "details",
      { class: "fold", open: period.name === "own" },
      h("summary", {}, t("From a day to a day")),
      form({
        fields: [
          field({ name: "from", label: t("From"), type: "date", required: true, value: period.from, max: today }),
          field({ name: "to", label: t("Until"), type: "date", required: true, value: period.to, max: today }),
        ],
        inline: true,
        submitLabel: t("Show"),
        tone: "secondary",
        onSubmit: ({ from, to }, shown) => {
          if (from > to) return shown.showProblem({ fields: { to: [t("This is before {day}.", { day: date(from) })] } });
          return navigate(`${HERE}?from=${from}&to=${to}`);
        },
      }),
    ),
  );
}

/** @param {string} day @param {number} count @returns {string} the first of the month so many months earlier */
function monthsBefore(day, count) {
  const [year, month] = day.split("-").map(Number);
  return iso(new Date(Date.UTC(year, month - 1 - count, 1)));
}

/** @param {string} day @returns {string} */
function dayBefore(day) {
  return iso(new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000));
}

/** @param {Date} moment @returns {string} */
function iso(moment) {
  return moment.toISOString().slice(0, 10);
}
