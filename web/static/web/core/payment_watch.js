// @ts-check
/**
 * What is told, on whatever page, of payments without a certain answer: that the bank is still being asked, what is
 * needed to go on after a reload, and how it ended if the page that gave the order is gone.
 */
import { h, replace, uniqueId } from "./dom.js";
import { t } from "./i18n.js";
import { askNow, continuePayment, dismissPayment, onPaymentsChange, openPayments, resumePayments } from "./payments.js";
import { link } from "./router.js";
import { session } from "./session.js";

/** @typedef {import("./payments.js").Course} Course */

/** @type {Map<string, {state: string, element: Element}>} by key: what is shown, so that a PIN half typed stays */
const shown = new Map();
/** @type {HTMLElement | null} */
let region = null;

onPaymentsChange(draw);
session.onChange(() => {
  if (session.person) resumePayments();
  draw();
});

function draw() {
  const courses = openPayments().filter(isTold);
  const states = new Map(courses.map((course) => [course.attempt.key, course]));
  for (const key of shown.keys()) if (!states.has(key)) shown.delete(key);
  for (const [key, course] of states) {
    const state = `${document.documentElement.lang} ${course.phase} ${course.isWatched} ${course.isStored}`;
    if (shown.get(key)?.state !== state) shown.set(key, { state, element: notice(course) });
  }
  replace(
    place(),
    [...states.keys()].map((key) => shown.get(key)?.element),
  );
}

/** A first send of a page that is still there is told by its own button. @param {Course} course */
function isTold(course) {
  return course.phase !== "elsewhere" && !(course.phase === "sending" && course.isWatched);
}

function place() {
  region ??= document.body.appendChild(h("section", { class: "payment-watch", role: "status" }));
  // Named in the language of the moment.
  region?.setAttribute("aria-label", t("Payments without an answer"));
  return /** @type {HTMLElement} */ (region);
}

/** @param {Course} course */
function notice(course) {
  const { attempt, phase } = course;
  const tone = { done: "good", refused: "bad" }[phase] ?? "waiting";
  return h(
    "div",
    { class: `payment-notice payment-notice-${tone}`, dataset: { phase } },
    h("p", { class: "payment-notice-title" }, headline(course)),
    attempt.subject && h("p", { class: "payment-notice-subject" }, attempt.subject),
    ...{
      sending: waiting,
      elsewhere: waiting,
      waiting,
      needs_pin: unproven,
      offered,
      done,
      refused,
    }[phase](course),
  );
}

/** @param {Course} course */
function headline({ phase, answer }) {
  switch (phase) {
    case "sending":
      return t("Asking the bank what became of this payment …");
    case "waiting":
      return t("The connection was lost. We keep asking the bank.");
    case "needs_pin":
      return t("This payment needs you once more.");
    case "offered":
      return t("An earlier payment has no answer yet.");
    case "done":
      return answer?.status === "HELD"
        ? t("The bank has taken this payment in. It is under review.")
        : t("Done: the bank has carried it out, once.");
    default:
      return t("The bank has refused this payment. No money has moved.");
  }
}

/** @param {Course} course */
function waiting({ attempt, phase, isStored }) {
  return [
    !isStored && h("p", null, t("This browser keeps nothing beyond the page. Leave this tab open until the outcome is told: loading it again ends the asking.")),
    h("p", null, t("You will not pay twice, and you may leave this page: the outcome is told here.")),
    phase === "waiting" && actions(button(t("Ask now"), () => askNow(attempt.key))),
  ];
}

/** @param {Course} course */
function unproven({ attempt, error }) {
  const id = uniqueId("pin");
  const input = h("input", {
    id,
    type: "password",
    inputmode: "numeric",
    autocomplete: "off",
    maxlength: 6,
    required: true,
    class: "payment-notice-pin",
  });
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    if (input.value) continuePayment(attempt.key, input.value);
  };
  return [
    error && h("p", null, error.message),
    h("p", null, t("It had not reached the bank for certain. With your PIN it is asked for again, and paid once.")),
    h(
      "form",
      { class: "payment-notice-form", on: { submit } },
      h("label", { for: id }, t("Transaction PIN")),
      input,
      actions(h("button", { type: "submit", class: "button" }, t("Go on")), dropButton(attempt.key)),
    ),
  ];
}

/** @param {Course} course */
function offered({ attempt }) {
  return [
    h("p", null, t("If the bank has carried it out already, it is not paid again. Otherwise it is paid now.")),
    actions(button(t("Ask the bank"), () => continuePayment(attempt.key)), dropButton(attempt.key)),
  ];
}

/** @param {Course} course */
function done({ attempt, answer }) {
  const receipt = attempt.operation === "transactions_create" && answer?.id;
  return [
    answer?.transaction_id && h("p", null, answer.transaction_id),
    actions(
      receipt && link(`/movements/${answer.id}`, t("Show the receipt")),
      button(t("Close"), () => dismissPayment(attempt.key)),
    ),
  ];
}

/** @param {Course} course */
function refused({ attempt, error }) {
  return [
    error && h("p", null, error.message),
    actions(button(t("Close"), () => dismissPayment(attempt.key))),
  ];
}

/** @param {string} key */
function dropButton(key) {
  return button(t("Do not ask again"), () => dismissPayment(key));
}

/** @param {...any} children */
function actions(...children) {
  return h("div", { class: "payment-notice-actions" }, children);
}

/** @param {string} label @param {() => void} click */
function button(label, click) {
  return h("button", { type: "button", class: "button button-quiet", on: { click } }, label);
}
