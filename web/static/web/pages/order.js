// @ts-check
/** One standing order: what is to come, what became of what was due, changes and its end. */
import { api } from "../core/api.js";
import { h } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { date, money, t } from "../core/i18n.js";
import { badge, button, card, confirmButton, definition, dialog, empty, pager, table, toast } from "../core/parts.js";
import { fromHere } from "../core/router.js";
import { session } from "../core/session.js";
import { pinField } from "./money_order.js";
import { explained } from "./money_words.js";
import { ruleInWords } from "./order_rules.js";
import { orderBadge, orderReceiver } from "./orders.js";
import { loadPayees } from "./receiver_choice.js";

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ params, signal }) {
  const path = { order_id: params.orderId };
  const [order, payees] = await Promise.all([api("standing_orders_read", { path, signal }), loadPayees(signal)]);
  const receiver = orderReceiver(order, payees);
  const isRunning = order.status === "ACTIVE";
  return {
    title: order.description || t("Standing order"),
    back: { path: "/standing-orders", label: t("Standing orders") },
    content: h(
      "div",
      { class: "stack" },
      h(
        "div",
        { class: "account-top" },
        card(
          null,
          definition([
            [t("Status"), orderBadge(order.status)],
            [t("Amount"), h("strong", { class: "review-amount" }, money(order.amount, order.currency))],
            [t("From"), order.from_account_number],
            [t("To"), receiver === order.to_account_number ? receiver : `${receiver} · ${order.to_account_number}`],
            [t("How often"), ruleInWords(order.rrule, order.start_date)],
            [t("First day"), date(order.start_date)],
            order.end_date && [t("Last day"), date(order.end_date)],
            order.cancelled_at && [t("Cancelled"), date(order.cancelled_at)],
          ]),
          isRunning && h("div", { class: "form-actions" }, button(t("Change"), () => openChange(order), { icon: "edit" }), cancelButton(order)),
        ),
        isRunning && card(t("The next payments"), upcoming(order.next_dates)),
      ),
      card(t("What became of the payments"), await executions(path, signal)),
    ),
  };
}

/** @param {string[]} dates */
function upcoming(dates) {
  if (!dates.length) return empty(t("No payment is due any more."));
  return h("ol", { class: "upcoming" }, dates.map((day) => h("li", null, date(day, "long"))));
}

/** @param {{order_id: string}} path @param {AbortSignal} signal */
function executions(path, signal) {
  return pager({
    load: (cursor) => api("standing_orders_executions", { path, query: { cursor, page_size: 12 }, signal }),
    nothing: () => empty(t("None was due so far."), null, "calendar"),
    draw: (rows) =>
      table({
        caption: t("What became of the payments"),
        rows,
        columns: [
          { label: t("Due on"), header: true, cell: (row) => date(row.due_date) },
          { label: t("Outcome"), cell: (row) => [executionBadge(row.status), row.error && h("span", { class: "muted execution-error" }, row.error)] },
          { label: t("Transaction number"), cell: (row) => row.transaction_id ?? "–" },
          { label: t("Amount"), align: "end", cell: (row) => money(row.amount, row.currency) },
        ],
      }),
  });
}

/** @param {string} status */
function executionBadge(status) {
  switch (status) {
    case "EXECUTED":
      return badge(t("Paid"), "good");
    case "RETRYING":
      return badge(t("Refused, will be tried again"), "warn");
    case "FAILED":
      return badge(t("Not paid"), "bad");
    case "SKIPPED":
      return badge(t("Left out"), "neutral");
    default:
      return badge(t("Cancelled"), "neutral");
  }
}

/** @param {any} order */
function openChange(order) {
  const change = form({
    fields: [
      field({ name: "amount", label: t("Amount"), type: "money", currency: order.currency, required: true, value: order.amount }),
      field({ name: "description", label: t("What it is for"), maxlength: 255, value: order.description }),
      field({ name: "end_date", label: t("Last day"), type: "date", value: order.end_date }),
      pinField(),
    ],
    submitLabel: t("Save"),
    onSubmit: async ({ amount, description = "", end_date = null, pin }) => {
      const here = fromHere();
      const body = { amount, description, end_date, ...(pin ? { pin } : {}) };
      try {
        await api("standing_orders_change", { path: { order_id: order.id }, body });
      } catch (error) {
        if (/** @type {any} */ (error).code === "pin_required") change.showField("pin", true);
        throw explained(error, order.currency, ["amount", "pin"]);
      }
      opened.close();
      toast(t("Saved."));
      await here.refreshPage();
    },
  });
  change.showField("pin", Boolean(session.person?.pin_set));
  const opened = dialog({ title: t("Change the standing order"), content: change });
}

/** @param {any} order */
function cancelButton(order) {
  return confirmButton(t("Cancel the order"), {
    title: t("Cancel this standing order?"),
    content: h("p", null, t("Nothing more is paid by it. What was paid stays, and so does this page.")),
    confirmLabel: t("Cancel the order"),
    tone: "danger",
    onConfirm: async () => {
      const here = fromHere();
      await api("standing_orders_cancel", { path: { order_id: order.id } });
      toast(t("The standing order is cancelled."));
      await here.refreshPage();
    },
  });
}
