// @ts-check
/** Accounts in lists, and what their products promise. */
import { isZero } from "../core/amounts.js";
import { h } from "../core/dom.js";
import { date, money, percent, plural, t } from "../core/i18n.js";
import { icon } from "../core/parts.js";
import { link } from "../core/router.js";
import { accountBadge, accountName, accountTypeName, maturityName, movementTypeName } from "./money_words.js";

/** An account as a link to its page. @param {any} account */
export function accountTile(account) {
  const pictures = { SAVINGS: "piggy", CURRENT: "wallet", FIXED_DEPOSIT: "lock" };
  const differs = account.available_balance !== account.balance;
  return link(
    `/accounts/${account.id}`,
    [
      h("span", { class: "account-picture" }, icon(/** @type {any} */ (pictures)[account.account_type] ?? "wallet")),
      h(
        "span",
        { class: "account-what" },
        h("span", { class: "account-name" }, accountName(account)),
        h("span", { class: "muted" }, account.account_number ?? t("The number comes with the activation")),
      ),
      h(
        "span",
        { class: "account-figures" },
        h("span", { class: "account-balance" }, money(account.balance, account.currency)),
        account.status === "ACTIVE"
          ? differs && h("span", { class: "muted" }, t("{amount} available", { amount: money(account.available_balance, account.currency) }))
          : accountBadge(account.status),
      ),
    ],
    { class: "account-tile" },
  );
}

/**
 * What a product promises and asks, as terms and values.
 *
 * @param {any} product
 * @returns {([string, any] | null | false)[]}
 */
export function productTerms(product) {
  const { currency } = product;
  const fees = Object.entries(product.fees).filter(([, fee]) => fee !== null);
  return [
    [t("Interest a year"), percent(product.interest_rate)],
    product.term_months !== null && [t("Term"), plural(product.term_months, "{count} month", "{count} months")],
    [t("Smallest opening deposit"), isZero(product.opening_deposit) ? t("None") : money(product.opening_deposit, currency)],
    [t("Minimum balance"), isZero(product.minimum_balance) ? t("None") : money(product.minimum_balance, currency)],
    [t("Most at a time"), money(product.single_transaction_limit, currency)],
    [t("Most in a day"), money(product.daily_transaction_limit, currency)],
    [
      t("Fees"),
      fees.length
        ? fees.map(([kind, fee]) => `${movementTypeName(kind)} ${money(/** @type {string} */ (fee), currency)}`).join(", ")
        : t("None"),
    ],
    product.early_withdrawal_penalty !== null && [
      t("Early withdrawal costs"),
      t("{share} of the principal", { share: percent(product.early_withdrawal_penalty) }),
    ],
  ];
}

/**
 * The terms of an account.
 *
 * @param {any} account
 * @returns {([string, any] | null | false)[]}
 */
export function accountTerms(account) {
  const { currency } = account;
  const isTerm = account.account_type === "FIXED_DEPOSIT";
  return [
    [t("Kind"), accountTypeName(account.account_type)],
    [t("Status"), accountBadge(account.status)],
    [t("Interest a year"), percent(account.interest_rate)],
    !isZero(account.accrued_interest) && [t("Interest so far, before tax"), money(account.accrued_interest, currency)],
    !isTerm && [t("Minimum balance"), isZero(account.minimum_balance) ? t("None") : money(account.minimum_balance, currency)],
    !isTerm && [t("Most at a time"), money(account.single_transaction_limit, currency)],
    !isTerm && [t("Most in a day"), money(account.daily_transaction_limit, currency)],
    isTerm && [t("Term"), plural(account.term_months, "{count} month", "{count} months")],
    isTerm && [t("Matures on"), account.maturity_date ? date(account.maturity_date, "long") : t("Begins with the first money")],
    isTerm && [t("At maturity"), maturityName(account.maturity_instruction)],
    isTerm && [t("Paid out to"), account.payout_account_number ?? t("Not chosen yet")],
    [t("Opened"), date(account.created_at)],
    account.closed_at && [t("Closed"), date(account.closed_at)],
  ];
}
