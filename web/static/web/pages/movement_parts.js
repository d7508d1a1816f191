// @ts-check
/** Movements of money in lists and in detail. */
import { isZero } from "../core/amounts.js";
import { h } from "../core/dom.js";
import { date, dateTime, money, t } from "../core/i18n.js";
import { copyable, definition, dialog, icon } from "../core/parts.js";
import { link } from "../core/router.js";
import { movementBadge, movementTypeName } from "./money_words.js";

/** @typedef {"in" | "out" | "own"} Direction */

/**
 * Which way a movement goes, as the holder of some accounts sees it.
 *
 * @param {any} movement
 * @param {Set<string>} numbers of the accounts it is seen from
 * @returns {Direction}
 */
export function directionOf(movement, numbers) {
  const leaves = numbers.has(movement.from_account?.account_number);
  const comes = numbers.has(movement.to_account?.account_number);
  if (leaves && comes) return "own";
  return leaves ? "out" : "in";
}

/** @param {Direction} direction */
export function directionName(direction) {
  if (direction === "in") return t("Money in");
  return direction === "out" ? t("Money out") : t("Between your accounts");
}

/**
 * The amount with its sign; what did not move carries none.
 *
 * @param {any} movement
 * @param {Direction} direction
 */
export function signedAmount({ amount, currency, status }, direction) {
  const didMove = status === "COMPLETED" || status === "REVERSED";
  if (direction === "own" || !didMove) return money(amount, currency);
  return direction === "in" ? money(amount, currency, { signed: true }) : money(`-${amount}`, currency);
}

/** What a movement is called in a list. @param {any} movement */
export function movementTitle(movement) {
  return movement.payee_name || movement.description || movementTypeName(movement.transaction_type);
}

/**
 * A list of movements, newest first, under the days on which they happened.
 *
 * @param {any[]} movements
 * @param {Set<string>} numbers of the accounts they are seen from
 */
export function movementList(movements, numbers) {
  /** @type {Map<string, any[]>} */
  const days = new Map();
  for (const movement of movements) {
    const day = days.get(movement.business_date) ?? [];
    days.set(movement.business_date, [...day, movement]);
  }
  return h(
    "div",
    { class: "movements" },
    [...days].map(([day, rows]) => [
      // No heading: lists stand under headings of different depth.
      h("p", { class: "movements-day", "aria-hidden": "true" }, date(day)),
      h(
        "ul",
        { class: "movements-list", "aria-label": date(day) },
        rows.map((movement) => h("li", null, movementRow(movement, directionOf(movement, numbers)))),
      ),
    ]),
  );
}

/** @param {any} movement @param {Direction} direction */
function movementRow(movement, direction) {
  const pictures = { in: "receive", out: "send", own: "transfer" };
  const isPlain = movement.status === "COMPLETED";
  return h(
    "button",
    { type: "button", class: `movement movement-${direction}`, on: { click: () => openMovement(movement, direction) } },
    h("span", { class: "movement-picture" }, icon(pictures[direction])),
    h(
      "span",
      { class: "movement-what" },
      h("span", { class: "movement-title" }, movementTitle(movement)),
      h(
        "span",
        { class: "movement-kind" },
        `${movementTypeName(movement.transaction_type)} · ${directionName(direction)}`,
      ),
    ),
    h(
      "span",
      { class: "movement-figures" },
      h("span", { class: "movement-amount" }, signedAmount(movement, direction)),
      isPlain ? feeNote(movement, direction) : movementBadge(movement.status),
    ),
  );
}

/** @param {any} movement @param {Direction} direction */
function feeNote(movement, direction) {
  if (direction === "in" || isZero(movement.fee)) return null;
  return h("span", { class: "movement-fee" }, t("+ {fee} fee", { fee: money(movement.fee, movement.currency) }));
}

/** @param {any} movement @param {Direction} direction */
function openMovement(movement, direction) {
  const opened = dialog({
    title: movementTitle(movement),
    closeLabel: t("Close"),
    content: [
      h("p", { class: "receipt-amount" }, signedAmount(movement, direction)),
      movementDetails(movement, direction),
    ],
    actions: link(`/movements/${movement.id}`, t("Show the receipt"), {
      class: "button button-primary",
      on: { click: () => opened.close() },
    }),
  });
}

/**
 * Everything the bank tells of a movement.
 *
 * @param {any} movement
 * @param {Direction} direction
 */
export function movementDetails(movement, direction) {
  const { from_account: from, to_account: to, currency } = movement;
  return definition([
    [t("Status"), movementBadge(movement.status)],
    [t("Kind"), `${movementTypeName(movement.transaction_type)} · ${directionName(direction)}`],
    from && [t("From"), from.account_number],
    to && [t("To"), to.account_number],
    movement.payee_name && [t("Payee"), movement.payee_name],
    movement.description && [t("Description"), movement.description],
    movement.reference && [t("Reference"), movement.reference],
    direction !== "in" && !isZero(movement.fee) && [t("Fee"), money(movement.fee, currency)],
    [t("Ordered"), dateTime(movement.transaction_date)],
    movement.processed_date && [t("Carried out"), dateTime(movement.processed_date)],
    movement.reverses && [t("Takes back"), movement.reverses],
    movement.reversed_by && [t("Taken back by"), movement.reversed_by],
    [t("Transaction number"), copyable(movement.transaction_id, t("Transaction number"))],
  ]);
}
