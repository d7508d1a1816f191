// @ts-check
/** Money into or out of one account of the person's own. */
import { field } from "../core/forms.js";
import { t } from "../core/i18n.js";
import { card } from "../core/parts.js";
import { accountOptions, loadAccounts, noAccount, wantedAccount } from "./account_choice.js";
import { figuresOf, moneyOrder } from "./money_order.js";
import { accountLabel } from "./money_words.js";

/**
 * Make the page of a deposit or a withdrawal.
 *
 * @param {import("../core/router.js").Visit} visit
 * @param {object} kind
 * @param {"DEPOSIT" | "WITHDRAWAL"} kind.type
 * @param {string} kind.title
 * @param {string} kind.lead
 * @param {string} kind.side what the account is called in the form
 * @param {(account: any) => boolean} kind.takesPart
 * @param {(rehearsal: any) => string} kind.subject
 * @returns {Promise<import("../core/router.js").Page>}
 */
export async function oneSidedPage({ query, signal }, { type, title, lead, side, takesPart, subject }) {
  const accounts = (await loadAccounts(signal)).filter(takesPart);
  const back = { path: "/pay", label: t("Pay") };
  if (!accounts.length) return { title, lead, back, content: noAccount(), narrow: true };
  const first = wantedAccount(accounts, query);
  const name = type === "DEPOSIT" ? "to_account_number" : "from_account_number";
  const chosen = (/** @type {any} */ values) => accounts.find((each) => each.account_number === values[name]);
  const order = moneyOrder({
    signal,
    asksPin: type === "WITHDRAWAL",
    fields: [
      field({
        name,
        label: side,
        type: "select",
        required: true,
        options: accountOptions(accounts),
        value: first.account_number,
      }),
      field({ name: "amount", label: t("Amount"), type: "money", required: true, currency: first.currency }),
      field({ name: "description", label: t("Note to yourself"), maxlength: 255 }),
    ],
    currency: (values) => chosen(values)?.currency ?? first.currency,
    body: (values) => ({
      transaction_type: type,
      [name]: values[name],
      amount: values.amount,
      description: values.description,
    }),
    review: (values, rehearsal) => [
      [side, accountLabel(chosen(values))],
      values.description && [t("Note to yourself"), values.description],
      ...figuresOf(rehearsal),
    ],
    subject: (_values, rehearsal) => subject(rehearsal),
  });
  return { title, lead, back, content: card(null, order), narrow: true };
}
