// @ts-check
/**
 * The addresses of loans, planning and savings goals.
 *
 * Each row: the pattern below `/app`, what loads the page, and where it has a place in the navigation, that place.
 */
import { t } from "../core/i18n.js";

export const routes = [
  [
    "/loans",
    () => import("./loans.js"),
    { navigation: { label: () => t("Loans"), icon: "loan", order: 50 } },
  ],
  ["/loans/products/:productId", () => import("./loan_quote.js")],
  ["/loans/products/:productId/apply", () => import("./loan_apply.js")],
  ["/loans/:loanId", () => import("./loan.js")],
  [
    "/plan",
    () => import("./plan.js"),
    { navigation: { label: () => t("Plan"), icon: "chart", order: 60 } },
  ],
  ["/plan/spending", () => import("./spending.js")],
  ["/plan/budgets", () => import("./budgets.js")],
  ["/plan/forecast", () => import("./forecast.js")],
  ["/plan/categories", () => import("./categories.js")],
  [
    "/goals",
    () => import("./goals.js"),
    { navigation: { label: () => t("Goals"), icon: "goal", order: 70 } },
  ],
  ["/goals/:goalId", () => import("./goal.js")],
];
