// @ts-check
/** A payment to a company outside the bank. */
import { field } from "../core/forms.js";
import { money, t } from "../core/i18n.js";
import { card } from "../core/parts.js";
import { accountOptions, loadAccounts, noAccount, paysOut, wantedAccount } from "./account_choice.js";
import { figuresOf, moneyOrder } from "./money_order.js";
import { accountLabel } from "./money_words.js";

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ query, signal }) {
  const payers = (await loadAccounts(signal)).filter(paysOut);
  const content = payers.length ? card(null, order(payers, query, signal)) : noAccount();
  return {
    title: t("Pay a bill"),
    lead: t("To a company that has no account with this bank."),
    back: { path: "/pay", label: t("Pay") },
    content,
    narrow: true,
  };
}

/** @param {any[]} payers @param {URLSearchParams} query @param {AbortSignal} signal */
function order(payers, query, signal) {
  const first = wantedAccount(payers, query);
  const payer = (/** @type {any} */ values) => payers.find((each) => each.account_number === values.from_account_number);
  return moneyOrder({
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
      field({ name: "payee_name", label: t("Who is paid"), required: true, maxlength: 140 }),
      field({
        name: "reference",
        label: t("Reference"),
        hint: t("The number of the invoice or the customer number on it."),
        maxlength: 140,
      }),
      field({ name: "amount", label: t("Amount"), type: "money", required: true, currency: first.currency }),
      field({ name: "description", label: t("Note to yourself"), maxlength: 255 }),
    ],
    currency: (values) => payer(values)?.currency ?? first.currency,
    body: (values) => ({
      transaction_type: "PAYMENT",
      from_account_number: values.from_account_number,
      payee_name: values.payee_name,
      reference: values.reference,
      amount: values.amount,
      description: values.description,
    }),
    review: (values, rehearsal) => [
      [t("From"), accountLabel(payer(values))],
      [t("Who is paid"), values.payee_name],
      values.reference && [t("Reference"), values.reference],
      values.description && [t("Note to yourself"), values.description],
      ...figuresOf(rehearsal),
    ],
    subject: (values, { amount, currency }) =>
      t("Payment of {amount} to {to}", { amount: money(amount, currency), to: values.payee_name }),
  });
}
