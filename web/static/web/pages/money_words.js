// @ts-check
/** What kinds, states and refusals of accounts and movements are called. */
import { BankError } from "../core/api.js";
import { dateTime, money, t } from "../core/i18n.js";
import { badge } from "../core/parts.js";

/** @param {string} type */
export function accountTypeName(type) {
  switch (type) {
    case "SAVINGS":
      return t("Savings account");
    case "CURRENT":
      return t("Current account");
    case "FIXED_DEPOSIT":
      return t("Fixed deposit");
    default:
      return type;
  }
}

/** @param {string} status */
export function accountStatusName(status) {
  switch (status) {
    case "PENDING":
      return t("Waiting for the bank");
    case "ACTIVE":
      return t("Active");
    case "FROZEN":
      return t("Frozen");
    case "DORMANT":
      return t("Dormant");
    case "MATURED":
      return t("Matured");
    case "CLOSED":
      return t("Closed");
    default:
      return status;
  }
}

/** @param {string} status */
export function accountBadge(status) {
  const tones = { ACTIVE: "good", PENDING: "info", MATURED: "info", FROZEN: "bad", DORMANT: "warn" };
  return badge(accountStatusName(status), /** @type {any} */ (tones)[status] ?? "neutral");
}

/**
 * What the customer calls an account: its nickname, else its kind.
 *
 * @param {{nickname?: string, account_type: string}} account
 */
export function accountName(account) {
  return account.nickname || accountTypeName(account.account_type);
}

/**
 * @param {{nickname?: string, account_type: string, account_number: string | null}} account
 */
export function accountLabel(account) {
  return account.account_number ? `${accountName(account)} · ${account.account_number}` : accountName(account);
}

/** @param {string} type */
export function movementTypeName(type) {
  switch (type) {
    case "DEPOSIT":
      return t("Deposit");
    case "WITHDRAWAL":
      return t("Withdrawal");
    case "TRANSFER":
      return t("Transfer");
    case "PAYMENT":
      return t("Payment");
    case "FEE":
      return t("Fee");
    case "INTEREST":
      return t("Interest");
    case "REVERSAL":
      return t("Reversal");
    case "LOAN_DISBURSEMENT":
      return t("Loan paid out");
    case "LOAN_REPAYMENT":
      return t("Loan repayment");
    default:
      return type;
  }
}

export const MOVEMENT_TYPES = [
  "DEPOSIT",
  "WITHDRAWAL",
  "TRANSFER",
  "PAYMENT",
  "INTEREST",
  "FEE",
  "REVERSAL",
  "LOAN_DISBURSEMENT",
  "LOAN_REPAYMENT",
];

/** @param {string} status */
export function movementStatusName(status) {
  switch (status) {
    case "PENDING":
      return t("Pending");
    case "COMPLETED":
      return t("Completed");
    case "HELD":
      return t("Under review");
    case "DECLINED":
      return t("Declined");
    case "FAILED":
      return t("Failed");
    case "REVERSED":
      return t("Reversed");
    default:
      return status;
  }
}

/** @param {string} status */
export function movementBadge(status) {
  const tones = { COMPLETED: "good", HELD: "warn", PENDING: "info", DECLINED: "bad", FAILED: "bad" };
  return badge(movementStatusName(status), /** @type {any} */ (tones)[status] ?? "neutral");
}

/** @param {string} instruction */
export function maturityName(instruction) {
  switch (instruction) {
    case "PAY_OUT":
      return t("Pay everything out");
    case "RENEW_PRINCIPAL":
      return t("Renew the principal, pay the interest out");
    case "RENEW_ALL":
      return t("Renew principal and interest");
    default:
      return instruction;
  }
}

/** Which field of an order a refusal is about. */
const PLACES = {
  insufficient_funds: "amount",
  single_limit_exceeded: "amount",
  daily_limit_exceeded: "amount",
  payee_cooling_off: "amount",
  payee_limit_exceeded: "amount",
  balance_too_large: "amount",
  unknown_account: "to_account_number",
  same_account: "to_account_number",
  currency_mismatch: "to_account_number",
  payee_not_confirmed: "to_account_number",
  term_deposit_funded: "to_account_number",
  term_deposit_locked: "from_account_number",
  pin_required: "pin",
  pin_invalid: "pin",
  pin_locked: "pin",
};

/**
 * Return a refusal with the figures it carries in its sentence, at the field it is about.
 *
 * @param {unknown} error
 * @param {string} currency
 * @param {string[]} [fields] those the form has; a refusal about another is told of the whole
 */
export function explained(error, currency, fields) {
  if (!(error instanceof BankError)) return error;
  const sentence = sentenceOf(error, currency);
  const place = /** @type {any} */ (PLACES)[error.code];
  if (place && (!fields || fields.includes(place))) error.fields = { [place]: [sentence] };
  error.sentence = sentence;
  return error;
}

/**
 * @param {BankError} error
 * @param {string} currency
 * @returns {string}
 */
function sentenceOf({ code, details, sentence }, currency) {
  const limit = money(details.limit, currency);
  const remaining = money(details.remaining, currency);
  switch (code) {
    case "insufficient_funds":
      return details.available === undefined
        ? sentence
        : t("There is not enough money: {available} is available, fee included.", {
            available: money(details.available, currency),
          });
    case "single_limit_exceeded":
      return t("This is above the limit of a single movement: {limit}.", { limit });
    case "daily_limit_exceeded":
      return t("This is above what is left of today's limit: {remaining} of {limit}.", { remaining, limit });
    case "payee_cooling_off":
      return details.until
        ? t("This payee is new. Until {until} they can get {remaining} more (the limit is {limit}).", {
            until: dateTime(details.until),
            remaining,
            limit,
          })
        : t("This payee is new: at first they can get {remaining} at most.", { remaining });
    case "payee_limit_exceeded":
      return details.kind === "daily"
        ? t("You let this payee get {limit} a day at most; {remaining} is left today.", { limit, remaining })
        : t("You let this payee get {limit} at a time at most.", { limit });
    case "pin_invalid":
      return details.attempts_left === undefined
        ? sentence
        : t("The transaction PIN is wrong. Tries left: {count}.", { count: details.attempts_left });
    default:
      return sentence;
  }
}
