// @ts-check
/** A slider with a field beside it: one value, moved by hand, by arrow keys, or typed. */
import { h, replace, uniqueId } from "../core/dom.js";
import { decimalOf } from "../core/fields.js";
import { decimalSign, t } from "../core/i18n.js";

/**
 * Make a slider and its field. A "say" event on the element makes it say its value anew.
 *
 * @param {object} options
 * @param {string} options.label
 * @param {string} options.value decimal string
 * @param {string} options.least @param {string} options.most
 * @param {number} options.step of the slider; the field takes anything between
 * @param {boolean} options.isMoney
 * @param {string} [options.currency]
 * @param {(value: string) => string} options.say the value in words
 * @param {(value: string) => void} options.onChange called with good values alone
 * @returns {HTMLElement}
 */
export function sliderField({ label, value, least, most, step, isMoney, currency, say, onChange }) {
  const id = uniqueId("slider");
  let present = value;
  const output = h("output", { class: "slider-output", for: `${id}-range ${id}` }, say(value));
  const problem = h("p", { class: "field-error", id: `${id}-error` });
  const range = h("input", {
    type: "range",
    id: `${id}-range`,
    min: least,
    max: most,
    step,
    value,
    "aria-label": label,
    "aria-valuetext": say(value),
    on: { input: slid },
  });
  const typed = h("input", {
    type: "text",
    id,
    inputmode: isMoney ? "decimal" : "numeric",
    autocomplete: "off",
    value: shown(value),
    on: { input: written },
  });
  const element = h(
    "div",
    { class: "slider field", on: { say: () => tell(present) } },
    h("div", { class: "slider-head" }, h("label", { for: id, class: "field-label" }, label), output),
    h(
      "div",
      { class: "slider-controls" },
      range,
      isMoney ? h("div", { class: "input-frame" }, h("span", { class: "input-prefix" }, currency), typed) : typed,
    ),
    h(
      "div",
      { class: "slider-ends muted", "aria-hidden": "true" },
      h("span", {}, say(least)),
      h("span", {}, say(most)),
    ),
    problem,
  );
  return element;

  function slid() {
    typed.value = shown(range.value);
    accept(range.value);
  }

  function written() {
    const read = isMoney ? decimalOf(typed.value) : /^\d{1,4}$/.test(typed.value.trim()) ? typed.value.trim() : null;
    if (read === null) return refuse(isMoney ? t("Please write an amount.") : t("Please write a whole number."));
    // Only whether it is within bounds: the bank judges the amount itself.
    if (Number(read) < Number(least) || Number(read) > Number(most)) {
      return refuse(t("Between {least} and {most}.", { least: say(least), most: say(most) }));
    }
    range.value = read;
    return accept(read);
  }

  /** @param {string} good */
  function accept(good) {
    present = good;
    typed.removeAttribute("aria-invalid");
    typed.removeAttribute("aria-describedby");
    element.classList.remove("invalid");
    replace(problem);
    tell(good);
    onChange(good);
  }

  /** @param {string} message */
  function refuse(message) {
    typed.setAttribute("aria-invalid", "true");
    typed.setAttribute("aria-describedby", problem.id);
    element.classList.add("invalid");
    replace(problem, message);
  }

  /** @param {string} good */
  function tell(good) {
    replace(output, say(good));
    range.setAttribute("aria-valuetext", say(good));
  }

  /** @param {string} plain @returns {string} */
  function shown(plain) {
    return plain.replace(/\.0+$/, "").replace(".", decimalSign());
  }
}
