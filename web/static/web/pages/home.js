// @ts-check
/** What a customer sees first: what he has, what waits for him, what moved last. */
import { api } from "../core/api.js";
import { sumOf } from "../core/amounts.js";
import { h } from "../core/dom.js";
import { money, plural, t } from "../core/i18n.js";
import { badge, card, empty, icon, notice } from "../core/parts.js";
import { link } from "../core/router.js";
import { session } from "../core/session.js";
import { loadAccounts } from "./account_choice.js";
import { accountTile } from "./account_parts.js";
import { movementList } from "./movement_parts.js";

const LAST_MOVEMENTS = 6;
const NOTICES = 2;

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ signal }) {
  const [accounts, movements, held, news] = await Promise.all([
    loadAccounts(signal),
    api("transactions_list", { query: { cursor: "", page_size: LAST_MOVEMENTS }, signal }),
    api("transactions_list", { query: { status: "HELD", page_size: 1 }, signal }),
    api("notifications_list", { query: { is_read: false, page_size: NOTICES }, signal }),
  ]);
  const open = accounts.filter((account) => account.status !== "CLOSED");
  return {
    title: greeting(),
    content: h(
      "div",
      { class: "stack" },
      totals(open),
      quickActions(open),
      attention(held.count, news.results),
      h("div", { class: "home-columns" }, accountsCard(open), movementsCard(movements.results, accounts)),
    ),
  };
}

function greeting() {
  const name = session.person?.first_name || session.person?.username || "";
  const hour = new Date().getHours();
  if (hour < 5) return t("Good night, {name}", { name });
  if (hour < 12) return t("Good morning, {name}", { name });
  return hour < 18 ? t("Good afternoon, {name}", { name }) : t("Good evening, {name}", { name });
}

/** What all accounts hold together, for each currency. @param {any[]} accounts */
function totals(accounts) {
  /** @type {Map<string, any[]>} */
  const byCurrency = new Map();
  for (const account of accounts) {
    byCurrency.set(account.currency, [...(byCurrency.get(account.currency) ?? []), account]);
  }
  if (!byCurrency.size) return null;
  return h(
    "section",
    { class: "totals", "aria-label": t("What you have") },
    [...byCurrency].map(([currency, held]) =>
      h(
        "div",
        { class: "total" },
        h("p", { class: "total-label" }, byCurrency.size > 1 ? t("Total in {currency}", { currency }) : t("Total balance")),
        h("p", { class: "total-amount" }, money(sumOf(held.map((each) => each.balance)), currency)),
        h(
          "p",
          { class: "total-note" },
          t("{amount} available · {accounts}", {
            amount: money(sumOf(held.map((each) => each.available_balance)), currency),
            accounts: plural(held.length, "{count} account", "{count} accounts"),
          }),
        ),
      ),
    ),
  );
}

/** @param {number} held @param {any[]} news unread notifications, the newest first */
function attention(held, news) {
  const status = session.person?.kyc_status;
  const notices = [
    status === "PENDING" &&
      notice(
        "info",
        t("Your identity is being checked."),
        h("p", null, t("Until then you can look around; accounts open once it is done.")),
        link("/identity", t("See what is missing")),
      ),
    status === "REJECTED" &&
      notice(
        "warn",
        t("Your identity could not be confirmed."),
        h("p", null, t("Banking rests until it is.")),
        link("/identity", t("See why, and send it again")),
      ),
    held > 0 &&
      notice(
        "info",
        plural(held, "{count} payment is under review.", "{count} payments are under review."),
        h("p", null, t("The money is set aside. You will be told what came of it.")),
        link("/movements?status=HELD", t("Look at them")),
      ),
  ].filter(Boolean);
  if (!notices.length && !news.length) return null;
  return h(
    "section",
    { class: "stack attention", "aria-label": t("What needs your attention") },
    notices,
    news.length > 0 && newsCard(news),
  );
}

/** @param {any[]} news */
function newsCard(news) {
  return card(
    t("New messages"),
    { actions: link("/notifications", t("All messages")) },
    h(
      "ul",
      { class: "news" },
      news.map((message) => h("li", null, badge(t("New"), "info"), h("strong", null, message.title), h("span", { class: "muted" }, message.body))),
    ),
  );
}

/** @param {any[]} accounts */
function quickActions(accounts) {
  if (!accounts.length) return null;
  const ways = [
    ["/pay/transfer", "transfer", t("Transfer")],
    ["/pay/bill", "file", t("Pay a bill")],
    ["/pay/deposit", "receive", t("Deposit")],
    ["/pay/withdraw", "send", t("Withdraw")],
  ];
  return h(
    "nav",
    { class: "quick-actions", "aria-label": t("Often needed") },
    ways.map(([path, picture, label]) => link(path, [icon(picture), h("span", null, label)], { class: "quick-action" })),
  );
}

/** @param {any[]} accounts */
function accountsCard(accounts) {
  if (!accounts.length) {
    return card(
      t("Your accounts"),
      empty(
        t("You have no account yet. Opening one takes a minute."),
        link("/accounts/open", t("Open an account"), { class: "button button-primary" }),
        "wallet",
      ),
    );
  }
  return card(
    t("Your accounts"),
    { actions: link("/accounts", t("All accounts")) },
    h("ul", { class: "account-tiles" }, accounts.map((account) => h("li", null, accountTile(account)))),
  );
}

/** @param {any[]} movements @param {any[]} accounts */
function movementsCard(movements, accounts) {
  const numbers = new Set(accounts.map((account) => account.account_number));
  return card(
    t("Last movements"),
    { actions: movements.length ? link("/movements", t("All movements")) : null },
    movements.length ? movementList(movements, numbers) : empty(t("Nothing has moved yet."), null, "transfer"),
  );
}
