// @ts-check
/** The pages about loans, planning and savings goals. */

/** @type {[string, () => Promise<any>, import("../core/router.js").RouteOptions?][]} */
export const routes = [
  ["/loans", () => import("./loans.js"), { navigation: { label: "Loans", icon: "loan", order: 50 } }],
  ["/loans/products/:productId", () => import("./loan_quote.js")],
  ["/loans/products/:productId/apply", () => import("./loan_apply.js")],
  ["/loans/:loanId", () => import("./loan.js")],
  ["/plan", () => import("./plan.js"), { navigation: { label: "Plan", icon: "chart", order: 60 } }],
  ["/plan/spending", () => import("./spending.js")],
  ["/plan/budgets", () => import("./budgets.js")],
  ["/plan/forecast", () => import("./forecast.js")],
  ["/plan/categories", () => import("./categories.js")],
  ["/goals", () => import("./goals.js"), { navigation: { label: "Goals", icon: "target", order: 70 } }],
  ["/goals/new", () => import("./goal_new.js")],
  ["/goals/:goalId", () => import("./goal.js")],
];
