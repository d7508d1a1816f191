// @ts-check
/** The pictures of the client: drawn here, in the colour of the text around them. */

import { svg } from "./dom.js";

/** @type {Record<string, string>} paths on a square of 24 */
const PATHS = {
  home: "M4 11 12 4l8 7v8a1 1 0 0 1-1 1h-4v-6H9v6H5a1 1 0 0 1-1-1z",
  wallet: "M4 7a2 2 0 0 1 2-2h11v4M4 7v10a2 2 0 0 0 2 2h14V9H6a2 2 0 0 1-2-2zM16 14h.01",
  send: "M7 17 17 7M9 7h8v8",
  receive: "M17 7 7 17M15 17H7V9",
  transfer: "M4 8h14l-4-4M20 16H6l4 4",
  download: "M12 4v11m-5-5 5 5 5-5M4 20h16",
  upload: "M12 15V4m-5 5 5-5 5 5M4 20h16",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  check: "m5 12.5 4.5 4.5L19 7.5",
  cross: "M6 6l12 12M18 6 6 18",
  warning: "M12 4 2.8 20h18.4zM12 10v4.5M12 17.2h.01",
  info: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 8h.01",
  bell: "M6 16V11a6 6 0 1 1 12 0v5l1.5 2h-15zM10 20.5h4",
  user: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20a7.5 7.5 0 0 1 15 0",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5a6.5 6.5 0 0 1 13 0M16 4.3a3.5 3.5 0 0 1 0 6.4M18.5 13.8a6.5 6.5 0 0 1 3 5.7",
  shield: "M12 3 5 6v5.5c0 4.3 2.8 7.6 7 9.5 4.2-1.9 7-5.2 7-9.5V6zM9 12l2.2 2.2L15.2 10",
  key: "M14.5 14.5a5 5 0 1 0-4.6-3.1L4 17.3V20h3v-2h2v-2h2l1.4-1.6a5 5 0 0 0 2.1.1zM15.5 8.5h.01",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  logout: "M14 4H5v16h9M10 12h10m-4-4 4 4-4 4",
  menu: "M4 7h16M4 12h16M4 17h16",
  sun: "M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  moon: "M20 14.5A8.5 8.5 0 1 1 9.5 4 7 7 0 0 0 20 14.5z",
  display: "M3 5h18v11H3zM8.5 20h7M12 16v4",
  globe: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c5 5.5 5 12.500 0 18M12 3c-5 5.5-5 12.500 0 18",
  chart: "M4 20h16M7 16v-5M12 16V6M17 16v-8",
  pie: "M12 3v9h9A9 9 0 1 1 12 3zM15.500 3.700a9 9 0 0 1 4.800 4.800H15.500z",
  target: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 16.500a4.500 4.500 0 1 0 0-9 4.500 4.500 0 0 0 0 9zM12 12h.01",
  calendar: "M4 6h16v14H4zM4 10.500h16M8 3.500V7M16 3.500V7",
  repeat: "M5 11V9.500A2.500 2.500 0 0 1 7.500 7H19l-3-3M19 13v1.500a2.500 2.500 0 0 1-2.500 2.500H5l3 3",
  card: "M3 6h18v12H3zM3 10h18M6.500 14.500h4",
  file: "M6 3h8l4.500 4.500V21H6zM14 3v5h4.500",
  search: "M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13zM20 20l-4.800-4.800",
  right: "m9 5 7 7-7 7",
  left: "m15 5-7 7 7 7",
  down: "m5 9 7 7 7-7",
  back: "M20 12H5m6-6-6 6 6 6",
  eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z",
  "eye-off": "M4 4l16 16M9.500 5.900A9 9 0 0 1 12 5.500c6 0 9.500 6.500 9.500 6.500a16 16 0 0 1-2.900 3.600M6 7.600A15.500 15.500 0 0 0 2.500 12S6 18.500 12 18.500a9 9 0 0 0 4-.9",
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  trash: "M4 7h16M9 7V4h6v3M6.500 7l1 13h9l1-13M10 11v5M14 11v5",
  edit: "M4 20h4L20 8l-4-4L4 16zM13.500 6.500l4 4",
  phone: "M7 3h10v18H7zM11 18h2",
  mail: "M3 6h18v13H3zM3.500 6.500 12 13l8.500-6.500",
  loan: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM14.800 9.200c-.4-1-1.500-1.500-2.800-1.500-1.600 0-2.800.8-2.800 2.100 0 3 5.800 1.300 5.800 4.400 0 1.300-1.300 2.100-3 2.100-1.500 0-2.700-.6-3-1.700M12 6.200v1.500M12 16.300v1.500",
  piggy: "M5 12a6 5 0 0 1 6-5h4l3-2v3.500c.8.7 1.400 1.500 1.700 2.500H21v4h-1.800a6 6 0 0 1-2.200 2.200V20h-3v-1.500h-3V20H8v-2.600A5.500 5.500 0 0 1 5 12zM5 12c-1.500 0-2-1-2-2M15.500 11h.01",
  tag: "M4 4h8l8 8-8 8-8-8zM8.500 8.500h.01",
  clock: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3.500 2",
  filter: "M4 5h16l-6 7.500V19l-4 1.500v-8z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  bank: "M3.500 9 12 4l8.500 5zM5 20h14M6.500 9.500V17M12 9.500V17M17.500 9.500V17M4 17h16",
  question: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.500 9.500a2.500 2.500 0 1 1 3.600 2.200c-.8.4-1.100.9-1.100 1.800M12 16.500h.01",
};

/**
 * Draw an icon. It says nothing to a screen reader: the words stand beside it, or in the label of its button.
 *
 * @param {string} name
 * @param {string} [className]
 * @returns {SVGElement}
 */
export function icon(name, className = "") {
  const path = PATHS[name];
  if (!path) throw new Error(`There is no icon ${name}.`);
  return svg(
    "svg",
    { class: `icon ${className}`.trim(), viewBox: "0 0 24 24", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: path }),
  );
}
