// @ts-check
/**
 * An order of money in two steps: fill in, then check and confirm what the bank says it would do.
 *
 * The bank is asked by a dry run before the second step: fee, balance afterwards and every refusal are known before
 * anything is confirmed. The PIN stays in the memory of the page.
 */
import { api, BankError } from "../core/api.js";
import { isZero, sumOf } from "../core/amounts.js";
import { h, replace } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { dateTime, money, t } from "../core/i18n.js";
import { button, definition, notice } from "../core/parts.js";
import { lastPaid, payOnce } from "../core/payments.js";
import { navigate } from "../core/router.js";
import { session } from "../core/session.js";
import { explained } from "./money_words.js";

const PIN_CODES = new Set(["pin_required", "pin_invalid", "pin_locked"]);

/**
 * @typedef {Record<string, any>} Values
 * @typedef {object} OrderForm
 * @property {AbortSignal} signal of the page
 * @property {(import("../core/forms.js").Field | Node | null | false)[]} fields
 * @property {(values: Values) => Values} body of the request, from what was filled in; without the PIN
 * @property {(values: Values, rehearsal: any) => ([string, any] | null | false)[]} review terms and values to be checked
 * @property {(values: Values, rehearsal: any) => string} subject the order in one line
 * @property {(values: Values) => string} currency
 * @property {boolean} [asksPin] whether money leaves an account of the person's
 * @property {(values: Values, rehearsal: any) => Node | null} [warning] to be read before confirming
 * @property {string} [operation] `transactions_create` if left out
 * @property {(answer: any) => string} [next] where to go once it is done: the receipt if left out
 * @property {string} [confirmLabel]
 */

/**
 * Make the two steps of an order.
 *
 * @param {OrderForm} order
 * @returns {HTMLElement}
 */
export function moneyOrder(order) {
  const frame = h("div", { class: "money-order" });
  const names = order.fields.flatMap((each) => (each && "name" in each ? [each.name] : []));
  const fillIn = form({
    fields: [...order.fields, order.asksPin && pinField()],
    submitLabel: t("Continue"),
    busy: t("Asking the bank what this would do …"),
    onSubmit: rehearse,
  });
  if (order.asksPin) fillIn.showField("pin", Boolean(session.person?.pin_set));
  fillIn.addEventListener("input", showCurrency);
  replace(frame, fillIn);
  return frame;

  /** The amount is in the currency of the chosen account. */
  function showCurrency() {
    const prefix = fillIn.querySelector('[data-field="amount"] .input-prefix');
    if (prefix) replace(prefix, order.currency(fillIn.values()));
  }

  /** @param {Values} values */
  async function rehearse(values) {
    const request = requestOf(order, values);
    try {
      const rehearsal = await api(operationOf(order), {
        query: { dry_run: true },
        body: request,
        signal: order.signal,
      });
      showReview(values, request, rehearsal);
    } catch (error) {
      throw atItsField(error, values);
    }
  }

  /** @param {Values} values @param {Values} request @param {any} rehearsal */
  function showReview(values, request, rehearsal) {
    const review = reviewOf(order, values, request, rehearsal, {
      back: () => showForm(),
      refused: (error) => {
        showForm();
        fillIn.showProblem(/** @type {any} */ (atItsField(error, values)));
      },
    });
    replace(frame, review);
    focusHeading(review);
  }

  function showForm() {
    replace(frame, fillIn);
  }

  /** @param {unknown} error @param {Values} values */
  function atItsField(error, values) {
    if (error instanceof BankError && PIN_CODES.has(error.code)) fillIn.showField("pin", true);
    return explained(error, order.currency(values), [...names, "pin"]);
  }
}

/** The PIN, where the person has set one or the bank asks for it. */
export function pinField() {
  return field({
    name: "pin",
    label: t("Transaction PIN"),
    type: "pin",
    required: true,
    hint: t("The bank checks it now, and once more when you confirm."),
  });
}

/** @param {OrderForm} order @param {Values} values */
function requestOf(order, values) {
  return { ...order.body(values), ...(values.pin ? { pin: values.pin } : {}) };
}

/** @param {OrderForm} order */
function operationOf(order) {
  return order.operation ?? "transactions_create";
}

/**
 * The second step.
 *
 * @param {OrderForm} order
 * @param {Values} values
 * @param {Values} request
 * @param {any} rehearsal
 * @param {{back: () => void, refused: (error: unknown) => void}} steps
 */
function reviewOf(order, values, request, rehearsal, steps) {
  const state = h("p", { class: "muted", role: "status" });
  const confirm = button(order.confirmLabel ?? t("Confirm"), pay, { tone: "primary", icon: "check" });
  const back = button(t("Change"), steps.back, { tone: "secondary" });
  return h(
    "section",
    { class: "card money-review", "aria-labelledby": "money-review-title" },
    h("h2", { id: "money-review-title", class: "card-title", tabindex: "-1" }, t("Check and confirm")),
    definition(order.review(values, rehearsal)),
    rehearsal.status === "HELD" && notice("info", null, t("The bank will look at this payment before it goes out.")),
    order.warning?.(values, rehearsal),
    repeated(order, request),
    h("div", { class: "form-actions" }, confirm, back),
    state,
  );

  async function pay() {
    back.setAttribute("hidden", "");
    replace(state, t("Sending it to the bank …"));
    const ui = { subject: order.subject(values, rehearsal), signal: order.signal };
    try {
      const answer = await payOnce(operationOf(order), { body: request }, ui);
      if (!order.signal.aborted) await navigate(order.next?.(answer) ?? `/movements/${answer.id}?new=1`, { replace: true });
    } catch (error) {
      if (!order.signal.aborted) steps.refused(error);
    } finally {
      back.removeAttribute("hidden");
      replace(state);
    }
  }
}

/** A word to who orders the same again. @param {OrderForm} order @param {Values} request */
function repeated(order, request) {
  const before = lastPaid(operationOf(order), { body: request });
  if (!before) return null;
  return notice(
    "warn",
    t("You have ordered exactly this before."),
    h(
      "p",
      null,
      t("It was carried out at {time}. Confirm only if it is to happen once more.", {
        time: dateTime(new Date(before.at).toISOString()),
      }),
    ),
  );
}

/**
 * Amount, fee, total and what is left, as the bank rehearsed them.
 *
 * @param {any} rehearsal a transaction that would be made
 * @returns {([string, any] | null | false)[]}
 */
export function figuresOf({ amount, fee, currency, from_account: from, to_account: to }) {
  const side = from ?? to;
  const hasFee = !isZero(fee);
  return [
    [t("Amount"), h("strong", { class: "review-amount" }, money(amount, currency))],
    from && [t("Fee"), hasFee ? money(fee, currency) : t("None")],
    hasFee && [t("Total"), money(sumOf([amount, fee]), currency)],
    side.balance !== null && [t("Balance afterwards"), money(side.balance, currency)],
  ];
}

/** @param {Element} section */
function focusHeading(section) {
  const heading = /** @type {HTMLElement | null} */ (section.querySelector("h2"));
  heading?.focus();
  heading?.scrollIntoView({ block: "nearest" });
}
