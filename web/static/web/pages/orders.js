// @ts-check
/** Standing orders. */
import { all } from "../core/api.js";
import { h } from "../core/dom.js";
import { date, money, t } from "../core/i18n.js";
import { badge, card, empty } from "../core/parts.js";
import { link } from "../core/router.js";
import { ruleInWords } from "./order_rules.js";
import { loadPayees, payeeName } from "./receiver_choice.js";

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ signal }) {
  const [orders, payees] = await Promise.all([all("standing_orders_list", { signal }), loadPayees(signal)]);
  const running = orders.filter((order) => order.status === "ACTIVE");
  const over = orders.filter((order) => order.status !== "ACTIVE");
  const add = link("/standing-orders/new", t("New standing order"), { class: "button button-primary" });
  return {
    title: t("Standing orders"),
    lead: t("Transfers that the bank makes for you, again and again or on a day to come."),
    actions: running.length ? add : undefined,
    content: h(
      "div",
      { class: "stack" },
      running.length ? tiles(running, payees) : empty(t("No standing order is running. Rent and savings are good candidates."), add, "repeat"),
      over.length > 0 && card(t("Over"), tiles(over, payees)),
    ),
  };
}

/** @param {any[]} orders @param {any[]} payees */
function tiles(orders, payees) {
  return h("ul", { class: "order-list" }, orders.map((order) => h("li", null, tile(order, payees))));
}

/** @param {any} order @param {any[]} payees */
function tile(order, payees) {
  const next = order.next_dates[0];
  return link(
    `/standing-orders/${order.id}`,
    [
      h(
        "span",
        { class: "order-what" },
        h("span", { class: "order-title" }, order.description || orderReceiver(order, payees)),
        h("span", { class: "muted" }, `${orderReceiver(order, payees)} · ${ruleInWords(order.rrule, order.start_date)}`),
      ),
      h(
        "span",
        { class: "order-figures" },
        h("span", { class: "order-amount" }, money(order.amount, order.currency)),
        order.status === "ACTIVE" ? next && h("span", { class: "muted" }, t("next on {day}", { day: date(next) })) : orderBadge(order.status),
      ),
    ],
    { class: "order" },
  );
}

/** Who gets the money. @param {any} order @param {any[]} payees */
export function orderReceiver(order, payees) {
  const payee = payees.find((each) => each.account_number === order.to_account_number);
  return payee ? payeeName(payee) : order.to_account_number;
}

/** @param {string} status */
export function orderBadge(status) {
  if (status === "ACTIVE") return badge(t("Running"), "good");
  return status === "FINISHED" ? badge(t("Finished"), "neutral") : badge(t("Cancelled"), "neutral");
}
