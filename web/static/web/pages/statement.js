// @ts-check
/** Statements: on the page, and as files to keep. */
import { api } from "../core/api.js";
import { h, replace } from "../core/dom.js";
import { field, form } from "../core/forms.js";
import { date, money, t } from "../core/i18n.js";
import { button, card, definition, empty, loading, pager, table } from "../core/parts.js";
import { accountName, movementTypeName } from "./money_words.js";

const FORMATS = [
  ["pdf", "PDF", "pdf"],
  ["csv", "CSV", "csv"],
  ["json", "JSON", "json"],
  ["camt053", "CAMT.053", "xml"],
  ["ofx", "OFX", "ofx"],
];

/** @param {import("../core/router.js").Visit} visit @returns {Promise<import("../core/router.js").Page>} */
export async function page({ params, query, signal }) {
  const account = await api("accounts_retrieve", { path: { account_id: params.accountId }, signal });
  const place = h("div", { class: "stack", "aria-live": "polite" });
  const range = form({
    inline: true,
    label: t("The days of the statement"),
    fields: [
      field({ name: "from", label: t("From day"), type: "date", value: query.get("from") ?? monthAgo() }),
      field({ name: "to", label: t("To day"), type: "date", value: query.get("to") }),
    ],
    submitLabel: t("Show"),
    onSubmit: show,
  });
  await show(range.values());
  return {
    title: t("Statement"),
    lead: `${accountName(account)} · ${account.account_number}`,
    back: { path: `/accounts/${account.id}`, label: accountName(account) },
    content: h("div", { class: "stack" }, card(null, range, downloads(account, range)), place),
  };

  /** @param {Record<string, any>} days */
  async function show(days) {
    replace(place, loading());
    try {
      replace(place, await statementOf(account, days, signal));
    } catch (error) {
      replace(place);
      throw error;
    }
  }
}

/** Four weeks back and some days, by the person's own calendar: a first guess. */
function monthAgo() {
  const day = new Date();
  day.setMonth(day.getMonth() - 1);
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
}

/** @param {any} account @param {import("../core/forms.js").BankForm} range */
function downloads(account, range) {
  const save = async (/** @type {string} */ format, /** @type {string} */ ending) => {
    const days = range.values();
    const blob = await api("accounts_statement_retrieve", {
      path: { account_id: account.id },
      query: { ...days, format },
      as: "blob",
    });
    const name = [account.account_number, days.from, days.to].filter(Boolean).join("_");
    saveAs(blob, `${name}.${ending}`);
  };
  return h(
    "div",
    { class: "downloads", role: "group", "aria-label": t("Download the statement") },
    h("span", { class: "muted" }, t("Download")),
    FORMATS.map(([format, label, ending]) =>
      button(label, () => save(format, ending), {
        icon: "download",
        small: true,
        "aria-label": t("Download as {format}", { format: label }),
      }),
    ),
  );
}

/** @param {Blob} blob @param {string} name */
function saveAs(blob, name) {
  const address = URL.createObjectURL(blob);
  const anchor = h("a", { href: address, download: name });
  anchor.click();
  // Not at once: some browsers begin to read it only after the click.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** @param {any} account @param {Record<string, any>} days @param {AbortSignal} signal */
async function statementOf(account, days, signal) {
  /** @type {any} */
  let first = null;
  const lines = await pager({
    load: async (place) => {
      const query = { ...days, page_size: 50, ...(place ? { page: place } : {}) };
      const answer = await api("accounts_statement_retrieve", { path: { account_id: account.id }, query, signal });
      first ??= answer;
      return { results: answer.lines, next: answer.next };
    },
    draw: (rows) => linesTable(rows, account.currency),
    nothing: () => empty(t("Nothing moved in these days.")),
  });
  return card(
    t("{from} to {to}", { from: date(first.from), to: date(first.to) }),
    definition([
      [t("Opening balance"), money(first.opening_balance, account.currency)],
      [t("Money in"), money(first.total_credits, account.currency, { signed: true })],
      [t("Money out"), money(first.total_debits === "0" ? "0" : `-${first.total_debits}`, account.currency)],
      [t("Closing balance"), h("strong", null, money(first.closing_balance, account.currency))],
    ]),
    lines,
  );
}

/** @param {any[]} lines @param {string} currency */
function linesTable(lines, currency) {
  return table({
    caption: t("Lines of the statement"),
    rows: lines,
    columns: [
      { label: t("Day"), cell: (line) => date(line.date) },
      {
        label: t("What"),
        header: true,
        cell: (line) => [
          h("span", { class: "statement-what" }, line.description || movementTypeName(line.type)),
          h("span", { class: "muted statement-reference" }, `${movementTypeName(line.type)} · ${line.reference}`),
        ],
      },
      { label: t("Money in"), align: "end", cell: (line) => (line.credit ? money(line.credit, currency, { signed: true }) : "") },
      { label: t("Money out"), align: "end", cell: (line) => (line.debit ? money(`-${line.debit}`, currency) : "") },
      { label: t("Balance"), align: "end", cell: (line) => money(line.running_balance, currency) },
    ],
  });
}
