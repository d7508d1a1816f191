// @ts-check
/** Cash that was spent: writing it down, and what was written down. */
import { api } from "../core/api.js";
import { h } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { date, money, t } from "../core/i18n.js";
import { button, confirmButton, dialog, toast } from "../core/parts.js";
import { fromHere } from "../core/router.js";
import { categoryName, categoryOptions } from "./plan_parts.js";

/** @param {any[]} categories @param {string} currency @param {string} today @returns {HTMLButtonElement} */
export function cashButton(categories, currency, today) {
  return button(t("Write down cash"), () => cashDialog({ categories, currency, today }), { icon: "plus" });
}

/** @param {{categories: any[], currency: string, today: string, expense?: any}} given */
function cashDialog({ categories, currency, today, expense }) {
  const options = categoryOptions(categories, ({ kind }) => kind === "EXPENSE");
  const made = form({
    fields: [
      field({ name: "amount", label: t("How much?"), type: "money", currency, required: true, value: expense?.amount }),
      field({
        name: "category",
        label: t("What for?"),
        type: "select",
        required: true,
        value: expense ? String(expense.category.id) : null,
        placeholder: t("Choose a category"),
        options,
      }),
      field({ name: "date", label: t("When?"), type: "date", required: true, value: expense?.date ?? today, max: today }),
      field({ name: "description", label: t("Note"), maxlength: 140, value: expense?.description }),
    ],
    submitLabel: expense ? t("Save") : t("Write it down"),
    onSubmit: async (values) => {
      const here = fromHere();
      const body = { ...values, category: Number(values.category), description: values.description ?? "" };
      if (expense) await api("expenses_change", { path: { expense_id: expense.id }, body });
      else await api("expenses_create", { body: { ...body, currency } });
      opened.close();
      toast(t("It is written down."));
      await here.refreshPage();
    },
  });
  const opened = dialog({
    title: expense ? t("Cash you spent") : t("Cash you have spent"),
    content: made,
    closeLabel: t("Cancel"),
  });
}

/**
 * The cash that was written down in a time.
 *
 * @param {any[]} expenses @param {{categories: any[], currency: string, today: string}} given
 * @returns {Element}
 */
export function cashRows(expenses, given) {
  return h(
    "ul",
    { class: "movement-rows" },
    ...expenses.map((expense) =>
      h(
        "li",
        { class: "movement-row" },
        h(
          "div",
          { class: "movement-text" },
          h("span", { class: "strong" }, expense.description || categoryName(expense.category)),
          h("span", { class: "muted small" }, `${date(expense.date)} · ${categoryName(expense.category)}`),
        ),
        h("span", { class: "movement-sum" }, money(expense.amount, expense.currency)),
        h(
          "div",
          { class: "row" },
          button(t("Change"), () => cashDialog({ ...given, expense }), { tone: "quiet", small: true }),
          confirmButton(t("Delete"), {
            title: t("Delete this note of cash?"),
            content: t("It no longer counts as spent. Your accounts are not touched by it."),
            confirmLabel: t("Delete it"),
            tone: "danger",
            small: true,
            onConfirm: async () => {
              const here = fromHere();
              await api("expenses_delete", { path: { expense_id: expense.id } });
              toast(t("It is deleted."));
              await here.refreshPage();
            },
          }),
        ),
      ),
    ),
  );
}
