// @ts-check
/**
 * What every chart has: a figure with a heading, a drawing, a legend, and the same figures as a table.
 *
 * Geometry is reckoned with Number; every figure that is read comes from the decimal strings of the bank, through the
 * caller's `format`. Nothing here sets a style: places are attributes, looks are classes of `planning.css`.
 */
import { h, svg } from "./dom.js";
import { t } from "./i18n.js";

/** How many looks of series there are; a chart with more begins again. */
export const SERIES_LOOKS = 8;

let lastNumber = 0;

/** @param {string} stem @returns {string} an id that no other element of the page has */
export function freshId(stem) {
  lastNumber += 1;
  return `${stem}-${lastNumber}`;
}

/** @param {string | null | undefined} value a decimal string @returns {number} for geometry alone */
export function size(value) {
  const number = Number(value ?? 0);
  return Number.isFinite(number) ? number : 0;
}

/** @param {number} index @returns {string} the class that a series has, by its place */
export function look(index) {
  return `series-${(index % SERIES_LOOKS) + 1}`;
}

/**
 * Round steps of an axis that hold the lowest and the highest value.
 *
 * @param {number} lowest @param {number} highest @param {number} [wanted] about how many steps
 * @returns {{from: number, to: number, ticks: number[]}}
 */
export function axis(lowest, highest, wanted = 4) {
  const bottom = Math.min(lowest, highest);
  const top = bottom === Math.max(lowest, highest) ? bottom + 1 : Math.max(lowest, highest);
  const rough = (top - bottom) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough) ?? 10 * power;
  const first = Math.floor(bottom / step);
  const last = Math.ceil(top / step);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  return { from: first * step, to: last * step, ticks };
}

/**
 * Which of many labels are written below an axis, so that none touches the next.
 *
 * @param {string[]} labels @param {number} width in pixels @returns {(index: number) => boolean}
 */
export function sparse(labels, width) {
  const widest = Math.max(1, ...labels.map((label) => label.length)) * 6.6 + 14;
  const every = Math.max(1, Math.ceil((labels.length * widest) / Math.max(width, 1)));
  return (index) => index % every === 0;
}

/**
 * The hatched fills of the series that need one, told apart without colour.
 *
 * @param {string} id of the chart @param {number} count of series
 * @returns {{defs: Element, fill: (index: number) => string | null}} null means: plain, by its class
 */
export function hatching(id, count) {
  const turns = [0, 45, -45, 90, 0, 45, -45, 90];
  const patterns = Array.from({ length: Math.min(count, SERIES_LOOKS) }, (_, index) =>
    svg(
      "pattern",
      {
        id: `${id}-fill-${index}`,
        width: 6,
        height: 6,
        patternUnits: "userSpaceOnUse",
        patternTransform: `rotate(${turns[index]})`,
      },
      svg("rect", { width: 6, height: 6, class: `chart-fill ${look(index)}` }),
      index === 0 ? null : svg("line", { x1: 0, y1: 3, x2: 6, y2: 3, class: "chart-hatch" }),
    ),
  );
  return {
    defs: svg("defs", {}, ...patterns),
    fill: (index) => `url(#${id}-fill-${index % SERIES_LOOKS})`,
  };
}

/**
 * A drawing as wide as the page lets it be, drawn again when that changes: its writing keeps its size.
 *
 * @param {object} options
 * @param {string} options.labelledBy id of the heading
 * @param {string} options.description what the chart shows, in a sentence
 * @param {number} options.height in pixels
 * @param {(width: number) => (Node | null)[]} options.draw
 * @returns {SVGElement}
 */
export function drawing({ labelledBy, description, height, draw }) {
  const desc = svg("desc", { id: freshId("chart-description") }, description);
  const surface = svg("svg", {
    role: "img",
    class: "chart-drawing",
    "aria-labelledby": labelledBy,
    "aria-describedby": desc.id,
    height,
  });
  let drawn = 0;
  const paint = (/** @type {number} */ width) => {
    if (Math.abs(width - drawn) < 1) return;
    drawn = width;
    surface.setAttribute("viewBox", `0 0 ${width} ${height}`);
    surface.replaceChildren(desc, ...draw(width).filter((each) => each !== null));
  };
  paint(640);
  new ResizeObserver(([entry]) => {
    if (entry.contentRect.width > 0) paint(Math.round(entry.contentRect.width));
  }).observe(surface);
  return surface;
}

/**
 * The rows of a legend; each with the look that it has in the drawing.
 *
 * @param {{name: string, index: number, value?: string, mark?: string}[]} entries
 * @returns {Element}
 */
export function legend(entries) {
  return h(
    "ul",
    { class: "chart-legend", "aria-hidden": "true" },
    ...entries.map(({ name, index, value, mark }) =>
      h(
        "li",
        {},
        swatch(index, mark),
        h("span", { class: "chart-legend-name" }, name),
        value ? h("span", { class: "chart-legend-value" }, value) : null,
      ),
    ),
  );
}

/** @param {number} index @param {string} [mark] a number written on it @returns {Element} */
function swatch(index, mark) {
  const id = freshId("chart-swatch");
  const { defs, fill } = hatching(id, index + 1);
  const ground = mark
    ? svg("circle", { cx: 10, cy: 10, r: 8, class: `chart-swatch-ring ${look(index)}` })
    : svg("rect", { width: 20, height: 20, rx: 5, fill: fill(index) });
  return svg(
    "svg",
    { class: mark ? "chart-swatch numbered" : "chart-swatch", viewBox: "0 0 20 20", width: 20, height: 20 },
    mark ? null : defs,
    ground,
    mark ? svg("text", { x: 10, y: 13.5, "text-anchor": "middle", class: "chart-swatch-mark" }, mark) : null,
  );
}

/**
 * The figures of a chart as a table that opens on demand; readers of screens find it like anybody else.
 *
 * @param {{caption: string, columns: string[], rows: (string | Node)[][], summary?: string}} figures
 * @returns {Element}
 */
export function figuresTable({ caption, columns, rows, summary }) {
  return h(
    "details",
    { class: "chart-figures" },
    h("summary", {}, summary ?? t("Show the figures")),
    h(
      "div",
      { class: "chart-figures-scroll", tabindex: "0", role: "region", "aria-label": caption },
      h(
        "table",
        {},
        h("caption", { class: "visually-hidden" }, caption),
        h("thead", {}, h("tr", {}, ...columns.map((name) => h("th", { scope: "col" }, name)))),
        h(
          "tbody",
          {},
          ...rows.map(([name, ...cells]) =>
            h("tr", {}, h("th", { scope: "row" }, name), ...cells.map((cell) => h("td", {}, cell))),
          ),
        ),
      ),
    ),
  );
}

/**
 * A whole chart.
 *
 * @param {object} parts
 * @param {string} parts.id of the heading
 * @param {string} parts.title
 * @param {boolean} [parts.titleHidden] where the page says it above already
 * @param {(Node | null)[]} parts.content
 * @param {Element | null} parts.figures
 * @param {string} [parts.kind] a class of its own
 * @returns {Element}
 */
export function chartFigure({ id, title, titleHidden = false, content, figures, kind = "" }) {
  return h(
    "figure",
    { class: `chart ${kind}` },
    h("figcaption", { id, class: titleHidden ? "visually-hidden" : "chart-title" }, title),
    ...content,
    figures,
  );
}

/**
 * The line below a drawing that says what the pointer is at.
 *
 * @param {string} idle what it says while the pointer is elsewhere
 * @returns {{element: Element, say: (text: string | null) => void}}
 */
export function readout(idle) {
  const element = h("p", { class: "chart-readout", "aria-hidden": "true" }, idle);
  return { element, say: (text) => { element.textContent = text ?? idle; } };
}

/** @param {number[]} numbers @returns {number} for geometry alone */
export function sum(numbers) {
  return numbers.reduce((total, each) => total + each, 0);
}

/** @template T @param {T} place of the drawing; text such as a percentage stays @returns {T | number} */
export function round(place) {
  return typeof place === "number" ? Math.round(place * 100) / 100 : place;
}
