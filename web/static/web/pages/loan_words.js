// @ts-check
/** Loans in words: what a status means for the borrower, and what the names of requirements stand for. */
import { date, fromBank, money, plural, t } from "../core/i18n.js";
import { isZero } from "./plan_figures.js";

/**
 * The name of a status, and the tone of its badge.
 *
 * @param {any} loan
 * @returns {{text: string, tone: "neutral" | "info" | "good" | "warn" | "bad"}}
 */
export function loanStatus(loan) {
  if (loan.status === "ACTIVE" && loan.days_past_due > 0) return { text: t("In arrears"), tone: "bad" };
  /** @type {Record<string, any>} */
  const statuses = {
    PENDING: { text: t("Being looked at"), tone: "info" },
    APPROVED: { text: t("Approved"), tone: "good" },
    ACTIVE: { text: t("Running"), tone: "good" },
    CLOSED: { text: t("Paid back"), tone: "neutral" },
    REJECTED: { text: t("Not approved"), tone: "bad" },
    WITHDRAWN: { text: t("Taken back"), tone: "neutral" },
    WRITTEN_OFF: { text: t("Written off"), tone: "bad" },
  };
  return statuses[loan.status] ?? { text: loan.status, tone: "neutral" };
}

/**
 * What a loan's status means for its borrower, and what he can do.
 *
 * @param {any} loan
 * @returns {string}
 */
export function loanStory(loan) {
  const amount = money(loan.amount_approved ?? loan.amount, loan.currency);
  switch (loan.status) {
    case "PENDING":
      return t("We have your application for {amount} and are looking at it. You will hear from us once it is decided.", { amount });
    case "APPROVED":
      return t("{amount} are approved and waiting for you. Say where they should be paid out to, or decline them.", { amount });
    case "ACTIVE":
      return runningStory(loan);
    case "CLOSED":
      return t("You have paid this loan back. Nothing is owed since {day}.", { day: date(loan.closed_on) });
    case "REJECTED":
      return t("We could not approve this loan. You are free to apply again.");
    case "WITHDRAWN":
      return t("You took this application back on {day}. Nothing was paid out.", { day: date(loan.closed_on) });
    case "WRITTEN_OFF":
      return t("The bank no longer expects {amount} of this loan. As long as they are open you cannot have another one.", {
        amount: money(loan.written_off, loan.currency),
      });
    default:
      return "";
  }
}

/** @param {any} loan @returns {string} */
function runningStory(loan) {
  if (loan.days_past_due > 0) {
    return plural(
      loan.days_past_due,
      "{amount} are overdue since yesterday. Please pay now: every late repayment costs a penalty.",
      "{amount} are overdue for {count} days. Please pay now: every late repayment costs a penalty.",
      { amount: money(loan.overdue, loan.currency) },
    );
  }
  const next = loan.next_repayment;
  if (!next) return t("Everything that was due is paid.");
  return t("The next repayment of {amount} is due on {day}.", {
    amount: money(next.amount, loan.currency),
    day: date(next.due_date),
  });
}

/** @param {string} name of a requirement @returns {string} what it asks */
export function requirementName(name) {
  /** @type {Record<string, string>} */
  const names = {
    kyc_required: t("Your identity is verified"),
    minimum_age: t("You are old enough"),
    documents: t("The documents that are needed are with us"),
    identity_numbers: t("The identity numbers that are needed are with us"),
    minimum_monthly_income: t("Your income is high enough"),
    maximum_income_share: t("Your income can carry the repayments"),
    one_loan_at_a_time: t("You have no other loan"),
    no_loan_written_off: t("No earlier loan was left open"),
  };
  return names[name] ?? name;
}

/**
 * The figures that a judgement of a requirement rests on, as far as there are any.
 *
 * @param {{name: string, outcome: string, reason: string}} judged
 * @returns {string | null}
 */
export function requirementFacts({ name, outcome, reason }) {
  if (outcome === "UNMET") return requirementLack(name, reason);
  if (outcome === "FOR_STAFF") return t("A member of staff looks at this.");
  return name === "maximum_income_share" ? fromBank(reason) : null;
}

/** @param {string} name of a requirement @param {string} reason as the bank says it @returns {string} what is missing */
export function requirementLack(name, reason) {
  /** @type {Record<string, string>} */
  const lacks = {
    kyc_required: t("Your identity must be verified first."),
    one_loan_at_a_time: t("You have a loan that is applied for, approved or running. Everybody has one at a time."),
    no_loan_written_off: t("A loan of yours was written off, and its money has not come in."),
  };
  return lacks[name] ?? fromBank(reason);
}

/** @param {string} state of a repayment @returns {{text: string, tone: string}} */
export function repaymentState(state) {
  /** @type {Record<string, any>} */
  const states = {
    PAID: { text: t("Paid"), tone: "good" },
    PARTLY_PAID: { text: t("Partly paid"), tone: "info" },
    OPEN: { text: t("To come"), tone: "neutral" },
    OVERDUE: { text: t("Overdue"), tone: "bad" },
  };
  return states[state] ?? { text: state, tone: "neutral" };
}

/** @param {string} kind of what happened to a loan @returns {string} */
export function movementName(kind) {
  /** @type {Record<string, string>} */
  const names = {
    DISBURSEMENT: t("Paid out"),
    REPAYMENT: t("Repayment"),
    FEE: t("Fee"),
    PENALTY: t("Penalty for a late repayment"),
    WRITE_OFF: t("Written off"),
    RECOVERY: t("Recovered"),
    RESCHEDULE: t("New schedule"),
    REVERSAL: t("Reversed"),
  };
  return names[kind] ?? kind;
}

/**
 * How often one pays, in words: "a month", "every 2 weeks".
 *
 * @param {number} every @param {string} unit DAYS, WEEKS or MONTHS
 * @returns {string}
 */
export function rhythm(every, unit) {
  if (unit === "DAYS") return plural(every, "every day", "every {count} days");
  if (unit === "WEEKS") return plural(every, "every week", "every {count} weeks");
  return plural(every, "every month", "every {count} months");
}

/**
 * How long a loan runs, in the unit people think in.
 *
 * @param {number} term number of repayments @param {number} every @param {string} unit
 * @returns {string}
 */
export function span(term, every, unit) {
  const count = term * every;
  if (unit === "DAYS") return plural(count, "{count} day", "{count} days");
  if (unit === "WEEKS") return plural(count, "{count} week", "{count} weeks");
  if (count >= 24 && count % 12 === 0) return plural(count / 12, "{count} year", "{count} years");
  return plural(count, "{count} month", "{count} months");
}

/** @param {any} loan @returns {boolean} whether any of it is owed */
export function isOwed(loan) {
  return loan.status === "ACTIVE" && !isZero(loan.outstanding.total);
}

/** @param {any} product @returns {string} those the bank ships are translated, others are as staff has named them */
export function productName(product) {
  /** @type {Record<string, string>} */
  const shipped = { "Personal loan": t("Personal loan"), "Home loan": t("Home loan"), "Car loan": t("Car loan") };
  return shipped[product.name] ?? product.name;
}
