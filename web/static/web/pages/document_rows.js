// @ts-check
/** Documents to send along: as many as one likes, each with its kind. */

import { h, replace, uniqueId } from "../core/dom.js";
import { t } from "../core/i18n.js";
import { button } from "../core/parts.js";
import { documentChoices, fileHint } from "./identity_words.js";

const MOST = 10;
const LARGEST = 5 * 1024 * 1024;

/**
 * Make rows of documents for a form.
 *
 * @returns {{element: HTMLElement, addTo: (form: FormData) => void, problems: () => string[],
 *   say: (messages: string[]) => void}} `addTo` puts the chosen files into what is sent, `problems` says what is wrong
 *   with them before, `say` shows what the bank says
 */
export function documentRows() {
  const rows = h("ul", { class: "stack-tight" });
  const errors = h("div", { class: "field-error", role: "alert", tabindex: "-1" });
  const add = button(t("Add another document"), () => append(true), { tone: "quiet", icon: "plus", small: true });
  append(false);
  return {
    element: h("div", { class: "stack-tight" }, h("p", { class: "field-hint" }, fileHint()), rows, errors, h("div", null, add)),
    addTo,
    problems,
    say,
  };

  /** @param {boolean} focused */
  function append(focused) {
    const [kindId, fileId] = [uniqueId("document-type"), uniqueId("document")];
    const kind = h(
      "select",
      { id: kindId },
      documentChoices().map(({ value, label }) => h("option", { value }, label)),
    );
    const row = h(
      "li",
      { class: "document-row" },
      h("div", { class: "field" }, h("label", { for: kindId, class: "field-label" }, t("Kind of document")), kind),
      h(
        "div",
        { class: "field" },
        h("label", { for: fileId, class: "field-label" }, t("File")),
        h("input", { id: fileId, type: "file", accept: "image/jpeg,image/png,application/pdf" }),
      ),
      rows.children.length
        ? button(h("span", { class: "visually-hidden" }, t("Remove this document")), () => removed(row), { tone: "quiet", icon: "trash" })
        : null,
    );
    rows.append(row);
    add.hidden = rows.children.length >= MOST;
    if (focused) kind.focus();
  }

  /** @param {HTMLElement} row */
  function removed(row) {
    row.remove();
    add.hidden = false;
    add.focus();
  }

  /** @returns {{kind: string, file: File}[]} */
  function chosen() {
    return [...rows.children].flatMap((row) => {
      const file = /** @type {HTMLInputElement} */ (row.querySelector("input")).files?.[0];
      return file ? [{ kind: /** @type {HTMLSelectElement} */ (row.querySelector("select")).value, file }] : [];
    });
  }

  /** @param {FormData} form */
  function addTo(form) {
    for (const { kind, file } of chosen()) {
      form.append("documents", file);
      form.append("document_types", kind);
    }
  }

  function problems() {
    const large = chosen().filter(({ file }) => file.size > LARGEST);
    return large.map(({ file }) => t("{name} is larger than 5 MB.", { name: file.name }));
  }

  /** @param {string[]} messages */
  function say(messages) {
    replace(errors, messages.map((message) => h("p", null, message)));
    if (messages.length) errors.focus();
  }
}

/**
 * Take what the bank says of documents out of an error, so that it is shown at the documents.
 *
 * @param {import("../core/api.js").BankError} problem
 * @returns {string[]}
 */
export function documentMessages(problem) {
  const names = Object.keys(problem.fields).filter((name) => name.startsWith("document"));
  const messages = names.flatMap((name) => problem.fields[name]);
  for (const name of names) delete problem.fields[name];
  return messages;
}
