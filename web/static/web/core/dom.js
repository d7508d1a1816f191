// @ts-check
/** Elements without markup strings: what a person typed can never become markup, and no style is inline. */

/**
 * @typedef {Node | string | number | null | undefined | false | Child[]} Child
 * @typedef {Record<string, any>} Props
 */

const SVG = "http://www.w3.org/2000/svg";
/** Written as properties, once the children are there: an attribute would be the default and not the value. */
const PROPERTIES = new Set(["value", "checked", "selected", "indeterminate"]);

/**
 * Make an HTML element.
 *
 * @param {string} tag
 * @param {Props | null} [props] attributes; also `class`, `on: {click: handler}` and `dataset: {name: value}`.
 *   `true` writes an empty attribute; `false`, `null` and `undefined` leave it out.
 * @param {...Child} children
 * @returns {any} the element
 */
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props ?? {}, children);
}

/**
 * Make an SVG element.
 *
 * @param {string} tag
 * @param {Props | null} [props] as for `h`
 * @param {...Child} children
 * @returns {any} the element
 */
export function svg(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props ?? {}, children);
}

/**
 * Put children in the place of all that an element holds.
 *
 * @template {Element} T
 * @param {T} parent
 * @param {...Child} children
 * @returns {T} the parent
 */
export function replace(parent, ...children) {
  parent.replaceChildren(...nodes(children));
  return parent;
}

let last = 0;

/**
 * Return an id that no other element of the page has.
 *
 * @param {string} [prefix]
 * @returns {string}
 */
export function uniqueId(prefix = "id") {
  last += 1;
  return `${prefix}-${last}`;
}

/**
 * @param {Element} element
 * @param {Props} props
 * @param {Child[]} children
 */
function fill(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false || PROPERTIES.has(name)) continue;
    if (name === "on") {
      for (const [event, handler] of Object.entries(value)) {
        if (handler) element.addEventListener(event, /** @type {EventListener} */ (handler));
      }
    } else if (name === "dataset") {
      Object.assign(/** @type {HTMLElement} */ (element).dataset, value);
    } else if (name === "style") {
      throw new Error("The page forbids inline styles: use a class.");
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...nodes(children));
  for (const name of PROPERTIES) {
    if (props[name] !== undefined && props[name] !== null) /** @type {any} */ (element)[name] = props[name];
  }
  return element;
}

/**
 * @param {Child[]} children
 * @returns {(Node | string)[]}
 */
function nodes(children) {
  /** @type {(Node | string)[]} */
  const found = [];
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) found.push(...nodes(child));
    else found.push(child instanceof Node ? child : String(child));
  }
  return found;
}
