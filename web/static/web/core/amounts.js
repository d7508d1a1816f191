// @ts-check
/**
 * Amounts of money as decimal strings: read from what a person types, added and compared without binary floats.
 *
 * The bank sends and takes amounts as text in major units ("1234.50"). Arithmetic is done on minor units as BigInt.
 */

const SPACES_AND_APOSTROPHES = /[\s\u00a0\u202f'’]/g;
const GROUPED = /^\d{1,3}([.,]\d{3})+$/;

/**
 * Read an amount that a person typed, in the manner of any country, as long as it can only mean one thing.
 *
 * A single separator with three digits behind it ("1,234") could be a thousand or a decimal: it is not guessed at.
 *
 * @param {string} typed
 * @param {number} decimals how many the currency has
 * @param {string} decimalSeparator of the person's language; it settles only what is ambiguous in currencies of three
 * @returns {{amount: string} | {problem: "empty" | "malformed" | "ambiguous" | "too_precise" | "zero"}}
 */
export function parseAmount(typed, decimals, decimalSeparator = ".") {
  const text = typed.trim().replace(SPACES_AND_APOSTROPHES, "");
  if (text === "") return { problem: "empty" };
  if (!/^[0-9.,]+$/.test(text) || !/[0-9]/.test(text)) return { problem: "malformed" };
  const parts = splitParts(text, decimals, decimalSeparator);
  if ("problem" in parts) return parts;
  const fraction = parts.fraction.replace(/0+$/, "");
  if (fraction.length > decimals) return { problem: "too_precise" };
  const whole = parts.whole.replace(/^0+(?=\d)/, "") || "0";
  if (whole === "0" && fraction === "") return { problem: "zero" };
  return { amount: decimals === 0 ? whole : `${whole}.${fraction.padEnd(decimals, "0")}` };
}

/**
 * @param {string} text digits and separators
 * @param {number} decimals
 * @param {string} decimalSeparator
 * @returns {{whole: string, fraction: string} | {problem: "malformed" | "ambiguous"}}
 */
function splitParts(text, decimals, decimalSeparator) {
  const separators = text.replace(/\d/g, "");
  if (separators === "") return { whole: text, fraction: "" };
  const last = separators[separators.length - 1];
  const hasTwoKinds = new Set(separators).size === 2;
  if (!hasTwoKinds && separators.length > 1) return grouped(text);
  const at = text.lastIndexOf(last);
  const [before, fraction] = [text.slice(0, at), text.slice(at + 1)];
  if (hasTwoKinds) {
    if (before.includes(last) || !GROUPED.test(before) || fraction === "") return { problem: "malformed" };
    return { whole: before.replace(/[.,]/g, ""), fraction };
  }
  if (fraction === "" || (before === "" && fraction === "")) return { problem: "malformed" };
  if (GROUPED.test(text)) {
    if (decimals === 0) return grouped(text);
    if (decimals !== 3 || last !== decimalSeparator) return { problem: "ambiguous" };
  }
  return { whole: before || "0", fraction };
}

/** @param {string} text @returns {{whole: string, fraction: string} | {problem: "malformed"}} */
function grouped(text) {
  return GROUPED.test(text) ? { whole: text.replace(/[.,]/g, ""), fraction: "" } : { problem: "malformed" };
}

/** How many decimals an amount of the bank's has: as many as its currency. @param {string} amount */
export function decimalsOf(amount) {
  return (amount.split(".")[1] ?? "").length;
}

/** @param {string} amount of the bank's @param {number} decimals @returns {bigint} minor units */
export function minorOf(amount, decimals = decimalsOf(amount)) {
  const negative = amount.startsWith("-");
  const [whole, fraction = ""] = amount.replace("-", "").split(".");
  const minor = BigInt(whole + fraction.padEnd(decimals, "0"));
  return negative ? -minor : minor;
}

/** @param {bigint} minor units @param {number} decimals @returns {string} in major units, as the bank writes them */
export function amountOf(minor, decimals) {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, "0");
  const sign = minor < 0n ? "-" : "";
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** The sum of amounts of one currency. @param {string[]} amounts at least one */
export function sumOf(amounts) {
  const decimals = Math.max(...amounts.map(decimalsOf));
  return amountOf(
    amounts.reduce((sum, amount) => sum + minorOf(amount, decimals), 0n),
    decimals,
  );
}

/** Whether an amount is zero. @param {string} amount */
export function isZero(amount) {
  return minorOf(amount) === 0n;
}
