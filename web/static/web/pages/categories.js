// @ts-check
/** Categories: the bank's, one's own, and what the bank has learned from corrections. */
import { all, api } from "../core/api.js";
import { h } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { date, plural, t } from "../core/i18n.js";
import { button, card, confirmButton, dialog, empty, table, toast } from "../core/parts.js";
import { fromHere } from "../core/router.js";
import { byId, categoryName, categoryOptions, categoryPath, planTabs } from "./plan_parts.js";

const NAME_LENGTH = 60;
const GROUPS_DEEP = 3;

/** @param {import("../core/router.js").Visit} visit */
export async function page({ signal }) {
  const [categories, rules] = await Promise.all([
    all("categories_list", { signal }),
    all("category_rules_list", { signal }),
  ]);
  const known = byId(categories);
  return {
    title: t("Categories"),
    lead: t("How your movements are sorted, and what we have learned from you."),
    content: h(
      "div",
      { class: "stack" },
      planTabs("/plan/categories"),
      ownCard(categories, known),
      rulesCard(rules, known),
      bankCard(categories),
    ),
  };
}

/** @param {any[]} categories @param {Map<number, any>} known @returns {Element} */
function ownCard(categories, known) {
  const own = categories.filter((each) => each.is_own);
  const add = button(t("New category"), () => categoryDialog({ categories, known }), { icon: "plus", small: true });
  return card(
    t("Your own categories"),
    { actions: own.length ? add : null },
    own.length
      ? h("ul", { class: "movement-rows" }, ...own.map((each) => ownRow(each, categories, known)))
      : empty(t("Is something missing? Make a category of your own: the garden, the band, the dog."), add, "tag"),
  );
}

/** @param {any} category @param {any[]} categories @param {Map<number, any>} known @returns {Element} */
function ownRow(category, categories, known) {
  const { name } = category;
  return h(
    "li",
    { class: "movement-row" },
    h("div", { class: "movement-text" }, h("span", { class: "strong" }, name), h("span", { class: "muted small" }, categoryPath(category, known))),
    h(
      "div",
      { class: "row" },
      button(t("Change"), () => categoryDialog({ categories, known, category }), { tone: "quiet", small: true, "aria-label": t("Change the category {name}", { name }) }),
      confirmButton(t("Delete"), {
        title: t("Delete the category {name}?", { name }),
        content: t("Movements that are in it stay there; nothing new is put into it."),
        confirmLabel: t("Delete it"),
        tone: "danger",
        small: true,
        onConfirm: async () => {
          const here = fromHere();
          await api("categories_delete", { path: { category_id: category.id } });
          toast(t("The category is deleted."));
          await here.refreshPage();
        },
      }),
    ),
  );
}

/** @param {{categories: any[], known: Map<number, any>, category?: any}} given */
function categoryDialog({ categories, known, category }) {
  const depth = (/** @type {any} */ each) => {
    let levels = 1;
    for (let above = each; above.parent !== null && known.has(above.parent); above = known.get(above.parent)) levels += 1;
    return levels;
  };
  const made = form({
    fields: [
      field({ name: "name", label: t("Name"), required: true, maxlength: NAME_LENGTH, value: category?.name }),
      field({
        name: "parent",
        label: t("Below which group?"),
        type: "select",
        value: category?.parent === null || category === undefined ? "" : String(category.parent),
        placeholder: t("None: a group of its own"),
        options: categoryOptions(categories, (each) => each.kind !== "TRANSFER" && depth(each) < GROUPS_DEEP && each.id !== category?.id),
      }),
      category
        ? null
        : field({
            name: "kind",
            label: t("What is it?"),
            type: "select",
            value: "EXPENSE",
            options: [
              { value: "EXPENSE", label: t("Money I spend") },
              { value: "INCOME", label: t("Money that comes in") },
            ],
            hint: t("Below a group it is what the group is."),
          }),
    ],
    submitLabel: category ? t("Save") : t("Make the category"),
    onSubmit: async ({ name, parent, kind }) => {
      const here = fromHere();
      const place = parent ? Number(parent) : null;
      if (category) await api("categories_change", { path: { category_id: category.id }, body: { name, parent: place } });
      else await api("categories_create", { body: place === null ? { name, parent: null, kind } : { name, parent: place } });
      opened.close();
      toast(category ? t("The category is changed.") : t("The category is made."));
      await here.refreshPage();
    },
  });
  const opened = dialog({ title: category ? t("Change the category") : t("New category"), content: made, closeLabel: t("Cancel") });
}

/** @param {any[]} rules @param {Map<number, any>} known @returns {Element} */
function rulesCard(rules, known) {
  const forget = (/** @type {any} */ rule) =>
    confirmButton(t("Forget"), {
      title: t("Forget this about {merchant}?", { merchant: rule.merchant }),
      content: t("Movements are sorted as if you had never said it. What you have put somewhere by hand stays there."),
      confirmLabel: t("Forget it"),
      tone: "danger",
      small: true,
      onConfirm: async () => {
        const here = fromHere();
        await api("category_rules_delete", { path: { rule_id: rule.id } });
        toast(t("It is forgotten."));
        await here.refreshPage();
      },
    });
  return card(
    t("What we have learned from you"),
    { lead: t("Each time you put a movement into another category, we remember it for its merchant.") },
    rules.length
      ? table({
          caption: t("Rules by merchant"),
          columns: [
            { label: t("Merchant"), header: true, cell: (rule) => rule.merchant },
            { label: t("Money"), cell: (rule) => (rule.direction === "OUT" ? t("going out") : t("coming in")) },
            { label: t("Category"), cell: (rule) => categoryPath(rule.category, known) },
            { label: t("You said so"), cell: (rule) => plural(rule.weight, "once, on {day}", "{count} times, last on {day}", { day: date(rule.updated_at) }) },
            { label: t("Forget"), align: "end", cell: forget },
          ],
          rows: rules,
        })
      : empty(t("Nothing yet. Put a movement into another category on the page of your spending, and it appears here."), null, "edit"),
  );
}

/** @param {any[]} categories @returns {Element} */
function bankCard(categories) {
  const groups = categories.filter((each) => each.parent === null && !each.is_own);
  return h(
    "details",
    { class: "card fold" },
    h("summary", {}, t("The categories everybody has")),
    h(
      "div",
      { class: "category-groups" },
      ...groups.map((group) =>
        h(
          "section",
          {},
          h("h3", {}, categoryName(group)),
          h("ul", {}, ...categories.filter(({ parent }) => parent === group.id).map((each) => h("li", { class: "muted" }, categoryName(each)))),
        ),
      ),
    ),
  );
}
