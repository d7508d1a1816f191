// @ts-check
/**
 * The charts of the client: bars, donut, lines, and meters.
 *
 * Values are the decimal strings that the bank sent; `format` writes one for people, `tick` a round number of an axis.
 */
import {
  axis,
  chartFigure,
  drawing,
  figuresTable,
  freshId,
  hatching,
  legend,
  look,
  readout,
  round,
  size,
  sparse,
  sum,
} from "./charts_frame.js";
import { svg } from "./dom.js";
import { t } from "./i18n.js";

export { donut } from "./charts_donut.js";

/**
 * @typedef {{name: string, values: (string | null)[]}} Series one value for each label
 *
 * @typedef {object} Common
 * @property {string} title
 * @property {boolean} [titleHidden] where the page says it above already
 * @property {string} description what it shows, in a sentence
 * @property {(value: string) => string} format writes a value
 */

const LETTER_WIDTH = 6.6;
const EDGE = { top: 12, right: 8, bottom: 28, left: 56 };

/**
 * Columns, one for each label; those of several series are stacked or stand side by side.
 *
 * @param {Common & {labels: string[], series: Series[], labelsName: string, tick: (value: number) => string,
 *   stacked?: boolean, height?: number, idle?: string, dimFrom?: number, figures?: false}} options
 *   `idle` is said below it until the pointer is at a column; the first `dimFrom` columns are pale (they are past);
 *   `figures: false` where the page has a table of its own that says the same
 * @returns {Element}
 */
export function bars(options) {
  const { title, titleHidden, description, labels, series, labelsName, format } = options;
  const heading = freshId("chart-title");
  const said = readout(options.idle ?? "");
  const sentence = (/** @type {number} */ index) =>
    `${labels[index]}: ${series.map((each) => `${each.name} ${formatted(each.values[index], format)}`).join(" · ")}`;
  const surface = drawing({
    labelledBy: heading,
    description,
    height: options.height ?? 240,
    draw: (width) => barsDrawn(width, options),
  });
  followPointer(surface, labels.length, (index) => said.say(index === null ? null : sentence(index)));
  return chartFigure({
    id: heading,
    title,
    titleHidden,
    kind: "chart-bars",
    content: [
      surface,
      said.element,
      series.length > 1 ? legend(series.map(({ name }, index) => ({ name, index }))) : null,
    ],
    figures: options.figures === false ? null : figuresTable({
      caption: title,
      columns: [labelsName, ...series.map(({ name }) => name)],
      rows: labels.map((label, index) => [
        label,
        ...series.map(({ values }) => formatted(values[index], format)),
      ]),
    }),
  });
}

/** @param {number} width @param {any} options @returns {(Node | null)[]} */
function barsDrawn(width, { labels, series, tick, stacked = false, height = 240, dimFrom = 0 }) {
  const id = freshId("bars");
  const { defs, fill } = hatching(id, series.length);
  const columns = labels.map((/** @type {string} */ _, /** @type {number} */ index) =>
    series.map((/** @type {Series} */ { values }) => size(values[index])),
  );
  const sums = columns.flatMap((/** @type {number[]} */ column) =>
    stacked
      ? [sum(column.filter((each) => each > 0)), sum(column.filter((each) => each < 0))]
      : column,
  );
  const scale = axis(Math.min(0, ...sums), Math.max(0, ...sums));
  const plot = plane(width, height, scale);
  const step = plot.width / Math.max(1, labels.length);
  const wide = Math.max(1, Math.min(48, step * (step > 14 ? 0.68 : 0.84)));
  const drawn = columns.flatMap((/** @type {number[]} */ column, /** @type {number} */ index) => {
    const left = EDGE.left + step * index + (step - wide) / 2;
    const className = `chart-column${index < dimFrom ? " past" : ""}`;
    return stacked
      ? stackOf(column, { left, wide, plot, fill, className, index })
      : column.map((value, number) =>
          bar({
            x: left + (wide / column.length) * number,
            wide: wide / column.length,
            from: plot.y(0),
            to: plot.y(value),
            fill: fill(number),
            className,
            index,
          }),
        );
  });
  return [
    defs,
    ...grid(plot, scale.ticks, tick),
    ...drawn,
    line(EDGE.left, plot.y(0), width - EDGE.right, plot.y(0), "chart-base"),
    ...labelsBelow(labels, height, plot.width, (index) => EDGE.left + step * (index + 0.5)),
  ];
}

/** @param {number[]} column @param {any} place @returns {Node[]} */
function stackOf(column, { left, wide, plot, fill, className, index }) {
  let above = 0;
  let below = 0;
  return column.map((value, number) => {
    const from = value >= 0 ? above : below;
    if (value >= 0) above += value;
    else below += value;
    return bar({
      x: left,
      wide,
      from: plot.y(from),
      to: plot.y(from + value),
      fill: fill(number),
      className,
      index,
    });
  });
}

/** @param {any} place @returns {Node} */
function bar({ x, wide, from, to, fill, className, index }) {
  const tall = Math.abs(from - to);
  return svg("rect", {
    x: round(x),
    y: round(Math.min(from, to)),
    width: round(wide),
    height: round(tall),
    rx: Math.min(3, wide / 3, tall / 2),
    fill,
    class: className,
    "data-index": index,
  });
}

/**
 * Courses over time; the first has its area filled. Values stay until they change where `stepped`.
 *
 * @param {Common & {labels: string[], series: Series[], labelsName: string, tick: (value: number) => string,
 *   stepped?: boolean, height?: number, idle?: string, zero?: boolean, rows?: number[],
 *   marked?: {index: number, label: string, isBad?: boolean} | null, figures?: false}} options
 *   `zero` draws the line of nothing, and what is below it in another look; `marked` names one point; `rows` are the
 *   points that the table lists, all of them if left out
 * @returns {Element}
 */
export function lines(options) {
  const { title, titleHidden, description, labels, series, labelsName, format } = options;
  const heading = freshId("chart-title");
  const said = readout(options.idle ?? "");
  const surface = drawing({
    labelledBy: heading,
    description,
    height: options.height ?? 260,
    draw: (width) => linesDrawn(width, options),
  });
  const sentence = (/** @type {number} */ index) =>
    `${labels[index]}: ${series.map((each) => `${series.length > 1 ? `${each.name} ` : ""}${formatted(each.values[index], format)}`).join(" · ")}`;
  followPointer(surface, labels.length, (index) => said.say(index === null ? null : sentence(index)), true);
  const rows = options.rows ?? labels.map((_, index) => index);
  return chartFigure({
    id: heading,
    title,
    titleHidden,
    kind: "chart-lines",
    content: [
      surface,
      said.element,
      series.length > 1 ? legend(series.map(({ name }, index) => ({ name, index }))) : null,
    ],
    figures: options.figures === false ? null : figuresTable({
      caption: title,
      columns: [labelsName, ...series.map(({ name }) => name)],
      rows: rows.map((index) => [
        labels[index],
        ...series.map(({ values }) => formatted(values[index], format)),
      ]),
    }),
  });
}

/** @param {number} width @param {any} options @returns {(Node | null)[]} */
function linesDrawn(width, { labels, series, tick, stepped = false, height = 260, zero = false, marked = null }) {
  const all = series.flatMap((/** @type {Series} */ { values }) => values.filter((each) => each !== null).map(size));
  const scale = axis(Math.min(0, ...all), Math.max(0, ...all));
  const plot = plane(width, height, scale);
  const x = (/** @type {number} */ index) =>
    EDGE.left + (labels.length > 1 ? (plot.width * index) / (labels.length - 1) : plot.width / 2);
  const courses = series.flatMap((/** @type {Series} */ { values }, /** @type {number} */ number) => {
    const course = path(values, x, plot.y, stepped);
    const known = values.reduce((last, value, index) => (value === null ? last : index), 0);
    const first = values.findIndex((value) => value !== null);
    const area = `${course} L ${round(x(known))} ${round(plot.y(0))} L ${round(x(Math.max(first, 0)))} ${round(plot.y(0))} Z`;
    return [
      number === 0 ? svg("path", { d: area, class: `chart-area ${look(number)}` }) : null,
      svg("path", { d: course, class: `chart-line ${look(number)} course-${number + 1}` }),
    ];
  });
  const [value] = marked ? series[0].values.slice(marked.index, marked.index + 1) : [null];
  return [
    ...grid(plot, scale.ticks, tick),
    zero && scale.from < 0
      ? svg("rect", {
          x: EDGE.left,
          y: round(plot.y(0)),
          width: round(plot.width),
          height: round(plot.y(scale.from) - plot.y(0)),
          class: "chart-below-zero",
        })
      : null,
    ...courses,
    zero ? line(EDGE.left, plot.y(0), width - EDGE.right, plot.y(0), "chart-zero") : null,
    ...(marked && value !== null ? markDrawn(x(marked.index), plot.y(size(value)), marked, { width, base: height - EDGE.bottom }) : []),
    ...labelsBelow(labels, height, plot.width, x),
  ];
}

/**
 * @param {(string | null)[]} values @param {(index: number) => number} x @param {(value: number) => number} y
 * @param {boolean} stepped @returns {string}
 */
function path(values, x, y, stepped) {
  let pen = "M";
  return values
    .map((value, index) => {
      if (value === null) return "";
      const place = `${round(x(index))} ${round(y(size(value)))}`;
      const part = pen === "L" && stepped ? `H ${round(x(index))} V ${round(y(size(value)))}` : `${pen} ${place}`;
      pen = "L";
      return part;
    })
    .join(" ");
}

/**
 * @param {number} x @param {number} y @param {{label: string, isBad?: boolean}} mark
 * @param {{width: number, base: number}} plot
 * @returns {Node[]}
 */
function markDrawn(x, y, { label, isBad = false }, { width, base }) {
  const anchor = x > width * 0.66 ? "end" : x < width * 0.34 ? "start" : "middle";
  const tone = isBad ? " bad" : "";
  const beside = { x: round(x), y: round(base - y > 30 ? y + 22 : y - 14), "text-anchor": anchor };
  return [
    svg("circle", { cx: round(x), cy: round(y), r: 6, class: `chart-point${tone}` }),
    svg("text", { ...beside, class: `chart-point-label${tone}` }, label),
  ];
}

/**
 * How far something is, with marks on the way; beyond the whole it goes on in another look.
 *
 * @param {{label: string, share: string, tone?: "calm" | "warn" | "over" | "done", marks?: {at: number, label?: string}[]}} options
 *   `share` and `at` in percent; `label` says it for readers of screens
 * @returns {Element}
 */
export function meter({ label, share, tone = "calm", marks = [] }) {
  const value = Math.max(0, size(share));
  const most = Math.max(100, Math.min(value, 200));
  const part = (/** @type {number} */ percent) => `${round((Math.min(percent, most) / most) * 100)}%`;
  const id = freshId("meter");
  const { defs, fill } = hatching(id, 2);
  return svg(
    "svg",
    { role: "img", class: `meter ${tone}`, width: "100%", height: 18, "aria-label": label },
    value > 100 ? defs : null,
    svg("rect", { x: 0, y: 4, width: "100%", height: 10, rx: 5, class: "meter-track" }),
    value > 0
      ? svg("rect", { x: 0, y: 4, width: part(value), height: 10, rx: 5, class: "meter-done" })
      : null,
    value > 100
      ? svg("rect", { x: part(100), y: 4, width: part(value - 100), height: 10, rx: 2, fill: fill(1), class: "meter-over" })
      : null,
    ...marks
      .filter(({ at }) => at < most || at === 100)
      .map(({ at }) => line(part(at), 1, part(at), 17, at <= value ? "meter-mark reached" : "meter-mark")),
  );
}

// --- what drawings have in common

/** @param {number} width @param {number} height @param {{from: number, to: number}} scale */
function plane(width, height, { from, to }) {
  const tall = height - EDGE.top - EDGE.bottom;
  return {
    width: Math.max(10, width - EDGE.left - EDGE.right),
    right: width - EDGE.right,
    y: (/** @type {number} */ value) => EDGE.top + tall * (1 - (value - from) / (to - from)),
  };
}

/** @param {any} plot @param {number[]} ticks @param {(value: number) => string} tick @returns {Node[]} */
function grid(plot, ticks, tick) {
  return ticks.flatMap((value) => [
    line(EDGE.left, plot.y(value), plot.right, plot.y(value), "chart-grid"),
    svg("text", { x: EDGE.left - 8, y: round(plot.y(value) + 4), "text-anchor": "end", class: "chart-tick" }, tick(value)),
  ]);
}

/**
 * @param {string[]} labels @param {number} height @param {number} width @param {(index: number) => number} x
 * @returns {Node[]}
 */
function labelsBelow(labels, height, width, x) {
  const isShown = sparse(labels, width);
  const end = EDGE.left + width + EDGE.right;
  return labels.flatMap((label, index) => {
    const place = x(index);
    // One that does not fit before the edge is left out: moved inside, it would touch the one before.
    if (!isShown(index) || place + label.length * LETTER_WIDTH * 0.5 > end) return [];
    return [svg("text", { x: round(place), y: height - 8, "text-anchor": "middle", class: "chart-tick" }, label)];
  });
}

/** @param {number | string} x1 @param {number} y1 @param {number | string} x2 @param {number} y2 @param {string} name */
function line(x1, y1, x2, y2, name) {
  return svg("line", { x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2), class: name });
}

/**
 * @param {SVGElement} surface @param {number} count
 * @param {(index: number | null) => void} tell @param {boolean} [onPoints] the first and the last lie on the edges
 */
function followPointer(surface, count, tell, onPoints = false) {
  const mark = (/** @type {number | null} */ index) => {
    surface.querySelectorAll(".chart-column").forEach((column) => {
      column.classList.toggle("pointed", index !== null && column.getAttribute("data-index") === String(index));
    });
    tell(index);
  };
  surface.addEventListener("pointermove", (event) => {
    const box = surface.getBoundingClientRect();
    const wide = box.width - EDGE.left - EDGE.right;
    const place = (event.clientX - box.left - EDGE.left) / Math.max(1, wide);
    const index = onPoints ? Math.round(place * (count - 1)) : Math.floor(place * count);
    mark(count > 0 && place >= -0.02 && place <= 1.02 ? Math.min(count - 1, Math.max(0, index)) : null);
  });
  surface.addEventListener("pointerleave", () => mark(null));
}

/** @param {string | null | undefined} value @param {(value: string) => string} format @returns {string} */
function formatted(value, format) {
  return value === null || value === undefined ? t("none") : format(value);
}
