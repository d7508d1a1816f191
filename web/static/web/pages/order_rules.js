// @ts-check
/** Simple rhythms of standing orders, as iCalendar rules and in words. */
import { date, plural, t } from "../core/i18n.js";

/** @typedef {"once" | "weekly" | "fortnightly" | "monthly" | "month_end" | "quarterly" | "yearly"} Rhythm */

/** @type {Rhythm[]} */
export const RHYTHMS = ["monthly", "month_end", "weekly", "fortnightly", "quarterly", "yearly", "once"];

/** @param {Rhythm} rhythm */
export function rhythmName(rhythm) {
  switch (rhythm) {
    case "weekly":
      return t("Every week");
    case "fortnightly":
      return t("Every two weeks");
    case "monthly":
      return t("Every month");
    case "month_end":
      return t("On the last day of every month");
    case "quarterly":
      return t("Every three months");
    case "yearly":
      return t("Every year");
    default:
      return t("Once");
  }
}

/**
 * Return the rule of a rhythm that begins on a day; empty for once.
 *
 * @param {Rhythm} rhythm
 * @param {string} start `2026-11-21`
 * @param {number} [times] how often in all; without it, for good or until the end date
 */
export function ruleOf(rhythm, start, times) {
  const day = Number(start.slice(8, 10));
  const rules = {
    once: "",
    weekly: "FREQ=WEEKLY",
    fortnightly: "FREQ=WEEKLY;INTERVAL=2",
    monthly: `FREQ=MONTHLY;BYMONTHDAY=${day}`,
    month_end: "FREQ=MONTHLY;BYMONTHDAY=-1",
    quarterly: `FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=${day}`,
    yearly: "FREQ=YEARLY",
  };
  const rule = rules[rhythm];
  return rule && times ? `${rule};COUNT=${times}` : rule;
}

/** Whether a rhythm leaves out months that are too short for its day. @param {Rhythm} rhythm @param {string} start */
export function leavesOutMonths(rhythm, start) {
  return (rhythm === "monthly" || rhythm === "quarterly") && Number(start.slice(8, 10)) > 28;
}

/**
 * Say a rule in words; one that was made elsewhere is shown as it is.
 *
 * @param {string | null} rule
 * @param {string} start
 */
export function ruleInWords(rule, start) {
  if (!rule) return t("Once, on {day}", { day: date(start) });
  const parts = Object.fromEntries(rule.split(";").map((part) => part.split("=")));
  const words = rhythmInWords(parts);
  if (words === null) return t("By the rule {rule}", { rule });
  return parts.COUNT ? `${words}, ${plural(Number(parts.COUNT), "{count} time", "{count} times")}` : words;
}

/** @param {Record<string, string>} parts @returns {string | null} */
function rhythmInWords({ FREQ: frequency, INTERVAL: interval = "1", BYMONTHDAY: day, COUNT: _count, ...others }) {
  if (Object.keys(others).length) return null;
  const key = `${frequency} ${interval} ${day === "-1" ? "last" : day ? "day" : ""}`.trim();
  switch (key) {
    case "DAILY 1":
      return t("Every day");
    case "WEEKLY 1":
      return rhythmName("weekly");
    case "WEEKLY 2":
      return rhythmName("fortnightly");
    case "MONTHLY 1":
      return rhythmName("monthly");
    case "MONTHLY 1 day":
      return t("Every month, on day {day}", { day });
    case "MONTHLY 1 last":
      return rhythmName("month_end");
    case "MONTHLY 3 day":
      return t("Every three months, on day {day}", { day });
    case "YEARLY 1":
      return rhythmName("yearly");
    default:
      return null;
  }
}
