// @ts-check
/** Shares of a whole as a ring. */
import { chartFigure, figuresTable, freshId, legend, look, round, size, sum } from "./charts_frame.js";
import { h, svg } from "./dom.js";

/**
 * Shares of a whole, the largest first; each has its number in the ring and in the list beside it.
 *
 * @param {import("./charts.js").Common & {slices: {label: string, value: string, note?: string, href?: string}[], total: string,
 *   totalLabel: string, labelsName: string, valuesName: string, figures?: false}} options
 * @returns {Element}
 */
export function donut({ title, titleHidden, description, slices, total, totalLabel, labelsName, valuesName, format, figures }) {
  const heading = freshId("chart-title");
  const desc = svg("desc", { id: freshId("chart-description") }, description);
  const shown = slices.filter(({ value }) => size(value) > 0);
  const whole = sum(shown.map(({ value }) => size(value)));
  let begin = 0;
  const pieces = shown.flatMap(({ value }, index) => {
    const part = whole > 0 ? size(value) / whole : 0;
    const from = begin;
    begin += part;
    return sliceDrawn(from, begin, index);
  });
  const written = format(total);
  const ring = svg(
    "svg",
    {
      role: "img",
      class: "chart-ring",
      viewBox: "0 0 240 240",
      "aria-labelledby": heading,
      "aria-describedby": desc.id,
    },
    desc,
    svg("circle", { cx: 120, cy: 120, r: 86, class: "chart-ring-empty" }),
    ...pieces,
    svg(
      "text",
      { x: 120, y: 122, "text-anchor": "middle", class: `chart-total${written.length > 8 ? " long" : ""}` },
      written,
    ),
    svg("text", { x: 120, y: 144, "text-anchor": "middle", class: "chart-total-label" }, totalLabel),
  );
  const entries = shown.map(({ label, value }, index) => ({
    name: label,
    index,
    value: format(value),
    mark: String(index + 1),
  }));
  return chartFigure({
    id: heading,
    title,
    titleHidden,
    kind: "chart-donut",
    content: [h("div", { class: "chart-donut-parts" }, ring, legend(entries))],
    figures: figures === false ? null : figuresTable({
      caption: title,
      columns: [labelsName, valuesName],
      rows: slices.map(({ label, value }) => [label, format(value)]),
    }),
  });
}

/** @param {number} from @param {number} to shares of the whole turn @param {number} index @returns {Node[]} */
function sliceDrawn(from, to, index) {
  const gap = to - from > 0.02 && to - from < 0.999 ? 0.0025 : 0;
  const [a, b] = [from + gap, Math.min(to - gap, from + 0.9999)];
  const middle = onRing((from + to) / 2, 86);
  const turn = b - a > 0.5 ? 1 : 0;
  const [outer, inner] = [104, 68];
  const path = [
    `M ${onRing(a, outer)}`,
    `A ${outer} ${outer} 0 ${turn} 1 ${onRing(b, outer)}`,
    `L ${onRing(b, inner)}`,
    `A ${inner} ${inner} 0 ${turn} 0 ${onRing(a, inner)}`,
    "Z",
  ].join(" ");
  const [x, y] = middle.split(" ");
  return [
    svg("path", { d: path, class: `chart-fill chart-slice ${look(index)}` }),
    ...(to - from > 0.045
      ? [
          svg("circle", { cx: x, cy: y, r: 10, class: "chart-mark-ground" }),
          svg("text", { x, y: round(Number(y) + 4), "text-anchor": "middle", class: "chart-mark" }, String(index + 1)),
        ]
      : []),
  ];
}

/** @param {number} share of a turn, from the top @param {number} radius @returns {string} */
function onRing(share, radius) {
  const angle = share * 2 * Math.PI - Math.PI / 2;
  return `${round(120 + radius * Math.cos(angle))} ${round(120 + radius * Math.sin(angle))}`;
}
