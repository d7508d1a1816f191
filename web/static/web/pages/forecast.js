// @ts-check
/** What is to come: the balance day by day, from orders, loans, deposits, and habits. */
import { api } from "../core/api.js";
import { lines } from "../core/charts.js";
import { h } from "../core/dom.js";
import { date, money, plural, t } from "../core/i18n.js";
import { badge, card, empty, notice, table } from "../core/parts.js";
import { link } from "../core/router.js";
import { absolute, axisMoney, compare, negated, shortDay } from "./plan_figures.js";
import { bigFigure, planTabs } from "./plan_parts.js";

const HERE = "/plan/forecast";
const SPANS = [30, 90, 180, 365];
const FIRST_EVENTS = 12;

/** @param {import("../core/router.js").Visit} visit */
export async function page({ query, signal }) {
  const days = SPANS.includes(Number(query.get("days"))) ? Number(query.get("days")) : 90;
  const forecast = await api("cash_flow_forecast_read", { query: { days }, signal });
  return {
    title: t("Forecast"),
    lead: t("What your accounts will hold if everything goes on as ordered and as usual. It is a guess, and says why."),
    content: h(
      "div",
      { class: "stack" },
      planTabs(HERE),
      h(
        "nav",
        { class: "row", "aria-label": t("How far ahead") },
        ...SPANS.map((span) =>
          link(`${HERE}?days=${span}`, plural(span, "{count} day", "{count} days"), {
            class: "pill",
            "aria-current": span === days ? "true" : null,
          }),
        ),
      ),
      ...warnings(forecast),
      card(t("Your money, day by day"), figures(forecast), forecastLines(forecast)),
      card(t("What is behind it"), events(forecast)),
      habits(forecast),
    ),
  };
}

/** @param {any} forecast @returns {Element[]} */
export function warnings(forecast) {
  return forecast.warnings.map((/** @type {any} */ warning) =>
    notice(
      "warn",
      t("Your money may run out on {day}", { day: date(warning.date) }),
      h("p", {}, t("By what is known today {amount} would be missing then.", { amount: money(absolute(warning.balance), forecast.currency) })),
    ),
  );
}

/** @param {any} forecast @returns {Element} */
function figures(forecast) {
  const { currency, lowest } = forecast;
  return h(
    "div",
    { class: "totals" },
    bigFigure(t("Today"), money(forecast.start_balance, currency)),
    bigFigure(t("At the lowest"), money(lowest.balance, currency), h("span", { class: "muted small" }, date(lowest.date))),
    bigFigure(t("At the end"), money(forecast.end_balance, currency), h("span", { class: "muted small" }, date(forecast.to))),
  );
}

/**
 * The course of the balance, with the line of nothing and the lowest point.
 *
 * @param {any} forecast @param {{height?: number, figures?: false}} [options]
 * @returns {Element}
 */
export function forecastLines(forecast, options = {}) {
  const { currency, days, lowest } = forecast;
  const format = (/** @type {string} */ value) => money(value, currency);
  const index = days.findIndex((/** @type {any} */ each) => each.date === lowest.date);
  return lines({
    title: t("Balance day by day"),
    titleHidden: true,
    description: t("It begins at {start}, is lowest with {lowest} on {day}, and ends at {end}.", {
      start: format(forecast.start_balance),
      lowest: format(lowest.balance),
      day: date(lowest.date),
      end: format(forecast.end_balance),
    }),
    labels: [shortDay(forecast.from), ...days.map((/** @type {any} */ each) => shortDay(each.date))],
    labelsName: t("Day"),
    series: [{ name: t("Balance"), values: [forecast.start_balance, ...days.map((/** @type {any} */ each) => each.balance)] }],
    rows: [0, ...days.flatMap((/** @type {any} */ each, /** @type {number} */ at) => (changes(each) ? [at + 1] : []))],
    stepped: true,
    zero: true,
    marked: {
      index: index + 1,
      label: t("Lowest: {amount}", { amount: format(lowest.balance) }),
      isBad: compare(lowest.balance, "0") < 0,
    },
    format,
    tick: axisMoney(currency),
    idle: t("Point at a day to see what is left then."),
    ...options,
  });
}

/** @param {any} day @returns {boolean} whether anything moves on it */
function changes(day) {
  return compare(day.in, "0") !== 0 || compare(day.out, "0") !== 0;
}

/** @param {any} forecast @returns {Element} */
function events(forecast) {
  if (!forecast.events.length) {
    return empty(
      t("Nothing is expected. Standing orders, loans, and payments that come again and again appear here."),
      link("/standing-orders", t("Standing orders"), { class: "button button-secondary" }),
      "calendar",
    );
  }
  const shown = forecast.events.slice(0, FIRST_EVENTS);
  const more = forecast.events.slice(FIRST_EVENTS);
  return h(
    "div",
    { class: "stack" },
    eventRows(shown, forecast.currency),
    more.length
      ? h("details", { class: "fold" }, h("summary", {}, plural(more.length, "One more", "{count} more")), eventRows(more, forecast.currency))
      : null,
  );
}

/** @param {any[]} rows @param {string} currency @returns {Element} */
function eventRows(rows, currency) {
  const tones = { STANDING_ORDER: "info", LOAN: "warn", FIXED_DEPOSIT: "good", HABIT: "neutral" };
  return h(
    "ul",
    { class: "movement-rows" },
    ...rows.map((row) =>
      h(
        "li",
        { class: "movement-row" },
        h(
          "div",
          { class: "movement-text" },
          h("span", { class: "strong" }, row.label),
          h("span", { class: "row small" }, h("span", { class: "muted" }, date(row.date)), badge(sourceName(row.source), /** @type {any} */ (tones)[row.source])),
        ),
        h(
          "span",
          { class: compare(row.amount, "0") > 0 ? "movement-sum good" : "movement-sum" },
          money(row.amount, currency, { signed: true }),
        ),
      ),
    ),
  );
}

/** @param {string} source @returns {string} */
function sourceName(source) {
  /** @type {Record<string, string>} */
  const names = {
    STANDING_ORDER: t("Standing order"),
    LOAN: t("Loan repayment"),
    FIXED_DEPOSIT: t("Fixed deposit"),
    HABIT: t("Habit"),
  };
  return names[source] ?? source;
}

/** @param {any} forecast @returns {Element | null} */
function habits(forecast) {
  if (!forecast.habits.length) return null;
  return card(
    t("Habits we have noticed"),
    { lead: t("Payments that come again and again. They are counted as long as they go on.") },
    table({
      caption: t("Habits, one by one"),
      columns: [
        { label: t("With whom"), header: true, cell: (row) => row.merchant },
        { label: t("How often"), cell: (row) => rhythmName(row.rhythm) },
        {
          label: t("Usually"),
          align: "end",
          cell: (row) => money(row.direction === "OUT" ? negated(row.amount) : row.amount, forecast.currency, { signed: true }),
        },
        {
          label: t("Seen"),
          cell: (row) => plural(row.seen, "once, on {day}", "{count} times, last on {day}", { day: date(row.last_date) }),
        },
        { label: t("Next"), cell: (row) => date(row.next_date) },
      ],
      rows: forecast.habits,
    }),
  );
}

/** @param {string} rhythm @returns {string} */
function rhythmName(rhythm) {
  return { WEEKLY: t("Every week"), FORTNIGHTLY: t("Every two weeks"), MONTHLY: t("Every month") }[rhythm] ?? rhythm;
}
