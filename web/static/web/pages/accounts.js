// @ts-check
/** All accounts of a customer. */
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { empty } from "../core/parts.js";
import { link } from "../core/router.js";
import { loadAccounts } from "./account_choice.js";
import { accountTile } from "./account_parts.js";

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ signal }) {
  const accounts = await loadAccounts(signal);
  const open = accounts.filter((account) => account.status !== "CLOSED");
  const closed = accounts.filter((account) => account.status === "CLOSED");
  const opening = (/** @type {string} */ look) => link("/accounts/open", t("Open an account"), { class: `button ${look}` });
  return {
    title: t("Accounts"),
    actions: open.length ? opening("button-primary") : undefined,
    content: h(
      "div",
      { class: "stack" },
      open.length
        ? tiles(open)
        : empty(t("You have no account yet. Opening one takes a minute."), opening("button-primary"), "wallet"),
      closed.length > 0 && h("details", { class: "closed-accounts" }, h("summary", null, t("Closed accounts")), tiles(closed)),
    ),
  };
}

/** @param {any[]} accounts */
function tiles(accounts) {
  return h("ul", { class: "account-tiles account-tiles-large" }, accounts.map((account) => h("li", null, accountTile(account))));
}
