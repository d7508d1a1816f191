// @ts-check
/** Amounts as decimal strings, reckoned with exactly; and what stands on the axes of charts. */
import { amountOf, decimalsOf, minorOf } from "../core/amounts.js";
import { language } from "../core/i18n.js";

/**
 * Add amounts of one currency.
 *
 * @param {string[]} amounts
 * @returns {string}
 */
export function add(amounts) {
  const decimals = Math.max(0, ...amounts.map(decimalsOf));
  return amountOf(
    amounts.reduce((sum, amount) => sum + minorOf(amount, decimals), 0n),
    decimals,
  );
}

/** @param {string} amount @returns {string} the same below zero, or above it again */
export function negated(amount) {
  return amountOf(-minorOf(amount), decimalsOf(amount));
}

/**
 * Compare two amounts of one currency.
 *
 * @param {string} one @param {string} other
 * @returns {number} below 0, 0, or above 0
 */
export function compare(one, other) {
  const decimals = Math.max(decimalsOf(one), decimalsOf(other));
  const difference = minorOf(one, decimals) - minorOf(other, decimals);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** @param {string | null | undefined} amount @returns {boolean} */
export function isZero(amount) {
  return compare(amount ?? "0", "0") === 0;
}

/** @param {string} amount @returns {string} how far from zero it is */
export function absolute(amount) {
  return compare(amount, "0") < 0 ? negated(amount) : amount;
}

/**
 * How many percent one amount is of another, rounded down.
 *
 * @param {string} part @param {string} whole
 * @returns {number} 0 where the whole is not above zero
 */
export function percentOf(part, whole) {
  const decimals = Math.max(decimalsOf(part), decimalsOf(whole));
  const all = minorOf(whole, decimals);
  return all <= 0n ? 0 : Number((minorOf(part, decimals) * 100n) / all);
}

/** @param {string} currency @returns {(value: number) => string} writes the round numbers of an axis, in short */
export function axisMoney(currency) {
  const format = new Intl.NumberFormat(language(), {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    notation: "compact",
    maximumFractionDigits: 1,
    minimumFractionDigits: 0,
  });
  return (value) => format.format(value);
}

/** @param {string} day ISO @returns {string} such as "3 Dec" */
export function shortDay(day) {
  return shape({ day: "numeric", month: "short" }).format(new Date(`${day}T00:00:00Z`));
}

/** @param {string} day ISO, or a month as `2026-12` @returns {string} such as "Dec ’26": no one takes it for a day */
export function shortMonth(day) {
  const parts = shape({ month: "short", year: "2-digit" }).formatToParts(new Date(`${day.slice(0, 7)}-01T00:00:00Z`));
  return parts.map(({ type, value }) => (type === "year" ? `’${value}` : value)).join("");
}

/** @param {{due_date: string}[]} periods @returns {boolean} whether no month has two of them */
export function isMonthly(periods) {
  const months = new Set(periods.map(({ due_date: day }) => day.slice(0, 7)));
  return months.size === periods.length;
}

/** @param {Intl.DateTimeFormatOptions} options @returns {Intl.DateTimeFormat} */
function shape(options) {
  return new Intl.DateTimeFormat(language(), { ...options, timeZone: "UTC" });
}
