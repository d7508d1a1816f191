// @ts-check
/** Movements with their categories, and putting one into another by hand. */
import { api } from "../core/api.js";
import { h } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { date, money, t } from "../core/i18n.js";
import { badge, button, dialog, empty, icon, pager, toast } from "../core/parts.js";
import { fromHere } from "../core/router.js";
import { categoryName, categoryOptions } from "./plan_parts.js";
import { negated } from "./plan_figures.js";

/**
 * The movements of a time, newest first, page by page.
 *
 * @param {{query: Record<string, any>, categories: any[], signal: AbortSignal}} given
 * @returns {Promise<Element>}
 */
export function movementPages({ query, categories, signal }) {
  return pager({
    load: (cursor) => api("spending_movements_list", { query: { ...query, cursor, page_size: 25 }, signal }),
    draw: (rows) => h("ul", { class: "movement-rows" }, ...rows.map((row) => movementRow(row, categories))),
    nothing: () => empty(t("No movements here in this time."), null, "search"),
  });
}

/** @param {any} movement @param {any[]} categories @returns {Element} */
function movementRow(movement, categories) {
  const amount = movement.direction === "OUT" ? negated(movement.amount) : movement.amount;
  const name = categoryName(movement.category);
  const title = titleOf(movement);
  return h(
    "li",
    { class: movement.is_reversed ? "movement-row is-reversed" : "movement-row" },
    h(
      "div",
      { class: "movement-text" },
      h("span", { class: "strong" }, title),
      h(
        "span",
        { class: "muted small" },
        date(movement.date),
        movement.description && movement.description !== title ? ` · ${movement.description}` : null,
        movement.is_reversed ? [" ", badge(t("Reversed"), "warn")] : null,
      ),
    ),
    h(
      "span",
      { class: movement.direction === "IN" ? "movement-sum good" : "movement-sum" },
      money(amount, movement.currency, { signed: true }),
    ),
    movement.can_be_changed
      ? button([h("span", { class: "category-name" }, name), icon("edit")], () => fileDialog(movement, categories), {
          small: true,
          class: "category-chip",
          "aria-label": t("Category of {merchant}: {category}. Change it", { merchant: movement.merchant, category: name }),
        })
      : h("span", { class: "category-chip fixed", title: reasonOf(movement.why) }, name),
  );
}

/** @param {any} movement @returns {string} with whom it was; the bare number of an account says less than its text */
function titleOf({ merchant, description }) {
  if (merchant && !/^[A-Z]{3}\d{9}$/.test(merchant)) return merchant;
  return description || merchant || t("Movement");
}

/** @param {any} movement @param {any[]} categories */
function fileDialog(movement, categories) {
  const isOut = movement.direction === "OUT";
  const made = form({
    fields: [
      field({
        name: "category",
        label: t("Category"),
        type: "select",
        required: true,
        value: String(movement.category.id),
        options: categoryOptions(categories, ({ kind }) => kind !== "TRANSFER"),
      }),
      h(
        "p",
        { class: "field-hint" },
        isOut
          ? t("We remember it: what you pay to {merchant} is put there from now on. A movement you have sorted by hand stays where you put it.", { merchant: movement.merchant })
          : t("We remember it: what {merchant} pays you is put there from now on. A movement you have sorted by hand stays where you put it.", { merchant: movement.merchant }),
      ),
    ],
    submitLabel: t("Put it there"),
    onSubmit: async ({ category }) => {
      const here = fromHere();
      const filed = await api("spending_movements_file", {
        path: { transaction_id: movement.transaction_id },
        body: { category: Number(category) },
      });
      opened.close();
      toast(t("{merchant} is now in {category}.", { merchant: movement.merchant, category: categoryName(filed.category) }));
      await here.refreshPage();
    },
  });
  const opened = dialog({
    title: t("Where does it belong?"),
    content: [
      h(
        "p",
        {},
        `${movement.merchant}, ${money(movement.amount, movement.currency)}, ${date(movement.date)}`,
        h("br"),
        h("span", { class: "muted" }, reasonOf(movement.why)),
      ),
      made,
    ],
    actions:
      movement.why.code === "BY_HAND"
        ? [button(t("Sort it by itself again"), () => unfile(movement, opened), { tone: "quiet" })]
        : undefined,
    closeLabel: t("Cancel"),
  });
}

/** @param {any} movement @param {HTMLDialogElement} opened */
async function unfile(movement, opened) {
  const here = fromHere();
  await api("spending_movements_unfile", { path: { transaction_id: movement.transaction_id } });
  opened.close();
  toast(t("It is sorted by itself again."));
  await here.refreshPage();
}

/** @param {{code: string, sentence: string}} why @returns {string} */
function reasonOf({ code, sentence }) {
  /** @type {Record<string, string>} */
  const reasons = {
    BY_HAND: t("You put it there."),
    LEARNED: t("You have put this merchant there before."),
    KEYWORD: t("The words of the movement speak of it."),
    OWN_CATEGORY_TEXT: t("You wrote it on the payment."),
    KIND: t("That is what movements of this kind are."),
    UNKNOWN: t("Nothing about it says where it belongs yet."),
  };
  return reasons[code] ?? sentence;
}
