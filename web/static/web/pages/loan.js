// @ts-check
/** One loan: where it stands, what comes next, paying it back, and what happened so far. */
import { api } from "../core/api.js";
import { lines, meter } from "../core/charts.js";
import { figuresTable } from "../core/charts_frame.js";
import { h } from "../core/dom.js";
import { date, dateTime, fromBank, money, percent, t } from "../core/i18n.js";
import { badge, card, confirmButton, definition, empty, icon, notice, pager, toast } from "../core/parts.js";
import { fromHere } from "../core/router.js";
import { loadAccounts } from "./account_choice.js";
import { payoffCard, payoutCard, repayCard } from "./loan_repay.js";
import { loanStatus, loanStory, movementName, repaymentState, requirementFacts, requirementName } from "./loan_words.js";
import { axisMoney, compare, isMonthly, isZero, percentOf, shortDay, shortMonth } from "./plan_figures.js";

/** So many of the repayments to come stand open below the chart. */
const NEXT_ROWS = 3;

/** @param {import("../core/router.js").Visit} visit */
export async function page({ params, signal }) {
  const path = { loan_id: params.loanId };
  const loan = await api("loans_read", { path, signal });
  const isRunning = loan.status === "ACTIVE";
  const [schedule, accounts, payoff, movements] = await Promise.all([
    loan.disbursed_on ? api("loans_schedule", { path, signal }) : null,
    loadAccounts(signal),
    isRunning ? api("loans_payoff", { path, signal }) : null,
    loan.disbursed_on ? movementPages(loan, signal) : null,
  ]);
  const { text, tone } = loanStatus(loan);
  return {
    title: loan.purpose || t("Loan"),
    lead: loan.reference,
    back: { path: "/loans", label: t("Loans") },
    actions: badge(text, /** @type {any} */ (tone)),
    content: h(
      "div",
      { class: "stack" },
      standing(loan),
      isRunning
        ? h("div", { class: "two-columns" }, repayCard({ loan, payoff, accounts, signal }), payoffCard({ loan, payoff, signal }))
        : null,
      loan.status === "APPROVED" ? payoutCard({ loan, accounts, signal }) : null,
      loan.status === "PENDING" || loan.status === "APPROVED" ? withdrawal(loan) : null,
      schedule ? scheduleCard(loan, schedule) : null,
      loan.requirements.length || loan.decision_reason ? decision(loan) : null,
      movements ? card(t("What happened"), movements) : null,
    ),
  };
}

/** @param {any} loan @returns {Element} */
function standing(loan) {
  const { currency } = loan;
  const amount = (/** @type {string} */ value) => money(value, currency);
  const borrowed = loan.amount_approved ?? loan.amount;
  const repaid = loan.amount_approved ? percentOf(loan.paid.principal, loan.amount_approved) : 0;
  const isLate = loan.days_past_due > 0;
  return card(
    t("Where it stands"),
    isLate ? notice("bad", t("A repayment is late"), loanStory(loan)) : h("p", { class: "loan-story" }, loanStory(loan)),
    loan.disbursed_on
      ? h(
          "div",
          { class: "loan-progress" },
          meter({
            label: t("{percent} of the loan is paid back", { percent: percent(repaid, 0) }),
            share: String(repaid),
            tone: loan.status === "CLOSED" ? "done" : "calm",
          }),
          h("p", { class: "muted figures" }, t("{percent} of the loan is paid back", { percent: percent(repaid, 0) })),
        )
      : null,
    definition([
      [loan.amount_approved ? t("Borrowed") : t("Asked for"), amount(borrowed)],
      loan.amount_approved && compare(loan.amount_approved, loan.amount) !== 0 ? [t("Asked for"), amount(loan.amount)] : null,
      loan.disbursed_on ? [t("Still to pay back"), h("strong", {}, amount(loan.outstanding.principal))] : null,
      isZero(loan.outstanding.penalties) ? null : [t("Penalties that are open"), amount(loan.outstanding.penalties)],
      isLate ? [t("Overdue since"), date(loan.arrears_since)] : null,
      loan.disbursed_on ? [t("Paid so far"), amount(loan.paid.total)] : null,
      [t("Interest a year"), percent(loan.annual_interest_rate)],
      loan.late_penalty && !isZero(loan.late_penalty) ? [t("Penalty for a late repayment"), amount(loan.late_penalty)] : null,
      loan.disbursed_on ? [t("Paid out on"), date(loan.disbursed_on)] : [t("Applied on"), date(loan.applied_at)],
      loan.disbursement_account_number ? [t("Paid out to"), loan.disbursement_account_number] : null,
    ]),
  );
}

/** @param {any} loan @returns {Element} */
function withdrawal(loan) {
  const isApproved = loan.status === "APPROVED";
  return h(
    "div",
    { class: "card-links" },
    confirmButton(isApproved ? t("Decline the loan") : t("Take the application back"), {
      title: isApproved ? t("Decline this loan?") : t("Take this application back?"),
      content: t("Nothing is paid out then, and nothing is owed. You can apply again whenever you like."),
      confirmLabel: isApproved ? t("Decline it") : t("Take it back"),
      tone: "danger",
      onConfirm: async () => {
        const here = fromHere();
        await api("loans_withdraw", { path: { loan_id: loan.id } });
        toast(t("It is taken back."));
        await here.refreshPage();
      },
    }),
  );
}

/** @param {any} loan @param {any} schedule @returns {Element} */
function scheduleCard(loan, schedule) {
  const { currency, periods } = schedule;
  const amount = (/** @type {string} */ value) => money(value, currency);
  const paid = periods.filter((/** @type {any} */ row) => row.state === "PAID").length;
  const shortDate = isMonthly(periods) ? shortMonth : shortDay;
  const isOpen = loan.status === "ACTIVE" && paid < periods.length;
  return card(
    t("The schedule"),
    { lead: t("{paid} of {count} repayments are paid.", { paid, count: periods.length }) },
    lines({
      title: t("What is still owed after each repayment"),
      description: t("It falls from {amount} to nothing on {day}.", {
        amount: amount(loan.amount_approved),
        day: date(periods[periods.length - 1].due_date),
      }),
      labels: [shortDate(loan.disbursed_on), ...periods.map((/** @type {any} */ row) => shortDate(row.due_date))],
      labelsName: t("Due on"),
      series: [
        {
          name: t("Owed by the plan"),
          values: [loan.amount_approved, ...periods.map((/** @type {any} */ row) => row.balance)],
        },
      ],
      stepped: true,
      height: 200,
      marked: isOpen ? { index: paid, label: t("You are here") } : null,
      format: amount,
      tick: axisMoney(currency),
      figures: false,
    }),
    repaymentRows(periods.filter((/** @type {any} */ row) => row.state !== "PAID").slice(0, NEXT_ROWS), currency),
    figuresTable({
      caption: t("Schedule"),
      summary: t("The whole schedule as a table"),
      columns: [t("No."), t("Due on"), t("Repayment"), t("Principal"), t("Interest"), t("Fees"), t("Paid"), t("State")],
      rows: periods.map((/** @type {any} */ row) => [
        String(row.number),
        date(row.due_date),
        ...["due", "principal", "interest", "fees", "paid"].map((name) => amount(row[name])),
        stateBadge(row.state),
      ]),
    }),
  );
}

/** @param {any[]} periods @param {string} currency @returns {Element} those that come next */
function repaymentRows(periods, currency) {
  return h(
    "ul",
    { class: "movement-rows" },
    ...periods.map((row) =>
      h(
        "li",
        { class: "movement-row" },
        h(
          "div",
          { class: "movement-text" },
          h("span", { class: "strong" }, date(row.due_date)),
          h("span", { class: "muted small" }, partsOf(row, currency)),
        ),
        h("span", { class: "movement-sum" }, money(row.outstanding, currency)),
        stateBadge(row.state),
      ),
    ),
  );
}

/** @param {any} row @param {string} currency @returns {string} what an amount is made of, without what is nothing */
function partsOf(row, currency) {
  const names = { principal: t("Principal"), interest: t("Interest"), fees: t("Fees"), penalties: t("Penalties") };
  return Object.entries(names)
    .filter(([name]) => !isZero(row[name]))
    .map(([name, label]) => `${label} ${money(row[name], currency)}`)
    .join(" · ");
}

/** @param {string} state @returns {Element} */
function stateBadge(state) {
  const { text, tone } = repaymentState(state);
  return badge(text, /** @type {any} */ (tone));
}

/** @param {any} loan @returns {Element} */
function decision(loan) {
  const pictures = { MET: ["check", "good"], UNMET: ["cross", "bad"], FOR_STAFF: ["people", "info"] };
  return card(
    t("How it was decided"),
    loan.decision_reason ? h("p", {}, fromBank(loan.decision_reason)) : h("p", {}, t("It is not decided yet.")),
    loan.decided_at ? h("p", { class: "muted" }, dateTime(loan.decided_at)) : null,
    h(
      "ul",
      { class: "checks" },
      ...loan.requirements.map((/** @type {any} */ each) => {
        const [picture, tone] = /** @type {any} */ (pictures)[each.outcome];
        return h(
          "li",
          { class: `check check-${tone}` },
          icon(picture),
          h("div", {}, requirementName(each.name), requirementFacts(each) ? h("p", { class: "muted" }, requirementFacts(each)) : null),
        );
      }),
    ),
  );
}

/** @param {any} loan @param {AbortSignal} signal @returns {Promise<Element>} */
function movementPages(loan, signal) {
  return pager({
    load: (cursor) => api("loans_movements", { path: { loan_id: loan.id }, query: { cursor, page_size: 20 }, signal }),
    draw: (rows) => h("ul", { class: "movement-rows" }, ...rows.map(movementRow)),
    nothing: () => empty(t("Nothing has happened yet."), null, "clock"),
  });
}

/** @param {any} row @returns {Element} */
function movementRow(row) {
  return h(
    "li",
    { class: row.reversed_by ? "movement-row is-reversed" : "movement-row" },
    h(
      "div",
      { class: "movement-text" },
      h("span", { class: "strong" }, movementName(row.kind), row.reversed_by ? [" ", badge(t("Reversed"), "warn")] : null),
      h("span", { class: "muted small" }, [date(row.business_date), partsOf(row, row.currency)].filter(Boolean).join(" · ")),
    ),
    h("span", { class: "movement-sum" }, money(row.amount, row.currency)),
  );
}
