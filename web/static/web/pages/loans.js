// @ts-check
/** The loans one has, and what the bank lends. */
import { all } from "../core/api.js";
import { h } from "../core/dom.js";
import { date, money, percent, t } from "../core/i18n.js";
import { badge, card, empty, notice, table } from "../core/parts.js";
import { meter } from "../core/charts.js";
import { link } from "../core/router.js";
import { loanStatus, loanStory, productName, rhythm, span } from "./loan_words.js";
import { percentOf } from "./plan_figures.js";

const LIVE = ["PENDING", "APPROVED", "ACTIVE"];

/** @param {import("../core/router.js").Visit} visit */
export async function page({ signal }) {
  const [loans, products] = await Promise.all([
    all("loans_list", { signal }),
    all("loan_products_list", { signal }),
  ]);
  const live = loans.filter((loan) => LIVE.includes(loan.status));
  const ended = loans.filter((loan) => !LIVE.includes(loan.status));
  return {
    title: t("Loans"),
    lead: t("What you owe, what comes next, and what you could borrow."),
    content: h(
      "div",
      { class: "stack" },
      ...live.map(loanCard),
      ended.length ? endedLoans(ended) : null,
      h("h2", { class: "section-title" }, t("What we lend")),
      live.length ? notice("info", null, t("You can have one loan at a time. You can still see what another would cost.")) : null,
      products.length
        ? h("div", { class: "product-cards" }, ...products.filter(({ is_active: isActive }) => isActive).map(productCard))
        : empty(t("The bank lends nothing at the moment."), null, "loan"),
    ),
  };
}

/** @param {any} loan @returns {Element} */
function loanCard(loan) {
  const { text, tone } = loanStatus(loan);
  const repaid = loan.amount_approved ? percentOf(loan.paid.principal, loan.amount_approved) : 0;
  return card(
    loan.purpose || loanName(loan),
    { class: "loan-card", actions: badge(text, /** @type {any} */ (tone)) },
    h("p", { class: loan.days_past_due > 0 ? "loan-story late" : "loan-story" }, loanStory(loan)),
    loan.status === "ACTIVE"
      ? h(
          "div",
          { class: "loan-progress" },
          meter({ label: t("{percent} of the loan is paid back", { percent: percent(repaid, 0) }), share: String(repaid) }),
          h(
            "p",
            { class: "muted figures" },
            t("{owed} of {amount} still to pay back", {
              owed: money(loan.outstanding.principal, loan.currency),
              amount: money(loan.amount_approved, loan.currency),
            }),
          ),
        )
      : null,
    h(
      "p",
      { class: "card-links" },
      link(`/loans/${loan.id}`, loan.status === "ACTIVE" ? t("See the loan and repay") : t("See the loan"), {
        class: "button button-primary",
      }),
    ),
  );
}

/** @param {any[]} loans @returns {Element} */
function endedLoans(loans) {
  return card(
    t("Earlier loans and applications"),
    table({
      caption: t("Earlier loans, one by one"),
      columns: [
        { label: t("Loan"), header: true, cell: (loan) => link(`/loans/${loan.id}`, loan.purpose || loanName(loan)) },
        { label: t("Amount"), align: "end", cell: (loan) => money(loan.amount_approved ?? loan.amount, loan.currency) },
        { label: t("Applied on"), cell: (loan) => date(loan.applied_at) },
        {
          label: t("State"),
          cell: (loan) => {
            const { text, tone } = loanStatus(loan);
            return badge(text, /** @type {any} */ (tone));
          },
        },
      ],
      rows: loans,
    }),
  );
}

/** @param {any} loan @returns {string} */
function loanName(loan) {
  /** @type {Record<string, string>} */
  const names = { PERSONAL: t("Personal loan"), HOME: t("Home loan"), CAR: t("Car loan") };
  return names[loan.loan_type] ?? loan.product;
}

/** @param {any} product @returns {Element} */
function productCard(product) {
  const { currency, repayment_every: every, repayment_unit: unit } = product;
  const atOnce = product.instant_approval_up_to;
  return card(
    productName(product),
    { class: "product-card" },
    h(
      "p",
      { class: "product-rate" },
      h("span", { class: "product-rate-figure" }, percent(product.annual_interest_rate)),
      h("span", { class: "muted" }, t("a year")),
    ),
    h(
      "ul",
      { class: "plain-list" },
      h("li", {}, t("{least} to {most}", { least: money(product.minimum_amount, currency), most: money(product.maximum_amount, currency) })),
      h("li", {}, t("{least} to {most}, repaid {rhythm}", {
        least: span(product.minimum_term, every, unit),
        most: span(product.maximum_term, every, unit),
        rhythm: rhythm(every, unit),
      })),
      atOnce ? h("li", {}, t("Up to {amount} decided at once", { amount: money(atOnce, currency) })) : null,
    ),
    h(
      "p",
      { class: "card-links" },
      link(`/loans/products/${product.id}`, t("See what it costs"), { class: "button button-secondary" }),
    ),
  );
}
