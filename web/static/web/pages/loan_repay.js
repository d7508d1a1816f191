// @ts-check
/** Paying a loan back, having it paid out, and what would close it on a day. */
import { api } from "../core/api.js";
import { h, replace } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { date, money, t } from "../core/i18n.js";
import { card, definition, isForPeople, notice, toast } from "../core/parts.js";
import { payOnce } from "../core/payments.js";
import { fromHere } from "../core/router.js";
import { session } from "../core/session.js";
import { accountOptions, noAccount, paysOut, takesMoney } from "./account_choice.js";
import { explained } from "./money_words.js";
import { add, compare, isZero } from "./plan_figures.js";

/**
 * Paying of a loan: what is due, everything, or another amount.
 *
 * @param {{loan: any, payoff: any, accounts: any[], signal: AbortSignal}} given
 * @returns {Element}
 */
export function repayCard({ loan, payoff, accounts, signal }) {
  const usable = accounts.filter((each) => paysOut(each) && each.currency === loan.currency);
  if (!usable.length) return card(t("Repay"), noAccount());
  const amounts = amountsOf(loan, payoff);
  const options = [
    ...Object.entries(amounts).map(([value, { label, amount }]) => ({ value, label: `${label}: ${money(amount, loan.currency)}` })),
    { value: "other", label: t("Another amount") },
  ];
  const known = usable.find((each) => each.account_number === loan.disbursement_account_number);
  const made = form({
    fields: [
      field({
        name: "choice",
        label: t("How much?"),
        type: "select",
        required: true,
        value: options[0].value,
        options,
        onInput: (value) => made.showField("amount", value === "other"),
      }),
      field({
        name: "amount",
        label: t("Amount"),
        type: "money",
        currency: loan.currency,
        required: true,
        hint: t("More than is due is paid ahead; at most {amount}.", { amount: money(payoff.amount, loan.currency) }),
      }),
      field({
        name: "from_account_number",
        label: t("From which account?"),
        type: "select",
        required: true,
        value: (known ?? usable[0]).account_number,
        options: accountOptions(usable),
      }),
      session.person?.pin_set
        ? field({ name: "pin", label: t("Transaction PIN"), type: "pin", required: true })
        : null,
    ],
    submitLabel: t("Repay"),
    onSubmit: async ({ choice, amount, ...rest }, shown) => {
      const sum = amounts[choice]?.amount ?? amount;
      if (!amounts[choice]) refuseMoreThanOwed(sum, payoff, loan.currency, shown);
      await repay(loan, { amount: sum, ...rest }, signal);
    },
  });
  made.showField("amount", options[0].value === "other");
  return card(t("Repay"), { lead: t("Penalties first, then fees, interest, and the loan itself.") }, made);
}

/** @param {any} loan @param {any} payoff @returns {Record<string, {label: string, amount: string}>} */
function amountsOf(loan, payoff) {
  const late = isZero(loan.overdue) ? null : add([loan.overdue, loan.outstanding.penalties]);
  /** @type {Record<string, {label: string, amount: string}>} */
  const found = {};
  if (late) found.late = { label: t("Everything that is overdue"), amount: late };
  const next = loan.next_repayment;
  if (next && !late && compare(next.amount, payoff.amount) < 0) {
    found.next = { label: t("Due on {day}", { day: date(next.due_date) }), amount: next.amount };
  }
  if (compare(payoff.amount, "0") > 0) found.all = { label: t("Everything, and close the loan"), amount: payoff.amount };
  return found;
}

/** @param {string} amount @param {any} payoff @param {string} currency @param {import("../core/forms.js").BankForm} shown */
function refuseMoreThanOwed(amount, payoff, currency, shown) {
  if (compare(amount, payoff.amount) <= 0) return;
  const message = t("This is more than closes the loan today: {amount}.", { amount: money(payoff.amount, currency) });
  shown.showProblem({ fields: { amount: [message] } });
  throw new DOMException("Shown at the field.", "AbortError");
}

/** @param {any} loan @param {Record<string, any>} body @param {AbortSignal} signal */
async function repay(loan, body, signal) {
  const here = fromHere();
  const subject = t("Repayment of {amount}", { amount: money(body.amount, loan.currency) });
  try {
    const paid = await payOnce("loans_repay", { path: { loan_id: loan.id }, body }, { subject, signal });
    toast(
      paid.loan_status === "CLOSED"
        ? t("The loan is paid back. Well done!")
        : t("{amount} are repaid. Thank you.", { amount: money(paid.amount, loan.currency) }),
    );
  } catch (problem) {
    throw explained(problem, loan.currency, ["amount", "pin"]);
  }
  await here.refreshPage();
}

/**
 * What would close a loan on a day.
 *
 * @param {{loan: any, payoff: any, signal: AbortSignal}} given
 * @returns {Element}
 */
export function payoffCard({ loan, payoff, signal }) {
  const answer = h("div", { "aria-live": "polite" }, payoffParts(payoff));
  const look = async (/** @type {string | undefined} */ on) => {
    try {
      replace(answer, payoffParts(await api("loans_payoff", { path: { loan_id: loan.id }, query: { on }, signal })));
    } catch (problem) {
      if (problem instanceof DOMException) return;
      if (!isForPeople(problem)) throw problem;
      replace(answer, notice("bad", null, Object.values(/** @type {any} */ (problem).fields ?? {}).flat().join(" ") || problem.sentence));
    }
  };
  const day = field({
    name: "on",
    label: t("On which day?"),
    type: "date",
    required: true,
    value: payoff.on,
    min: payoff.on,
    onInput: (value) => void look(value),
  });
  const asked = form({ fields: [day], submitLabel: t("Work it out"), tone: "secondary", onSubmit: ({ on }) => look(on) });
  return card(t("What would close it"), { lead: t("The exact amount, if nothing else is paid until then.") }, asked, answer);
}

/** @param {any} payoff @returns {Element} */
function payoffParts(payoff) {
  const parts = { principal: t("Principal"), interest: t("Interest"), fees: t("Fees"), penalties: t("Penalties") };
  return h(
    "div",
    { class: "payoff" },
    h("p", { class: "quote-instalment" }, h("strong", { class: "quote-figure" }, money(payoff.amount, payoff.currency)), h("span", { class: "muted" }, t("on {day}", { day: date(payoff.on) }))),
    definition(
      Object.entries(parts).map(([name, label]) => (isZero(payoff[name]) ? null : [label, money(payoff[name], payoff.currency)])),
    ),
  );
}

/**
 * Having an approved loan paid out.
 *
 * @param {{loan: any, accounts: any[], signal: AbortSignal}} given
 * @returns {Element}
 */
export function payoutCard({ loan, accounts, signal }) {
  const usable = accounts.filter((each) => takesMoney(each) && each.currency === loan.currency);
  if (!usable.length) return card(t("Have it paid out"), noAccount());
  const known = usable.find((each) => each.account_number === loan.disbursement_account_number);
  return card(
    t("Have it paid out"),
    form({
      fields: [
        field({
          name: "disbursement_account_number",
          label: t("Pay it out to"),
          type: "select",
          required: true,
          value: (known ?? usable[0]).account_number,
          options: accountOptions(usable),
        }),
      ],
      submitLabel: t("Take the loan"),
      onSubmit: async (body) => {
        const here = fromHere();
        const amount = money(loan.amount_approved, loan.currency);
        const subject = t("Payout of the loan of {amount}", { amount });
        await payOnce("loans_disburse", { path: { loan_id: loan.id }, body }, { subject, signal });
        toast(t("{amount} are in your account.", { amount }));
        await here.refreshPage();
      },
    }),
  );
}
