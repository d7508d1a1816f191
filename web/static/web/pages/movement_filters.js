// @ts-check
/** Movements with filters, page by page. */
import { api } from "../core/api.js";
import { h, replace } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { t } from "../core/i18n.js";
import { empty, loading, pager } from "../core/parts.js";
import { movementList } from "./movement_parts.js";
import { MOVEMENT_TYPES, movementStatusName, movementTypeName } from "./money_words.js";

const PAGE_SIZE = 20;
const STATUSES = ["COMPLETED", "HELD", "DECLINED", "REVERSED", "PENDING", "FAILED"];

/**
 * A list of movements with filters above it.
 *
 * @param {object} options
 * @param {Set<string>} options.numbers of the accounts they are seen from
 * @param {string} [options.accountNumber] only of this account
 * @param {{value: string, label: string}[]} [options.accounts] to choose one from
 * @param {Record<string, string>} [options.first] the filters at first
 * @param {AbortSignal} options.signal
 * @returns {Promise<HTMLElement>}
 */
export async function filteredMovements({ numbers, accountNumber, accounts, first = {}, signal }) {
  const list = h("div", { class: "filtered-list" });
  const filters = form({
    inline: true,
    label: t("Filter the movements"),
    fields: [
      field({ name: "search", label: t("Text"), type: "search", value: first.search }),
      field({ name: "date_from", label: t("From day"), type: "date", value: first.date_from }),
      field({ name: "date_to", label: t("To day"), type: "date", value: first.date_to }),
      field({
        name: "transaction_type",
        label: t("Kind"),
        type: "select",
        placeholder: t("All kinds"),
        options: MOVEMENT_TYPES.map((value) => ({ value, label: movementTypeName(value) })),
        value: first.transaction_type,
      }),
      field({
        name: "status",
        label: t("Status"),
        type: "select",
        placeholder: t("Every status"),
        options: STATUSES.map((value) => ({ value, label: movementStatusName(value) })),
        value: first.status,
      }),
      accounts &&
        field({
          name: "account_number",
          label: t("Account"),
          type: "select",
          placeholder: t("All accounts"),
          options: accounts,
          value: first.account_number,
        }),
    ],
    submitLabel: t("Filter"),
    icon: "filter",
    tone: "secondary",
    onSubmit: show,
  });
  await show(first);
  const summary = Object.keys(first).length ? t("Search and filter (in use)") : t("Search and filter");
  return h(
    "div",
    { class: "stack" },
    h("details", { class: "filters" }, h("summary", null, summary), filters),
    list,
  );

  /** @param {Record<string, any>} values */
  async function show(values) {
    replace(list, loading());
    const query = { account_number: accountNumber, ...values, page_size: PAGE_SIZE };
    const shown = await pager({
      load: (cursor) => api("transactions_list", { query: { ...query, cursor }, signal }),
      draw: (rows) => movementList(rows, numbers),
      nothing: () =>
        empty(Object.keys(values).length ? t("Nothing fits these filters.") : t("Nothing has moved yet."), null, "transfer"),
    });
    replace(list, shown);
  }
}
