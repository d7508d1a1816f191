// @ts-check
/** A small celebration of a goal that is reached: paper falls once; who wants no motion sees it lie there. */
import { h, svg } from "../core/dom.js";
import { t } from "../core/i18n.js";

const PIECES = 28;

/** @returns {Element} */
export function celebration() {
  const pieces = Array.from({ length: PIECES }, (_, index) =>
    svg("rect", {
      x: ((index * 37) % 100) * 3.2,
      y: ((index * 53) % 40) + 4,
      width: 6,
      height: index % 2 ? 6 : 10,
      rx: index % 3 ? 1 : 3,
      class: `confetti chart-fill series-${(index % 8) + 1} fall-${index % 4}`,
    }),
  );
  return h(
    "div",
    { class: "celebration", role: "status" },
    svg("svg", { viewBox: "0 0 326 56", "aria-hidden": "true", class: "celebration-paper", preserveAspectRatio: "xMidYMid slice" }, ...pieces),
    h("p", { class: "celebration-text" }, h("span", { class: "celebration-words" }, t("Goal reached! Well done."))),
  );
}
