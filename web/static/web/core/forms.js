// @ts-check
/** Forms: labels, hints, errors where they belong, and one submission at a time. */

import { h, replace, uniqueId } from "./dom.js";
import { control, fieldElement } from "./fields.js";
import { t } from "./i18n.js";
import { icon, isForPeople, notice } from "./parts.js";

/**
 * @typedef {"text" | "email" | "tel" | "password" | "number" | "money" | "date" | "select" | "checkbox" | "file" | "pin"
 *   | "range" | "textarea" | "search" | "otp"} FieldType
 *
 * @typedef {object} FieldOptions
 * @property {string} name as the API calls it: errors under this name are shown here
 * @property {string} label
 * @property {FieldType} [type]
 * @property {boolean} [required]
 * @property {string} [hint]
 * @property {string} [autocomplete]
 * @property {{value: string, label: string}[]} [options] of a select
 * @property {string | boolean | number | null} [value]
 * @property {string} [inputmode]
 * @property {string | number} [min]
 * @property {string | number} [max]
 * @property {string | number} [step]
 * @property {number} [maxlength]
 * @property {string} [pattern]
 * @property {string} [placeholder]
 * @property {string} [accept] of a file
 * @property {boolean} [multiple] of a file
 * @property {string} [currency] of money, shown beside it
 * @property {boolean} [disabled]
 * @property {string} [class]
 * @property {(value: any) => string} [output] of a range: the figure in words
 * @property {(value: any, values: Record<string, any>) => string | null | undefined} [validate] the message, if something
 *   is wrong with it
 * @property {(value: any, values: Record<string, any>) => void} [onInput]
 *
 * @typedef {FieldOptions & {type: FieldType, id: string}} Field
 *
 * @typedef {object} FormMethods
 * @property {() => Record<string, any>} values what is filled in; empty fields are left out. Money is a decimal string,
 *   numbers are numbers, files are a list.
 * @property {(name: string) => any} control the input of a field
 * @property {(name: string, value: any) => void} setValue
 * @property {(problem: {fields?: Record<string, string[]>, sentence?: string}) => void} showProblem
 * @property {() => void} clearProblems
 * @property {(name: string, shown: boolean) => void} showField a hidden field is not sent
 *
 * @typedef {HTMLFormElement & FormMethods} BankForm
 */

/**
 * Describe a field.
 *
 * @param {FieldOptions} options
 * @returns {Field}
 */
export function field(options) {
  return { type: "text", ...options, id: uniqueId(`field-${options.name}`) };
}

/**
 * Make a form.
 *
 * @param {object} options
 * @param {(Field | Field[] | Node | null | false)[]} options.fields nodes stand between them as they are; fields in a list
 *   of their own stand beside each other
 * @param {string} options.submitLabel
 * @param {(values: Record<string, any>, form: BankForm) => unknown} options.onSubmit what it throws is shown in the form:
 *   `BankError.fields` at their fields, the rest above the button
 * @param {string} [options.idle] beside the button while nothing runs
 * @param {string} [options.busy] beside the button while it runs
 * @param {"primary" | "danger" | "secondary"} [options.tone]
 * @param {string} [options.icon] of the button
 * @param {Node | Node[]} [options.actions] beside the button
 * @param {boolean} [options.inline] fields beside each other
 * @param {string} [options.label] what the form is for, said to screen readers
 * @returns {BankForm}
 */
export function form({ fields, submitLabel, onSubmit, idle, busy, tone = "primary", icon: picture, actions, inline, label }) {
  const described = /** @type {Field[]} */ (fields.flat().filter((item) => item && !(item instanceof Node)));
  const problem = h("div", { class: "form-problem", tabindex: "-1", role: "alert" });
  const state = h("span", { class: "form-state muted", role: "status" }, idle ?? null);
  const submit = h("button", { type: "submit", class: `button button-${tone}` }, picture ? icon(picture) : null, submitLabel);
  let running = false;

  /** @type {BankForm} */
  const made = h(
    "form",
    { class: inline ? "form form-inline" : "form", novalidate: true, "aria-label": label, on: { submit: submitted, input: typed } },
    fields.map(drawn),
    problem,
    h("div", { class: "form-actions" }, submit, actions ?? null, state),
  );
  /** @param {typeof fields[0]} item @returns {Node | null | false} */
  function drawn(item) {
    if (Array.isArray(item)) return h("div", { class: "form-columns" }, item.map(fieldElement));
    return item && !(item instanceof Node) ? fieldElement(item) : item;
  }
  const frame = (/** @type {string} */ name) => made.querySelector(`[data-field="${CSS.escape(name)}"]`);
  const find = (/** @type {string} */ name) => described.find((known) => known.name === name);

  return Object.assign(made, {
    values,
    clearProblems,
    showProblem,
    control: (/** @type {string} */ name) => made.querySelector(`#${find(name)?.id}`),
    setValue: (/** @type {string} */ name, /** @type {any} */ value) => {
      const known = find(name);
      if (known) control(known).write(made, value);
    },
    showField: (/** @type {string} */ name, /** @type {boolean} */ shown) => {
      frame(name)?.toggleAttribute("hidden", !shown);
    },
  });

  function shownFields() {
    return described.filter((known) => !frame(known.name)?.hasAttribute("hidden"));
  }

  function values() {
    const found = shownFields().map((known) => [known.name, control(known).read(made)]);
    return Object.fromEntries(found.filter(([, value]) => value !== undefined));
  }

  /** @param {Event} event */
  function typed(event) {
    const input = /** @type {Element} */ (event.target);
    const known = described.find((candidate) => candidate.id === input.id);
    if (!known) return;
    markField(known, []);
    known.onInput?.(control(known).read(made), values());
  }

  /** @param {Event} event */
  async function submitted(event) {
    event.preventDefault();
    if (running) return;
    clearProblems();
    const wrong = ownProblems();
    if (Object.keys(wrong).length) return showProblem({ fields: wrong });
    setRunning(true);
    try {
      await onSubmit(values(), made);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      if (!isForPeople(error)) throw error;
      showProblem(/** @type {any} */ (error));
    } finally {
      setRunning(false);
    }
  }

  /** @param {boolean} now */
  function setRunning(now) {
    running = now;
    made.setAttribute("aria-busy", String(now));
    submit.classList.toggle("busy", now);
    if (now) submit.setAttribute("aria-disabled", "true");
    else submit.removeAttribute("aria-disabled");
    replace(state, now ? (busy ?? t("One moment…")) : (idle ?? null));
  }

  /** @returns {Record<string, string[]>} */
  function ownProblems() {
    /** @type {Record<string, string[]>} */
    const wrong = {};
    const given = values();
    for (const known of shownFields()) {
      const message = control(known).problem(made) ?? known.validate?.(given[known.name], given);
      if (message) wrong[known.name] = [message];
    }
    return wrong;
  }

  /** @param {{fields?: Record<string, string[]>, sentence?: string}} error */
  function showProblem({ fields: wrong = {}, sentence }) {
    const here = new Set(shownFields().map((known) => known.name));
    const others = Object.entries(wrong).filter(([name]) => !here.has(name));
    for (const known of described) markField(known, wrong[known.name] ?? []);
    const texts = others.map(([name, messages]) => `${name}: ${messages.join(" ")}`);
    if (!Object.keys(wrong).length && sentence) texts.push(sentence);
    replace(problem, texts.length ? notice("bad", null, texts.map((text) => h("p", null, text))) : null);
    const first = shownFields().find((known) => wrong[known.name]);
    /** @type {HTMLElement | null} */
    const place = first ? made.querySelector(`#${first.id}`) : problem;
    place?.focus();
  }

  function clearProblems() {
    replace(problem);
    for (const known of described) markField(known, []);
  }

  /**
   * @param {Field} known
   * @param {string[]} messages
   */
  function markField(known, messages) {
    const place = frame(known.name);
    const input = made.querySelector(`#${known.id}`);
    const errors = made.querySelector(`#${known.id}-error`);
    if (!place || !input || !errors) return;
    place.classList.toggle("invalid", messages.length > 0);
    if (messages.length) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
    const describing = [known.hint ? `${known.id}-hint` : null, messages.length ? `${known.id}-error` : null];
    const ids = describing.filter(Boolean).join(" ");
    if (ids) input.setAttribute("aria-describedby", ids);
    else input.removeAttribute("aria-describedby");
    replace(errors, messages.map((message) => h("p", null, message)));
  }
}
