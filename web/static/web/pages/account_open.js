// @ts-check
/** Opening an account: choose a product, see what it asks, bring it. */
import { all, api } from "../core/api.js";
import { isZero } from "../core/amounts.js";
import { h, replace } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { money, t } from "../core/i18n.js";
import { badge, button, card, definition, empty, icon, notice, toast } from "../core/parts.js";
import { payOnce } from "../core/payments.js";
import { link, navigate } from "../core/router.js";
import { session } from "../core/session.js";
import { instructionFields } from "./account.js";
import { accountOptions, loadAccounts, paysOut } from "./account_choice.js";
import { productTerms } from "./account_parts.js";
import { pinField } from "./money_order.js";
import { accountTypeName, explained } from "./money_words.js";

const NUMBER_FIELDS = { AADHAAR: "aadhaar_number", PAN: "pan_number" };

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ query, signal }) {
  const products = (await all("account_products_list", { signal })).filter((product) => product.is_active);
  const chosen = products.find((product) => product.code === query.get("product"));
  if (chosen) return application(chosen, signal);
  return {
    title: t("Open an account"),
    lead: t("Choose what fits. What each asks of you is shown before anything is signed."),
    back: { path: "/accounts", label: t("Accounts") },
    content: products.length
      ? h("ul", { class: "product-list" }, products.map((product) => h("li", null, productCard(product))))
      : empty(t("The bank offers no accounts just now.")),
  };
}

/** @param {any} product */
function productCard(product) {
  return card(
    product.name,
    { class: "product", actions: product.name === accountTypeName(product.account_type) ? null : badge(accountTypeName(product.account_type)) },
    definition(productTerms(product)),
    h(
      "div",
      { class: "form-actions" },
      link(`/accounts/open?product=${encodeURIComponent(product.code)}`, t("Choose {product}", { product: product.name }), {
        class: "button button-primary",
      }),
    ),
  );
}

/** @param {any} product @param {AbortSignal} signal @returns {Promise<import("../core/router.js").Page>} */
async function application(product, signal) {
  const [eligibility, accounts] = await Promise.all([
    api("account_products_eligibility_retrieve", { path: { product_id: product.id }, signal }),
    loadAccounts(signal),
  ]);
  const sources = accounts.filter((account) => paysOut(account) && account.currency === product.currency);
  const isBlocked = blockers(eligibility).length > 0;
  return {
    title: t("Open: {product}", { product: product.name }),
    back: { path: "/accounts/open", label: t("All products") },
    narrow: true,
    content: h(
      "div",
      { class: "stack" },
      requirements(eligibility, product, sources),
      isBlocked ? null : card(null, applicationForm(product, eligibility, sources, signal)),
      card(t("Terms"), definition(productTerms(product))),
    ),
  };
}

/** What is missing and cannot be brought in the form. @param {any} eligibility @returns {string[]} */
function blockers({ unmet }) {
  return Object.entries(unmet)
    .filter(([name]) => name !== "required_numbers" && name !== "opening_deposit")
    .flatMap(([, sentences]) => /** @type {string[]} */ (sentences));
}

/** @param {any} eligibility @param {any} product @param {any[]} sources */
function requirements(eligibility, product, sources) {
  const missing = blockers(eligibility);
  const needsMoney = !isZero(product.opening_deposit) && !sources.length;
  if (!missing.length && !needsMoney) {
    return eligibility.met.length > 0 && notice("good", null, t("You bring everything that this product asks for."));
  }
  return notice(
    "warn",
    t("Something is missing"),
    h(
      "ul",
      { class: "conditions" },
      missing.map((sentence) => h("li", { class: "condition condition-cross" }, icon("cross"), h("span", null, sentence))),
    ),
    needsMoney &&
      h("p", null, t("The opening deposit of {amount} comes from another account of yours, or in cash at a branch.", { amount: money(product.opening_deposit, product.currency) })),
    missing.length > 0 && link("/identity", t("Complete your identity check")),
  );
}

/** @param {any} product @param {any} eligibility @param {any[]} sources @param {AbortSignal} signal */
function applicationForm(product, eligibility, sources, signal) {
  const isTerm = product.account_type === "FIXED_DEPOSIT";
  const mustPay = !isZero(product.opening_deposit);
  const numbers = missingNumbers(product, eligibility);
  const fields = [
    field({ name: "nickname", label: t("Name"), maxlength: 60, hint: t("Only you see it, for example “Holidays”.") }),
    ...numbers,
    sources.length > 0 &&
      field({
        name: "opening_deposit",
        label: t("First deposit"),
        type: "money",
        currency: product.currency,
        required: mustPay,
        value: mustPay ? product.opening_deposit : undefined,
        hint: mustPay ? t("At least {amount}.", { amount: money(product.opening_deposit, product.currency) }) : undefined,
        onInput: (value) => showFunding(Boolean(value)),
      }),
    sources.length > 0 &&
      field({
        name: "funding_account_number",
        label: t("Paid from"),
        type: "select",
        required: true,
        options: accountOptions(sources),
        value: sources[0].account_number,
      }),
    sources.length > 0 && pinField(),
    ...(isTerm ? instructionFields({ maturity_instruction: product.maturity_instruction }, sources) : []),
  ];
  const made = form({ fields, submitLabel: t("Open the account"), onSubmit: open });
  const asked = fields.flatMap((each) => (each && "name" in each ? [each.name] : []));
  showFunding(mustPay);
  return made;

  /** @param {boolean} isFunded */
  function showFunding(isFunded) {
    made.showField("funding_account_number", isFunded);
    made.showField("pin", isFunded && Boolean(session.person?.pin_set));
  }

  /** @param {Record<string, any>} values */
  async function open(values) {
    const body = { product: product.code, ...values };
    const ui = { subject: t("Opening: {product}", { product: product.name }), signal, isKept: !numbers.length };
    try {
      const account = await payOnce("accounts_create", { body }, ui);
      toast(account.account_number ? t("Your account is open.") : t("The bank has your application."));
      if (!signal.aborted) await navigate(`/accounts/${account.id}`, { replace: true });
    } catch (error) {
      if (/** @type {any} */ (error).code === "pin_required") made.showField("pin", true);
      throw explained(error, product.currency, asked);
    }
  }
}

/** Fields for the numbers that the product asks for and the bank does not have. @param {any} product @param {any} eligibility */
function missingNumbers(product, { unmet }) {
  if (!unmet.required_numbers) return [];
  const names = { AADHAAR: t("Aadhaar number"), PAN: t("PAN") };
  return product.required_numbers
    .filter((/** @type {keyof typeof NUMBER_FIELDS} */ kind) => kind in NUMBER_FIELDS && unmet.required_numbers.some((/** @type {string} */ said) => said.includes(kind)))
    .map((/** @type {keyof typeof NUMBER_FIELDS} */ kind) =>
      field({
        name: NUMBER_FIELDS[kind],
        label: names[kind],
        required: true,
        hint: t("It is stored encrypted and never shown again."),
        autocomplete: "off",
      }),
    );
}
