// @ts-check
/** The end of an account, with its conditions. */
import { all, api, BankError } from "../core/api.js";
import { isZero } from "../core/amounts.js";
import { h } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { money, t } from "../core/i18n.js";
import { card, icon, toast } from "../core/parts.js";
import { fromHere, link } from "../core/router.js";
import { accountLabel, accountName } from "./money_words.js";

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ params, signal }) {
  const account = await api("accounts_retrieve", { path: { account_id: params.accountId }, signal });
  const [holds, orders] = await Promise.all([
    all("holds_list", { query: { account_number: account.account_number, status: "OPEN" }, signal }),
    all("standing_orders_list", { query: { from_account_number: account.account_number, status: "ACTIVE" }, signal }),
  ]);
  return {
    title: t("Close {account}", { account: accountName(account) }),
    back: { path: `/accounts/${account.id}`, label: accountName(account) },
    narrow: true,
    content: card(null, conditions(account, holds, orders), closingForm(account)),
  };
}

/** @param {any} account @param {any[]} holds @param {any[]} orders */
function conditions(account, holds, orders) {
  const isEmpty = isZero(account.balance);
  return h(
    "ul",
    { class: "conditions" },
    condition(
      isEmpty,
      isEmpty
        ? t("The balance is zero.")
        : t("The balance must be zero. It is {balance}.", { balance: money(account.balance, account.currency) }),
      !isEmpty && link(`/pay/transfer?account=${account.id}`, t("Transfer the money")),
    ),
    condition(!holds.length, holds.length ? t("Holds on the account must end first.") : t("Nothing is held on it.")),
    orders.length > 0 &&
      condition(null, t("Standing orders from this account will fail once it is closed."), link("/standing-orders", t("Standing orders"))),
    !isZero(account.accrued_interest) &&
      condition(
        null,
        t("Interest of {amount} so far is paid into another account of yours in the same currency, or lost if there is none.", {
          amount: money(account.accrued_interest, account.currency),
        }),
      ),
    condition(null, t("A closed account stays closed. Its statements stay with you.")),
  );
}

/** @param {boolean | null} isMet null: to be known, not to be met @param {string} text @param {...any} more */
function condition(isMet, text, ...more) {
  const picture = isMet === null ? "info" : isMet ? "check" : "cross";
  const word = isMet === null ? null : h("span", { class: "visually-hidden" }, isMet ? t("Met:") : t("Not met:"));
  return h("li", { class: `condition condition-${picture}` }, icon(picture), h("span", null, word, " ", text, " ", more));
}

/** @param {any} account */
function closingForm(account) {
  return form({
    fields: [field({ name: "reason", label: t("Why you close it"), maxlength: 300 })],
    submitLabel: t("Close the account"),
    tone: "danger",
    actions: link(`/accounts/${account.id}`, t("Keep it"), { class: "button button-secondary" }),
    onSubmit: async ({ reason = "" }) => {
      const here = fromHere();
      const closed = await api("accounts_close_create", { path: { account_id: account.id }, body: { reason } }).catch(
        (error) => {
          throw told(error, account.currency);
        },
      );
      toast(t("{account} is closed.", { account: accountLabel(closed) }));
      await here.navigate("/accounts");
    },
  });
}

/** @param {unknown} error @param {string} currency */
function told(error, currency) {
  if (error instanceof BankError && error.code === "account_not_empty") {
    error.sentence = t("It cannot be closed yet: the balance is {balance}, and {held} is held.", {
      balance: money(error.details.balance, currency),
      held: money(error.details.held, currency),
    });
  }
  return error;
}
