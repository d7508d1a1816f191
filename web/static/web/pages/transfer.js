// @ts-check
/** Money to another account of the bank. */
import { h } from "../core/dom.js";
import { field } from "../core/forms.js";
import { money, t } from "../core/i18n.js";
import { card } from "../core/parts.js";
import { accountOptions, loadAccounts, noAccount, paysOut, wantedAccount } from "./account_choice.js";
import { figuresOf, moneyOrder } from "./money_order.js";
import { accountLabel } from "./money_words.js";
import {
  loadPayees,
  payeeName,
  receiverFields,
  receiverLines,
  receiverOf,
  receiverWarning,
  unconfirmedNotice,
} from "./receiver_choice.js";

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ query, signal }) {
  const [accounts, payees] = await Promise.all([loadAccounts(signal), loadPayees(signal)]);
  const payers = accounts.filter(paysOut);
  const content = payers.length ? order(accounts, payers, payees, query, signal) : noAccount();
  return { title: t("Transfer"), back: { path: "/pay", label: t("Pay") }, content, narrow: true };
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
  const receiver = receiverFields({
    accounts,
    payees,
    wanted: query.get("to"),
    formOf: () => made.querySelector("form"),
  });
  const made = moneyOrder({
    signal,
    asksPin: true,
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
    ],
    currency: (values) => payer(values)?.currency ?? first.currency,
    body: (values) => ({
      transaction_type: "TRANSFER",
      from_account_number: values.from_account_number,
      to_account_number: receiverOf(values),
      amount: values.amount,
      description: values.description,
    }),
    review: (values, rehearsal) => [
      [t("From"), accountLabel(payer(values))],
      [t("To"), receiverLines(receiverOf(values), accounts, payees)],
      values.description && [t("What it is for"), values.description],
      ...figuresOf(rehearsal),
    ],
    warning: (values) => receiverWarning(receiverOf(values), accounts, payees),
    subject: (values, { amount, currency }) => {
      const payee = payees.find((each) => each.account_number === receiverOf(values));
      const to = payee ? payeeName(payee) : receiverOf(values);
      return t("Transfer of {amount} to {to}", { amount: money(amount, currency), to });
    },
  });
  made.querySelector("form").showField("to_account_number", receiver.isTypedAtFirst);
  return h("div", { class: "stack" }, unconfirmedNotice(payees), card(null, made));
}
