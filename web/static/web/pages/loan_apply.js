// @ts-check
/** Applying for a loan: what the bank looks at stands beside the form, and changes with it. */
import { BankError, api } from "../core/api.js";
import { h, replace } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { fromBank, money, t } from "../core/i18n.js";
import { card, definition, icon, isForPeople, notice, toast } from "../core/parts.js";
import { payOnce } from "../core/payments.js";
import { fromHere, link, navigate } from "../core/router.js";
import { accountOptions, loadAccounts, takesMoney } from "./account_choice.js";
import { productName, requirementLack, requirementName, rhythm, span } from "./loan_words.js";

const PAUSE_MS = 350;
/** What the applicant can change by what he writes into the form. */
const OF_THE_FORM = ["minimum_monthly_income", "maximum_income_share"];
const OVERRIDES = ["amortization", "repayment_unit"];

/** @param {import("../core/router.js").Visit} visit */
export async function page({ params, query, signal }) {
  const path = { loan_product_id: params.productId };
  const wish = { amount: query.get("amount") ?? "", term: query.get("term") ?? "" };
  const back = { path: `/loans/products/${params.productId}`, label: t("Change amount or term") };
  if (!wish.amount || !wish.term) {
    await navigate(back.path, { replace: true });
    return { title: t("Apply for a loan"), content: h("div", null) };
  }
  const [product, accounts, found] = await Promise.all([
    api("loan_products_read", { path, signal }),
    loadAccounts(signal),
    api("loan_products_eligibility", { path, query: wish, signal }),
  ]);
  const checklist = h("div", { "aria-live": "polite" }, checks(found));
  const blockers = Object.keys(found.unmet).filter((name) => !OF_THE_FORM.includes(name));
  return {
    title: t("Apply for a loan"),
    lead: productName(product),
    back: { ...back, path: `${back.path}?${query}` },
    content: h(
      "div",
      { class: "apply" },
      h(
        "div",
        { class: "stack" },
        card(t("Your wish"), wishInShort(product, wish, query)),
        blockers.length
          ? blocked(found.unmet, blockers)
          : card(t("Your application"), applicationForm({ product, wish, query, accounts, checklist, path, signal })),
      ),
      card(t("What we look at"), { class: "apply-checks" }, checklist),
    ),
  };
}

/** @param {any} product @param {{amount: string, term: string}} wish @param {URLSearchParams} query @returns {Element} */
function wishInShort(product, wish, query) {
  const unit = query.get("repayment_unit") ?? product.repayment_unit;
  return definition([
    [t("Amount"), money(wish.amount, product.currency)],
    [t("Repaid"), t("{rhythm}, for {span}", { rhythm: rhythm(product.repayment_every, unit), span: span(Number(wish.term), product.repayment_every, unit) })],
  ]);
}

/** @param {any} unmet @param {string[]} names @returns {Element} */
function blocked(unmet, names) {
  return notice(
    "warn",
    t("You cannot apply for this loan yet"),
    h("ul", { class: "plain-list" }, names.flatMap((name) => unmet[name].map((/** @type {string} */ reason) => h("li", {}, requirementLack(name, reason))))),
    names.includes("kyc_required") || names.includes("documents") || names.includes("identity_numbers")
      ? h("p", {}, link("/identity", t("See what your identity check needs")))
      : null,
    names.includes("one_loan_at_a_time") ? h("p", {}, link("/loans", t("See your loan"))) : null,
  );
}

/** @param {any} given @returns {Element} */
function applicationForm({ product, wish, query, accounts, checklist, path, signal }) {
  const usable = accounts.filter((/** @type {any} */ each) => takesMoney(each) && each.currency === product.currency);
  const ask = eligibilityAsker({ path, wish, checklist, signal });
  return form({
    fields: [
      field({
        name: "purpose",
        label: t("What is it for?"),
        maxlength: 255,
        hint: t("In your own words: a bicycle, a new roof. It also names the loan in your list."),
      }),
      field({
        name: "monthly_income",
        label: t("Your monthly income"),
        type: "money",
        currency: product.currency,
        hint: t("After tax. Leave it out and a member of staff will ask you."),
        onInput: ask,
      }),
      usable.length
        ? field({
            name: "disbursement_account_number",
            label: t("Pay it out to"),
            type: "select",
            required: true,
            value: usable[0].account_number,
            options: accountOptions(usable),
          })
        : notice("info", null, t("You have no account for the money yet. You can name one once the loan is approved."), " ", link("/accounts/open", t("Open an account"))),
    ],
    submitLabel: t("Send the application"),
    idle: t("You can take it back until it is paid out."),
    onSubmit: async (values, shown) => {
      const here = fromHere();
      const overrides = Object.fromEntries(OVERRIDES.filter((name) => query.has(name) && query.get(name) !== product[name]).map((name) => [name, query.get(name)]));
      const body = { product: product.code, amount: wish.amount, term: Number(wish.term), ...overrides, ...values };
      try {
        const subject = t("Application for a loan of {amount}", { amount: money(wish.amount, product.currency) });
        const loan = await payOnce("loans_apply", { body }, { subject, signal });
        toast(loan.status === "ACTIVE" ? t("Approved and paid out.") : t("Your application is with us."));
        await here.navigate(`/loans/${loan.id}`, { replace: true });
      } catch (problem) {
        if (!(problem instanceof BankError) || problem.code !== "loan_requirements_not_met") throw problem;
        showUnmet(problem, checklist, shown);
      }
    },
  });
}

/**
 * Show a refusal where it belongs: what is about the income at its field, all of it in the list.
 *
 * @param {BankError} problem @param {Element} checklist @param {import("../core/forms.js").BankForm} shown
 */
function showUnmet(problem, checklist, shown) {
  const { unmet, met = [] } = problem.details;
  replace(checklist, checks({ unmet, met, for_staff: [], decided_at_once: null }));
  const ofIncome = OF_THE_FORM.flatMap((name) => unmet[name] ?? []).map(fromBank);
  shown.showProblem(ofIncome.length ? { fields: { monthly_income: ofIncome } } : { sentence: problem.sentence });
}

/** @param {any} given @returns {(income: string | undefined) => void} asks again once the typing pauses */
function eligibilityAsker({ path, wish, checklist, signal }) {
  let pause = 0;
  let asked = new AbortController();
  signal.addEventListener("abort", () => {
    clearTimeout(pause);
    asked.abort();
  });
  const ask = async (/** @type {string | undefined} */ income) => {
    asked.abort();
    asked = new AbortController();
    try {
      const found = await api("loan_products_eligibility", {
        path,
        query: { ...wish, monthly_income: income },
        signal: asked.signal,
      });
      replace(checklist, checks(found));
    } catch (problem) {
      if (problem instanceof DOMException) return;
      // The list is a help: without it the application is judged all the same.
      if (!isForPeople(problem)) throw problem;
      replace(checklist, h("p", { class: "muted" }, problem.sentence));
    }
  };
  return (income) => {
    clearTimeout(pause);
    pause = setTimeout(() => void ask(income), PAUSE_MS);
  };
}

/** @param {any} found @returns {Node[]} */
function checks(found) {
  const row = (/** @type {string} */ name, /** @type {string} */ tone, /** @type {string} */ picture, /** @type {string} */ word, /** @type {string[]} */ reasons = []) =>
    h(
      "li",
      { class: `check check-${tone}` },
      icon(picture),
      h(
        "div",
        {},
        h("span", { class: "visually-hidden" }, `${word} `),
        requirementName(name),
        ...reasons.map((reason) => h("p", { class: "muted" }, reason)),
      ),
    );
  return [
    h(
      "ul",
      { class: "checks" },
      ...Object.entries(found.unmet).map(([name, reasons]) => row(name, "bad", "cross", t("Missing:"), /** @type {string[]} */ (reasons).map((reason) => requirementLack(name, reason)))),
      ...found.for_staff.map((/** @type {string} */ name) => row(name, "info", "people", t("Looked at by staff:"), [t("A member of staff looks at this.")])),
      ...found.met.map((/** @type {string} */ name) => row(name, "good", "check", t("Met:"))),
    ),
    found.decided_at_once === null || Object.keys(found.unmet).length
      ? h("span", {})
      : notice("info", null, found.decided_at_once ? t("It would be decided at once and paid out to you.") : t("A member of staff decides, usually within a working day.")),
  ];
}
