// @ts-check
/** A new standing order: to whom, how much, from when and how often. */
import { h } from "../core/dom.js";
import { field } from "../core/forms.js";
import { date, money, t } from "../core/i18n.js";
import { card, notice } from "../core/parts.js";
import { accountOptions, loadAccounts, noAccount, paysOut, wantedAccount } from "./account_choice.js";
import { moneyOrder } from "./money_order.js";
import { accountLabel } from "./money_words.js";
import { leavesOutMonths, RHYTHMS, rhythmName, ruleInWords, ruleOf } from "./order_rules.js";
import { loadPayees, payeeName, receiverFields, receiverLines, receiverOf, receiverWarning } from "./receiver_choice.js";

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ query, signal }) {
  const [accounts, payees] = await Promise.all([loadAccounts(signal), loadPayees(signal)]);
  const payers = accounts.filter((account) => paysOut(account) && account.status === "ACTIVE");
  return {
    title: t("New standing order"),
    back: { path: "/standing-orders", label: t("Standing orders") },
    content: payers.length ? card(null, order(accounts, payers, payees, query, signal)) : noAccount(),
    narrow: true,
  };
}

/**
 * @param {any[]} accounts
 * @param {any[]} payers
 * @param {any[]} payees
 * @param {URLSearchParams} query
 * @param {AbortSignal} signal
 */
function order(accounts, payers, payees, query, signal) {
  const first = wantedAccount(payers, query);
  const payer = (/** @type {any} */ values) => payers.find((each) => each.account_number === values.from_account_number);
  const formOf = () => made.querySelector("form");
  const receiver = receiverFields({ accounts, payees, wanted: query.get("to"), formOf });
  const made = moneyOrder({
    signal,
    asksPin: true,
    operation: "standing_orders_create",
    confirmLabel: t("Order it"),
    next: (answer) => `/standing-orders/${answer.id}`,
    fields: [
      field({
        name: "from_account_number",
        label: t("From"),
        type: "select",
        required: true,
        options: accountOptions(payers),
        value: first.account_number,
      }),
      ...receiver.fields,
      field({ name: "amount", label: t("Amount"), type: "money", required: true, currency: first.currency }),
      field({ name: "description", label: t("What it is for"), maxlength: 255 }),
      ...rhythmFields(formOf),
    ],
    currency: (values) => payer(values)?.currency ?? first.currency,
    body: (values) => ({
      from_account_number: values.from_account_number,
      to_account_number: receiverOf(values),
      amount: values.amount,
      description: values.description,
      start_date: values.start_date,
      rrule: ruleOf(values.rhythm, values.start_date, values.times),
      end_date: values.end_date,
      holiday_rule: values.holiday_rule,
    }),
    review: (values, rehearsal) => [
      [t("From"), accountLabel(payer(values))],
      [t("To"), receiverLines(receiverOf(values), accounts, payees)],
      [t("Amount"), h("strong", { class: "review-amount" }, money(rehearsal.amount, rehearsal.currency))],
      values.description && [t("What it is for"), values.description],
      [t("How often"), ruleInWords(rehearsal.rrule, rehearsal.start_date)],
      values.end_date && [t("Last day"), date(values.end_date)],
      [t("The next payments"), nextDates(rehearsal.next_dates)],
    ],
    warning: (values) =>
      h(
        "div",
        { class: "stack" },
        leavesOutMonths(values.rhythm, values.start_date) &&
          notice("warn", null, t("Months without this day are left out. “On the last day of every month” pays in each.")),
        receiverWarning(receiverOf(values), accounts, payees),
      ),
    subject: (values, { amount, currency }) => {
      const payee = payees.find((each) => each.account_number === receiverOf(values));
      return t("Standing order of {amount} to {to}", {
        amount: money(amount, currency),
        to: payee ? payeeName(payee) : receiverOf(values),
      });
    },
  });
  formOf().showField("to_account_number", receiver.isTypedAtFirst);
  showEnd(formOf(), "monthly", "never");
  return made;
}

/** @param {() => any} formOf */
function rhythmFields(formOf) {
  const ended = () => showEnd(formOf(), formOf().values().rhythm, formOf().values().end);
  return [
    field({
      name: "rhythm",
      label: t("How often"),
      type: "select",
      required: true,
      options: RHYTHMS.map((value) => ({ value, label: rhythmName(value) })),
      value: "monthly",
      onInput: ended,
    }),
    field({ name: "start_date", label: t("First day"), type: "date", required: true }),
    field({
      name: "end",
      label: t("It ends"),
      type: "select",
      required: true,
      options: [
        { value: "never", label: t("When I cancel it") },
        { value: "on", label: t("On a day") },
        { value: "after", label: t("After a number of payments") },
      ],
      value: "never",
      onInput: ended,
    }),
    field({ name: "end_date", label: t("Last day"), type: "date", required: true }),
    field({ name: "times", label: t("Number of payments"), type: "number", min: 1, max: 999, step: 1, required: true }),
    field({
      name: "holiday_rule",
      label: t("If the bank is closed that day"),
      type: "select",
      required: true,
      options: [
        { value: "NEXT", label: t("Pay on the next business day") },
        { value: "PREVIOUS", label: t("Pay on the business day before") },
        { value: "SKIP", label: t("Leave this payment out") },
        { value: "IGNORE", label: t("Pay all the same") },
      ],
      value: "NEXT",
    }),
  ];
}

/** @param {any} form @param {string} rhythm @param {string} end */
function showEnd(form, rhythm, end) {
  const repeats = rhythm !== "once";
  form.showField("end", repeats);
  form.showField("end_date", repeats && end === "on");
  form.showField("times", repeats && end === "after");
}

/** @param {string[]} dates */
function nextDates(dates) {
  return h("ul", { class: "plain-list" }, dates.map((day) => h("li", null, date(day, "long"))));
}
