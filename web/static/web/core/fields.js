// @ts-check
/** How each type of field looks, what it holds, and what can be wrong with it before the bank is asked. */

import { h, replace } from "./dom.js";
import { decimalSign, t } from "./i18n.js";
import { icon } from "./icons.js";

/** @typedef {import("./forms.js").Field} Field */

const MONEY = /^\d{1,13}(\.\d{1,4})?$/;
const WHOLE_ATTRIBUTES = ["autocomplete", "min", "max", "step", "maxlength", "pattern", "placeholder", "accept", "multiple"];
const INPUT_TYPES = { money: "text", pin: "password", otp: "text" };
const INPUT_MODES = { money: "decimal", pin: "numeric", otp: "text", number: "decimal", tel: "tel", email: "email" };

/**
 * Make the element of a field: label, hint, input, and the place of its errors.
 *
 * @param {Field} field
 * @returns {HTMLElement}
 */
export function fieldElement(field) {
  const input = inputOf(field);
  const label = h(
    "label",
    { for: field.id, class: "field-label" },
    field.label,
    field.required || field.type === "checkbox" || field.type === "range"
      ? null
      : h("span", { class: "field-optional" }, t("optional")),
  );
  const hint = field.hint ? h("p", { id: `${field.id}-hint`, class: "field-hint" }, field.hint) : null;
  const errors = h("div", { id: `${field.id}-error`, class: "field-error" });
  const props = { class: `field field-${field.type} ${field.class ?? ""}`.trim(), dataset: { field: field.name } };
  if (field.type === "checkbox") {
    return h("div", props, h("div", { class: "field-check" }, input, label), hint, errors);
  }
  return h("div", props, label, hint, framed(field, input), errors);
}

/**
 * Reading, writing and checking a field inside its form.
 *
 * @param {Field} field
 */
export function control(field) {
  const find = (/** @type {HTMLElement} */ form) =>
    /** @type {HTMLInputElement} */ (form.querySelector(`#${field.id}`));
  return {
    /** @param {HTMLElement} form */
    read: (form) => valueOf(field, find(form)),
    /**
     * @param {HTMLElement} form
     * @param {any} value
     */
    write: (form, value) => {
      const input = find(form);
      if (field.type === "checkbox") input.checked = Boolean(value);
      else input.value = shownValue(field, value);
    },
    /**
     * @param {HTMLElement} form
     * @returns {string | null}
     */
    problem: (form) => problemOf(field, find(form)),
  };
}

/**
 * Return an amount as the bank reads it, or null if it is not one. A comma is a decimal sign where the language has it so.
 *
 * @param {string} text
 * @returns {string | null}
 */
export function decimalOf(text) {
  const bare = text.replaceAll(/[\s\u00a0\u202f']/g, "");
  const sign = decimalSign();
  const other = sign === "," ? "." : ",";
  const isGrouped = new RegExp(`^\\d{1,3}(\\${other}\\d{3})+(\\${sign}\\d+)?$`).test(bare);
  const plain = (isGrouped ? bare.replaceAll(other, "") : bare).replace(sign, ".").replace(/^\./, "0.");
  return MONEY.test(plain) ? plain : null;
}

/** @param {Field} field */
function inputOf(field) {
  const described = field.hint ? `${field.id}-hint` : null;
  const shared = {
    id: field.id,
    name: field.name,
    required: field.required,
    disabled: field.disabled,
    "aria-describedby": described,
  };
  if (field.type === "select") {
    const placeholder = field.required && field.value ? null : h("option", { value: "" }, field.placeholder ?? "–");
    const options = (field.options ?? []).map(({ value, label }) => h("option", { value }, label));
    return h("select", { ...shared, autocomplete: field.autocomplete, value: field.value ?? "" }, placeholder, options);
  }
  if (field.type === "textarea") {
    return h("textarea", { ...shared, rows: 4, maxlength: field.maxlength, value: field.value ?? "" });
  }
  const isBox = field.type === "checkbox";
  return h("input", {
    ...shared,
    ...Object.fromEntries(WHOLE_ATTRIBUTES.map((name) => [name, /** @type {any} */ (field)[name]])),
    ...attributesOf(field),
    type: /** @type {any} */ (INPUT_TYPES)[field.type] ?? field.type,
    inputmode: field.inputmode ?? /** @type {any} */ (INPUT_MODES)[field.type],
    checked: isBox ? Boolean(field.value) : null,
    value: isBox || field.type === "file" ? null : shownValue(field, field.value),
  });
}

/** @param {Field} field */
function attributesOf(field) {
  if (field.type === "pin") return { autocomplete: field.autocomplete ?? "off", maxlength: 6 };
  if (field.type === "otp") return { autocomplete: "one-time-code", autocapitalize: "off", spellcheck: "false" };
  if (field.type === "money") return { autocomplete: field.autocomplete ?? "off" };
  if (field.type === "email") return { autocapitalize: "off", spellcheck: "false" };
  return {};
}

/**
 * @param {Field} field
 * @param {HTMLElement} input
 */
function framed(field, input) {
  if (field.type === "money") {
    return h("div", { class: "input-frame" }, h("span", { class: "input-prefix" }, field.currency ?? "USD"), input);
  }
  if (field.type === "password" || field.type === "pin") {
    return h("div", { class: "input-frame" }, input, revealButton(field, /** @type {HTMLInputElement} */ (input)));
  }
  if (field.type === "range") {
    const output = h("output", { for: field.id, class: "range-output" });
    const say = () => replace(output, field.output?.(Number(/** @type {any} */ (input).value)) ?? /** @type {any} */ (input).value);
    input.addEventListener("input", say);
    say();
    return h("div", { class: "range-frame" }, input, output);
  }
  return input;
}

/**
 * @param {Field} field
 * @param {HTMLInputElement} input
 */
function revealButton(field, input) {
  const name = () => (input.type === "password" ? t("Show what is typed") : t("Hide what is typed"));
  /** @type {HTMLButtonElement} */
  const made = h("button", { type: "button", class: "input-suffix", "aria-label": name(), "aria-controls": field.id, on: { click: turned } }, icon("eye"));
  return made;

  function turned() {
    input.type = input.type === "password" ? "text" : "password";
    replace(made, icon(input.type === "password" ? "eye" : "eye-off"));
    made.setAttribute("aria-label", name());
  }
}

/**
 * @param {Field} field
 * @param {any} value
 */
function shownValue(field, value) {
  if (value === null || value === undefined) return field.type === "range" ? String(field.min ?? 0) : "";
  return field.type === "money" ? String(value).replace(".", decimalSign()) : String(value);
}

/**
 * @param {Field} field
 * @param {HTMLInputElement} input
 */
function valueOf(field, input) {
  if (field.type === "checkbox") return input.checked;
  if (field.type === "file") return input.files?.length ? [...input.files] : undefined;
  const text = field.type === "password" ? input.value : input.value.trim();
  if (text === "") return undefined;
  if (field.type === "number" || field.type === "range") return Number(text);
  return field.type === "money" ? (decimalOf(text) ?? undefined) : text;
}

/**
 * @param {Field} field
 * @param {HTMLInputElement} input
 */
function problemOf(field, input) {
  const isEmpty = field.type === "checkbox" ? !input.checked : input.value.trim() === "";
  if (isEmpty) return field.required ? t("Please fill this in.") : null;
  if (field.type === "money" && decimalOf(input.value) === null) {
    return t("Please write an amount such as {example}.", { example: `1250${decimalSign()}50` });
  }
  if (field.type === "email" && !input.validity.valid) return t("Please write an e-mail address.");
  if (field.type === "pin" && !/^\d{4}(\d{2})?$/.test(input.value.trim())) return t("A PIN has 4 or 6 digits.");
  if (input.validity.badInput) return t("Please write this as asked for.");
  if (input.validity.rangeUnderflow) return t("At least {least}.", { least: String(field.min) });
  if (input.validity.rangeOverflow) return t("At most {most}.", { most: String(field.max) });
  return null;
}
