// @ts-check
/** The receipt of one movement. */
import { api } from "../core/api.js";
import { h } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { button, card, icon, notice } from "../core/parts.js";
import { link } from "../core/router.js";
import { loadAccounts } from "./account_choice.js";
import { directionOf, movementDetails, movementTitle, signedAmount } from "./movement_parts.js";

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ params, query, signal }) {
  const [movement, accounts] = await Promise.all([
    api("transactions_read", { path: { key: params.movementId }, signal }),
    loadAccounts(signal),
  ]);
  const numbers = new Set(accounts.map((account) => account.account_number));
  const direction = directionOf(movement, numbers);
  const own = accounts.find((account) =>
    [movement.from_account?.account_number, movement.to_account?.account_number].includes(account.account_number),
  );
  return {
    title: query.has("new") ? headline(movement) : movementTitle(movement),
    back: own ? { path: `/accounts/${own.id}`, label: t("Account") } : { path: "/movements", label: t("Movements") },
    narrow: true,
    content: h(
      "div",
      { class: "stack" },
      explanation(movement, query.has("new")),
      card(
        null,
        { class: "receipt" },
        amountLine(movement, direction),
        movementDetails(movement, direction),
      ),
      h(
        "div",
        { class: "form-actions no-print" },
        button(t("Print"), () => window.print(), { icon: "file" }),
        again(movement, direction),
        link("/", t("Go to the start"), { class: "button button-quiet" }),
      ),
    ),
  };
}

/** @param {any} movement @param {import("./movement_parts.js").Direction} direction */
function amountLine(movement, direction) {
  const isDone = movement.status === "COMPLETED";
  const look = isDone ? "receipt-amount receipt-done" : "receipt-amount";
  return h("p", { class: look }, icon(isDone ? "check" : "clock"), signedAmount(movement, direction));
}

/** @param {any} movement */
function headline({ status, transaction_type: type }) {
  if (status === "HELD") return t("Under review");
  return type === "DEPOSIT" ? t("The money is in your account") : t("It is done");
}

/** @param {any} movement @param {boolean} isNew */
function explanation({ status }, isNew) {
  if (status === "HELD") {
    return notice(
      "info",
      t("The bank looks at this payment before it goes out."),
      h("p", null, t("The money is set aside until then. You need not do anything: you will be told what came of it.")),
    );
  }
  if (status === "DECLINED") return notice("warn", null, t("The bank did not make this payment. The money stayed in your account."));
  return isNew && notice("good", null, t("The bank has carried it out, once. This is your receipt."));
}

/** @param {any} movement @param {import("./movement_parts.js").Direction} direction */
function again(movement, direction) {
  if (movement.transaction_type !== "TRANSFER" || direction === "in") return null;
  const to = encodeURIComponent(movement.to_account.account_number);
  return link(`/pay/transfer?to=${to}`, t("Transfer there again"), { class: "button button-secondary" });
}
