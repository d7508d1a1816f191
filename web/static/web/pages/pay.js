// @ts-check
/** Every way in which money moves. */
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { icon } from "../core/parts.js";
import { link } from "../core/router.js";

/** @returns {Promise<import("../core/router.js").Page>} */
export async function page() {
  const ways = [
    ["/pay/transfer", "transfer", t("Transfer"), t("To your own accounts, a payee, or any account of this bank.")],
    ["/pay/bill", "file", t("Pay a bill"), t("To a company that has no account with this bank.")],
    ["/pay/deposit", "receive", t("Deposit"), t("Pay money into one of your accounts.")],
    ["/pay/withdraw", "send", t("Withdraw"), t("Take money out of one of your accounts.")],
    ["/standing-orders/new", "repeat", t("Standing order"), t("A transfer that is made again and again, or on a day to come.")],
    ["/payees/new", "people", t("New payee"), t("See whose account it is before the first payment.")],
  ];
  return {
    title: t("Pay"),
    content: h(
      "ul",
      { class: "way-list" },
      ways.map(([path, picture, title, text]) =>
        h(
          "li",
          null,
          link(
            path,
            [
              h("span", { class: "way-picture" }, icon(picture)),
              h("span", { class: "way-text" }, h("span", { class: "way-title" }, title), h("span", { class: "muted" }, text)),
            ],
            { class: "way" },
          ),
        ),
      ),
    ),
  };
}
