// @ts-check
/** The parts that pages are put together from. Every text comes in already translated. */

import { h, replace, uniqueId } from "./dom.js";
import { t } from "./i18n.js";
import { icon } from "./icons.js";

export { icon } from "./icons.js";

/** @typedef {import("./dom.js").Child} Child */
/** @typedef {"neutral" | "good" | "warn" | "bad" | "info"} Tone */

/**
 * A section with a heading of its own.
 *
 * @param {string | null} title
 * @param {...(Child | {actions?: Child, class?: string, lead?: string})} children options may stand first
 * @returns {HTMLElement}
 */
export function card(title, ...children) {
  const [first, ...rest] = children;
  const isOptions = first !== null && typeof first === "object" && !Array.isArray(first) && !(first instanceof Node);
  const options = /** @type {{actions?: Child, class?: string, lead?: string}} */ (isOptions ? first : {});
  const content = /** @type {Child[]} */ (isOptions ? rest : children);
  const id = uniqueId("card");
  return h(
    "section",
    { class: `card ${options.class ?? ""}`.trim(), "aria-labelledby": title ? id : null },
    title || options.actions
      ? h(
          "header",
          { class: "card-header" },
          title ? h("h2", { id, class: "card-title" }, title) : h("span"),
          options.actions ? h("div", { class: "card-actions" }, options.actions) : null,
        )
      : null,
    options.lead ? h("p", { class: "muted" }, options.lead) : null,
    content,
  );
}

/**
 * A table; on a narrow screen each row becomes a block with its headings.
 *
 * @template T
 * @param {object} table
 * @param {string} table.caption said to screen readers
 * @param {{label: string, cell: (row: T) => Child, align?: "end", header?: boolean}[]} table.columns
 *   header: this cell names its row
 * @param {T[]} table.rows
 * @param {(row: T) => import("./dom.js").Props} [table.rowProps]
 * @param {boolean} [table.showCaption]
 * @returns {HTMLElement}
 */
export function table({ caption, columns, rows, rowProps, showCaption = false }) {
  const heading = (/** @type {{label: string, align?: string}} */ column) =>
    h("th", { scope: "col", class: column.align === "end" ? "end" : null }, column.label);
  const line = (/** @type {T} */ row) =>
    h(
      "tr",
      rowProps?.(row) ?? null,
      columns.map((column) =>
        h(
          column.header ? "th" : "td",
          {
            scope: column.header ? "row" : null,
            class: column.align === "end" ? "end" : null,
            dataset: { label: column.label },
          },
          h("div", { class: "cell" }, column.cell(row)),
        ),
      ),
    );
  return h(
    "div",
    { class: "table-frame", role: "region", tabindex: "0", "aria-label": caption },
    h(
      "table",
      { class: "table" },
      h("caption", { class: showCaption ? null : "visually-hidden" }, caption),
      h("thead", null, h("tr", null, columns.map(heading))),
      h("tbody", null, rows.map(line)),
    ),
  );
}

/**
 * A short word about a state.
 *
 * @param {string} text
 * @param {Tone} [tone]
 * @returns {HTMLElement}
 */
export function badge(text, tone = "neutral") {
  return h("span", { class: `badge badge-${tone}` }, text);
}

/**
 * A message inside the page.
 *
 * @param {Tone} tone
 * @param {string | null} title
 * @param {...Child} children
 * @returns {HTMLElement}
 */
export function notice(tone, title, ...children) {
  const names = { good: "check", warn: "warning", bad: "warning", info: "info", neutral: "info" };
  return h(
    "div",
    { class: `notice notice-${tone}`, role: tone === "bad" ? "alert" : null },
    icon(names[tone]),
    h("div", { class: "notice-text" }, title ? h("p", { class: "notice-title" }, title) : null, children),
  );
}

/**
 * A button.
 *
 * @param {Child} label
 * @param {(event: MouseEvent) => unknown} onClick while its promise is open, the button is busy
 * @param {{tone?: "primary" | "secondary" | "quiet" | "danger", icon?: string, small?: boolean} & Record<string, any>} [options]
 *   further options are attributes
 * @returns {HTMLButtonElement}
 */
export function button(label, onClick, options = {}) {
  const { tone = "secondary", icon: picture, small, ...props } = options;
  const press = async (/** @type {MouseEvent} */ event) => {
    if (made.getAttribute("aria-disabled") === "true") return;
    const outcome = onClick(event);
    if (!(outcome instanceof Promise)) return;
    made.setAttribute("aria-disabled", "true");
    made.classList.add("busy");
    try {
      await outcome;
    } catch (problem) {
      toastProblem(problem);
    } finally {
      made.removeAttribute("aria-disabled");
      made.classList.remove("busy");
    }
  };
  /** @type {HTMLButtonElement} */
  const made = h(
    "button",
    {
      type: "button",
      ...props,
      class: `button button-${tone}${small ? " button-small" : ""} ${props.class ?? ""}`.trim(),
      on: { click: press },
    },
    picture ? icon(picture) : null,
    label,
  );
  return made;
}

/**
 * A question before a deed that cannot be taken back.
 *
 * @param {string} label
 * @param {object} options
 * @param {string} options.title
 * @param {Child} [options.content]
 * @param {string} [options.confirmLabel]
 * @param {() => Promise<unknown>} options.onConfirm
 * @param {"primary" | "secondary" | "quiet" | "danger"} [options.tone]
 * @param {string} [options.icon]
 * @param {boolean} [options.small]
 * @returns {HTMLButtonElement}
 */
export function confirmButton(label, { title, content, confirmLabel, onConfirm, tone, icon: picture, small }) {
  const ask = () => {
    const problem = h("div", { role: "alert" });
    const agreed = button(
      confirmLabel ?? label,
      async () => {
        try {
          await onConfirm();
          opened.close();
        } catch (error) {
          if (!isForPeople(error)) throw error;
          replace(problem, notice("bad", null, error.sentence));
        }
      },
      { tone: tone === "danger" ? "danger" : "primary" },
    );
    const opened = dialog({ title, content: [content, problem], actions: [agreed] });
  };
  return button(label, ask, { tone: tone === "danger" ? "quiet" : tone, icon: picture, small });
}

/**
 * Open a dialog over the page. It closes with Escape, its own button, or `close()`.
 *
 * @param {object} options
 * @param {string} options.title
 * @param {Child} options.content
 * @param {Child} [options.actions] beside the button that closes it
 * @param {string} [options.closeLabel]
 * @param {() => void} [options.onClose]
 * @returns {HTMLDialogElement}
 */
export function dialog({ title, content, actions, closeLabel, onClose }) {
  const id = uniqueId("dialog");
  /** @type {HTMLDialogElement} */
  const opened = h(
    "dialog",
    { class: "dialog", "aria-labelledby": id, on: { close: closed } },
    h("h2", { id, class: "dialog-title", tabindex: "-1", autofocus: true }, title),
    h("div", { class: "dialog-content" }, content),
    h(
      "div",
      { class: "dialog-actions" },
      button(closeLabel ?? (actions ? t("Cancel") : t("Close")), () => opened.close(), { tone: "secondary" }),
      actions,
    ),
  );
  const before = document.activeElement;
  document.body.append(opened);
  opened.showModal();
  return opened;

  function closed() {
    opened.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
    onClose?.();
  }
}

/** Close every dialog: the page that opened it, or the session, is over. */
export function closeDialogs() {
  for (const opened of document.querySelectorAll("dialog.dialog")) {
    // At once: its closing is told later, and nobody may read or press anything in it until then.
    opened.remove();
    /** @type {HTMLDialogElement} */ (opened).close();
  }
}

/**
 * Say something in passing; screen readers hear it too.
 *
 * @param {string} text
 * @param {Tone} [tone]
 */
export function toast(text, tone = "good") {
  const frame = document.getElementById("toasts");
  if (!frame) return;
  const shown = h("div", { class: `toast toast-${tone}` }, icon(tone === "good" ? "check" : "info"), h("span", null, text));
  frame.append(shown);
  setTimeout(() => shown.remove(), 6000);
}

/**
 * Say what went wrong in passing. Anything but an answer of the bank is a fault of the client and is thrown on.
 *
 * @param {unknown} problem
 */
export function toastProblem(problem) {
  if (problem instanceof DOMException && problem.name === "AbortError") return;
  if (!isForPeople(problem)) throw problem;
  toast(problem.sentence, "bad");
}

/**
 * Whether an error carries a sentence for the person.
 *
 * @param {unknown} problem
 * @returns {problem is import("./api.js").BankError | import("./api.js").NoAnswer}
 */
export function isForPeople(problem) {
  return problem instanceof Error && "sentence" in problem;
}

/**
 * What stands where nothing is yet.
 *
 * @param {string} text
 * @param {Child} [action]
 * @param {string} [picture]
 * @returns {HTMLElement}
 */
export function empty(text, action, picture = "info") {
  return h("div", { class: "empty" }, icon(picture, "icon-large"), h("p", null, text), action ?? null);
}

/** What stands where something is on its way. */
export function loading() {
  return h("div", { class: "loading", role: "status" }, h("span", { class: "spinner" }), t("Loading…"));
}

/**
 * Terms and their values.
 *
 * @param {([string, Child] | null | false | undefined)[]} pairs
 * @returns {HTMLElement}
 */
export function definition(pairs) {
  return h(
    "dl",
    { class: "definition" },
    pairs.map((pair) => (pair ? h("div", null, h("dt", null, pair[0]), h("dd", null, pair[1])) : null)),
  );
}

/**
 * Rows that arrive page by page, by the links of the bank's own answers.
 *
 * @template T
 * @param {object} options
 * @param {(cursorOrPage: string) => Promise<{results: T[], next: string | null}>} options.load gets `""` at first, then the
 *   `cursor` or `page` of the next link
 * @param {(rows: T[]) => Node} options.draw draws all rows so far
 * @param {() => Node} options.nothing
 * @returns {Promise<HTMLElement>} once the first page is there
 */
export async function pager({ load, draw, nothing }) {
  /** @type {T[]} */
  const rows = [];
  const frame = h("div", { class: "pager" });
  const more = button(t("Show more"), () => further(nextPage), { class: "pager-more" });
  let nextPage = "";

  const further = async (/** @type {string} */ place) => {
    const answer = await load(place);
    rows.push(...answer.results);
    const search = answer.next ? new URL(answer.next, location.href).searchParams : null;
    nextPage = search?.get("cursor") ?? search?.get("page") ?? "";
    replace(frame, rows.length ? draw(rows) : nothing(), nextPage ? more : null);
  };
  await further("");
  return frame;
}

/**
 * How far something has come.
 *
 * @param {object} options
 * @param {string} options.label
 * @param {number} options.percent
 * @param {string} [options.text] beside the bar
 * @param {Tone} [options.tone]
 * @returns {HTMLElement}
 */
export function progress({ label, percent, text, tone = "good" }) {
  return h(
    "div",
    { class: `progress progress-${tone}` },
    h("progress", { max: 100, value: Math.max(0, Math.min(100, percent)), "aria-label": label }),
    text ? h("span", { class: "progress-text" }, text) : null,
  );
}

/**
 * A text with a button that copies it.
 *
 * @param {string} text
 * @param {string} label what it is
 * @returns {HTMLElement}
 */
export function copyable(text, label) {
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    toast(t("Copied"));
  };
  return h(
    "span",
    { class: "copyable" },
    h("code", null, text),
    button(h("span", { class: "visually-hidden" }, t("Copy {what}", { what: label })), copy, {
      tone: "quiet",
      icon: "copy",
      small: true,
    }),
  );
}
