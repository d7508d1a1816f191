// @ts-check
/** The addresses of accounts, payments, payees and standing orders. */

// Payments without an answer are told of on every page.
import "../core/payment_watch.js";

/** @type {[string, () => Promise<any>, import("../core/router.js").RouteOptions?][]} */
export const routes = [
  ["/", () => import("./home.js"), { navigation: { label: "Home", icon: "home", order: 0 } }],
  ["/accounts", () => import("./accounts.js"), { navigation: { label: "Accounts", icon: "wallet", order: 10 } }],
  ["/accounts/open", () => import("./account_open.js")],
  ["/accounts/:accountId", () => import("./account.js")],
  ["/accounts/:accountId/statement", () => import("./statement.js")],
  ["/accounts/:accountId/close", () => import("./account_close.js")],
  ["/accounts/:accountId/withdraw-early", () => import("./withdraw_early.js")],
  ["/pay", () => import("./pay.js"), { navigation: { label: "Pay", icon: "transfer", order: 20 } }],
  ["/pay/transfer", () => import("./transfer.js")],
  ["/pay/bill", () => import("./bill.js")],
  ["/pay/deposit", () => import("./deposit.js")],
  ["/pay/withdraw", () => import("./withdraw.js")],
  ["/movements", () => import("./movements.js")],
  ["/movements/:movementId", () => import("./movement.js")],
  ["/payees", () => import("./payees.js"), { navigation: { label: "Payees", icon: "people", order: 30 } }],
  ["/payees/new", () => import("./payee_new.js")],
  ["/payees/:payeeId", () => import("./payee.js")],
  [
    "/standing-orders",
    () => import("./orders.js"),
    { navigation: { label: "Standing orders", icon: "repeat", order: 40 } },
  ],
  ["/standing-orders/new", () => import("./order_new.js")],
  ["/standing-orders/:orderId", () => import("./order.js")],
];
