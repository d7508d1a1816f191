// @ts-check
/**
 * Amounts of money as decimal strings, added and compared without binary floats.
 *
 * The bank sends and takes amounts as text in major units ("1234.50"). Arithmetic is done on minor units as BigInt.
 */

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
