// @ts-check
/**
 * The addresses of accounts, payments, payees and standing orders.
 *
 * Each row: the pattern below `/app`, what loads the page, and where it has a place in the navigation, that place.
 */
import { t } from "../core/i18n.js";
import "../core/payment_watch.js";

export const routes = [
  ["/", () => import("./home.js"), { navigation: { label: () => t("Home"), icon: "home", order: 0 } }],
  [
    "/accounts",
    () => import("./accounts.js"),
    { navigation: { label: () => t("Accounts"), icon: "account", order: 10 } },
  ],
  ["/accounts/open", () => import("./account_open.js")],
  ["/accounts/:accountId", () => import("./account.js")],
  ["/accounts/:accountId/statement", () => import("./statement.js")],
  ["/accounts/:accountId/close", () => import("./account_close.js")],
  ["/accounts/:accountId/withdraw-early", () => import("./withdraw_early.js")],
  [
    "/pay",
    () => import("./pay.js"),
    { navigation: { label: () => t("Pay"), icon: "transfer", order: 20 } },
  ],
  ["/pay/transfer", () => import("./transfer.js")],
  ["/pay/payment", () => import("./payment.js")],
  ["/pay/deposit", () => import("./deposit.js")],
  ["/pay/withdraw", () => import("./withdraw.js")],
  ["/movements", () => import("./movements.js")],
  ["/movements/:movementId", () => import("./movement.js")],
  [
    "/payees",
    () => import("./payees.js"),
    { navigation: { label: () => t("Payees"), icon: "people", order: 30 } },
  ],
  ["/payees/new", () => import("./payee_new.js")],
  ["/payees/:payeeId", () => import("./payee.js")],
  [
    "/standing-orders",
    () => import("./orders.js"),
    { navigation: { label: () => t("Standing orders"), icon: "repeat", order: 40 } },
  ],
  ["/standing-orders/new", () => import("./order_new.js")],
  ["/standing-orders/:orderId", () => import("./order.js")],
];
