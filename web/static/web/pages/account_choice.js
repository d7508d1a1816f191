// @ts-check
/** The person's own accounts, and fields to choose one of them. */
import { all } from "../core/api.js";
import { money, t } from "../core/i18n.js";
import { empty } from "../core/parts.js";
import { link } from "../core/router.js";
import { accountName } from "./money_words.js";

/** @typedef {import("../core/api_types.d.ts").Account} Account */

/** @param {AbortSignal} signal @returns {Promise<any[]>} open ones before closed ones */
export async function loadAccounts(signal) {
  const accounts = await all("accounts_list", { query: { ordering: "id" }, signal });
  return [...accounts.filter((each) => each.status !== "CLOSED"), ...accounts.filter((each) => each.status === "CLOSED")];
}

/** Whether the customer may take money out of an account at once. @param {any} account */
export function paysOut(account) {
  const isTerm = account.account_type === "FIXED_DEPOSIT";
  return isTerm ? account.status === "MATURED" : account.status === "ACTIVE";
}

/** Whether money may come into an account; a fixed deposit takes it once. @param {any} account */
export function takesMoney(account) {
  if (account.status !== "ACTIVE") return false;
  return account.account_type !== "FIXED_DEPOSIT" || account.maturity_date === null;
}

/** @param {any[]} accounts */
export function accountOptions(accounts) {
  return accounts.map((account) => ({
    value: account.account_number,
    // Short, for a phone cuts off what is long: the balance must be seen.
    label: `${accountName(account)} ··${account.account_number.slice(-4)} · ${money(account.available_balance, account.currency)}`,
  }));
}

/** The account an address asks for by `?account=`, else the first. @param {any[]} accounts @param {URLSearchParams} query */
export function wantedAccount(accounts, query) {
  return accounts.find((each) => String(each.id) === query.get("account")) ?? accounts[0];
}

/** What stands where somebody has no account for what he wants. */
export function noAccount() {
  return empty(
    t("You have no active account for this yet."),
    link("/accounts/open", t("Open an account"), { class: "button button-primary" }),
    "wallet",
  );
}
