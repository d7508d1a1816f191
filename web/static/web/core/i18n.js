// @ts-check
/** The words of the client in the chosen language; numbers, money and dates as that language writes them. */

import { store, stored } from "./storage.js";

const STORED = "core-bank.language";

/** The languages there are, by the names they give themselves. */
export const languages = { en: "English", es: "Español" };

/** @typedef {keyof typeof languages} Language */
/** @typedef {Record<string, string>} Catalogue */

/** @type {Record<Language, () => Promise<{default: Catalogue}[]>>} */
const CATALOGUES = {
  en: async () => [],
  es: () =>
    Promise.all([
      import("../locale/es/shell.js"),
      import("../locale/es/money.js"),
      import("../locale/es/planning.js"),
      import("../locale/es/bank.js"),
    ]),
};

/** @type {Language} */
let current = "en";
/** @type {Catalogue} */
let words = {};

/** Return the language in use. */
export function language() {
  return current;
}

/** Return the language that was chosen before, or else the first of the browser's that there is. */
export function preferredLanguage() {
  const wanted = [stored(STORED), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return /** @type {Language} */ (wanted.find((tag) => tag !== null && tag in languages) ?? "en");
}

/**
 * Change the language; what is on the page already stays as it is until it is drawn again.
 *
 * @param {Language} tag
 * @param {{remember?: boolean}} [options] remember: choose the same next time
 */
export async function useLanguage(tag, { remember = false } = {}) {
  const catalogues = await CATALOGUES[tag]();
  words = Object.assign({}, ...catalogues.map((catalogue) => catalogue.default));
  current = tag;
  formats.clear();
  document.documentElement.lang = tag;
  if (remember) store(STORED, tag);
}

/**
 * Say a sentence in the chosen language.
 *
 * @param {string} english the sentence; `{name}` stands for a value
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function t(english, values = {}) {
  return (words[english] ?? english).replaceAll(/\{(\w+)\}/g, (whole, name) =>
    name in values ? String(values[name]) : whole,
  );
}

/**
 * Say a sentence about a number of things; `{count}` stands for the number.
 *
 * @param {number} count
 * @param {string} one the sentence for one thing
 * @param {string} many the sentence for none or several
 * @param {Record<string, string | number>} [values]
 * @returns {string}
 */
export function plural(count, one, many, values = {}) {
  const rule = new Intl.PluralRules(current).select(count);
  return t(rule === "one" ? one : many, { count: number(count), ...values });
}

/**
 * Say what the bank said: its sentences that have a translation are translated, the others stay English.
 *
 * @param {string} sentence
 * @returns {string}
 */
export function fromBank(sentence) {
  return words[sentence] ?? sentence;
}

/** @type {Map<string, Intl.NumberFormat | Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * @param {string} key
 * @param {() => any} make
 */
function kept(key, make) {
  const format = formats.get(key) ?? make();
  formats.set(key, format);
  return format;
}

/**
 * Write an amount of money. The figure stays a decimal string from end to end: no binary number is made of it.
 *
 * @param {string | null | undefined} amount in major units, as the bank sends it: `"1000.00"`
 * @param {string} [currency]
 * @param {{signed?: boolean}} [options] signed: write a plus before what is above zero
 * @returns {string}
 */
export function money(amount, currency = "USD", { signed = false } = {}) {
  if (amount === null || amount === undefined || amount === "") return "–";
  const display = signed ? "exceptZero" : "auto";
  const format = kept(`money ${currency} ${display}`, () => {
    const options = { style: "currency", currency, signDisplay: display };
    return new Intl.NumberFormat(current, /** @type {any} */ (options));
  });
  return format.format(/** @type {any} */ (amount));
}

/**
 * Write a number, given as such or as a decimal string.
 *
 * @param {number | string} value
 * @returns {string}
 */
export function number(value) {
  return kept("number", () => new Intl.NumberFormat(current)).format(value);
}

/**
 * Write a percentage.
 *
 * @param {string | number | null} value percent as the bank sends it: `"9.48"`
 * @param {number} [decimals] at most that many decimals
 * @returns {string}
 */
export function percent(value, decimals = 2) {
  if (value === null || value === "") return "–";
  const format = kept(`percent ${decimals}`, () => {
    const options = { style: "unit", unit: "percent", maximumFractionDigits: decimals };
    return new Intl.NumberFormat(current, /** @type {any} */ (options));
  });
  return format.format(value);
}

/**
 * Write a plain date, which is the same day everywhere.
 *
 * @param {string | null} day `"2026-11-21"`
 * @param {"short" | "medium" | "long" | "month"} [style] month: the month and year alone
 * @returns {string}
 */
export function date(day, style = "medium") {
  if (!day) return "–";
  const format = kept(`date ${style}`, () => {
    const shape = style === "month" ? { month: "long", year: "numeric" } : { dateStyle: style };
    return new Intl.DateTimeFormat(current, { .../** @type {any} */ (shape), timeZone: "UTC" });
  });
  return format.format(new Date(`${day.slice(0, 10)}T00:00:00Z`));
}

/**
 * Write a moment in the reader's own time zone.
 *
 * @param {string | null} moment ISO 8601
 * @returns {string}
 */
export function dateTime(moment) {
  if (!moment) return "–";
  const format = kept(
    "moment",
    () => new Intl.DateTimeFormat(current, { dateStyle: "medium", timeStyle: "short" }),
  );
  return format.format(new Date(moment));
}

/** Return the sign between whole and parts that the language writes: a point or a comma. */
export function decimalSign() {
  const parts = new Intl.NumberFormat(current).formatToParts(1.5);
  return parts.find((part) => part.type === "decimal")?.value ?? ".";
}

/**
 * Say a span of time.
 *
 * @param {number} seconds
 * @returns {string}
 */
export function duration(seconds) {
  if (seconds < 90) return plural(Math.max(1, Math.ceil(seconds)), "{count} second", "{count} seconds");
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return plural(minutes, "{count} minute", "{count} minutes");
  return plural(Math.ceil(minutes / 60), "{count} hour", "{count} hours");
}
