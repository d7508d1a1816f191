// @ts-check
/**
 * Addresses below `/app/` and the pages that show them.
 *
 * Patterns and paths are written without `/app`: `/accounts/:id`. A page is a module with
 * `export async function page({params, query, signal})`, which returns what to show.
 */

import { h } from "./dom.js";
import { closeDialogs } from "./parts.js";

/**
 * @typedef {object} Visit
 * @property {Record<string, string>} params what stands in the address
 * @property {URLSearchParams} query
 * @property {AbortSignal} signal aborted when the person has gone elsewhere: hand it to `api`, and stop timers by it
 *
 * @typedef {object} Page
 * @property {string} title the heading, and the title of the window
 * @property {Node} content
 * @property {string} [lead] a sentence below the heading
 * @property {Node | Node[]} [actions] beside the heading
 * @property {{path: string, label: string}} [back] where one came from, above the heading
 * @property {boolean} [narrow] a column as wide as a form
 *
 * @typedef {{page: (visit: Visit) => Promise<Page>}} PageModule
 * @typedef {object} RouteOptions
 * @property {boolean} [open] shown to people who are not signed in, too
 * @property {{label: string, icon: string, order: number}} [navigation] its place in the navigation
 * @typedef {{pattern: string, match: RegExp, load: () => Promise<PageModule>, options: RouteOptions}} Route
 */

const BASE = "/app";

/** @type {Route[]} */
const routes = [];
/** @type {(route: Route | null, visit: Visit) => Promise<void>} */
let show = async () => {};
let leaving = new AbortController();

/**
 * Add a page.
 *
 * @param {string} pattern
 * @param {() => Promise<PageModule>} load
 * @param {RouteOptions} [options]
 */
export function route(pattern, load, options = {}) {
  const source = relative(pattern).replaceAll(/:(\w+)/g, "(?<$1>[^/]+)");
  routes.push({ pattern: relative(pattern), match: new RegExp(`^${source}/?$`), load, options });
}

/** Return the pages that have a place in the navigation, in their order. */
export function navigationRoutes() {
  const placed = routes.filter((known) => known.options.navigation);
  return placed.sort((a, b) => (a.options.navigation?.order ?? 0) - (b.options.navigation?.order ?? 0));
}

/**
 * Go to a page.
 *
 * @param {string} path may carry a query
 * @param {{replace?: boolean}} [options] replace: "back" leads past the page that is left
 */
export async function navigate(path, { replace = false } = {}) {
  const target = address(path);
  if (replace) history.replaceState(null, "", target);
  else history.pushState(null, "", target);
  scrollTo(0, 0);
  await go();
}

/** Draw the present page again, with fresh data. */
export async function refreshPage() {
  await showCurrent();
}

/**
 * Return `navigate` and `refreshPage` for what is begun on the page that is shown now. They do nothing once that page is
 * left: a late answer must not lead anybody away from where he has gone.
 *
 * @returns {{navigate: typeof navigate, refreshPage: typeof refreshPage}}
 */
export function fromHere() {
  const { signal } = leaving;
  return {
    navigate: async (path, options) => (signal.aborted ? undefined : navigate(path, options)),
    refreshPage: async () => (signal.aborted ? undefined : refreshPage()),
  };
}

/**
 * Make a link to a page of the client.
 *
 * @param {string} path
 * @param {import("./dom.js").Child} text
 * @param {import("./dom.js").Props} [props]
 * @returns {HTMLAnchorElement}
 */
export function link(path, text, props = {}) {
  return h("a", { ...props, href: address(path) }, text);
}

/** Return the present path without `/app`, with its query. */
export function currentPath() {
  return relative(location.pathname) + location.search;
}

/**
 * Return the address of a path.
 *
 * @param {string} path
 */
export function address(path) {
  return BASE + relative(path);
}

/**
 * Begin to show pages.
 *
 * @param {(route: Route | null, visit: Visit) => Promise<void>} showPage draws what was found; null: no such page
 */
export async function start(showPage) {
  show = showPage;
  addEventListener("popstate", () => void go());
  document.addEventListener("click", followed);
  await showCurrent();
}

function go() {
  const shown = showCurrent();
  closeDialogs();
  return shown;
}

async function showCurrent() {
  leaving.abort();
  leaving = new AbortController();
  const path = relative(location.pathname);
  const query = new URLSearchParams(location.search);
  for (const known of routes) {
    const found = known.match.exec(path);
    if (!found) continue;
    const values = Object.entries(found.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]);
    return show(known, { params: Object.fromEntries(values), query, signal: leaving.signal });
  }
  return show(null, { params: {}, query, signal: leaving.signal });
}

/** @param {MouseEvent} event */
function followed(event) {
  const anchor = event.target instanceof Element ? event.target.closest("a") : null;
  const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!anchor || !isPlain || event.defaultPrevented || anchor.target || anchor.hasAttribute("download")) return;
  const url = new URL(anchor.href, location.href);
  if (url.origin !== location.origin || !`${url.pathname}/`.startsWith(`${BASE}/`)) return;
  if (url.hash && url.pathname === location.pathname) return;
  event.preventDefault();
  void navigate(url.pathname + url.search);
}

/** @param {string} path */
function relative(path) {
  const inner = path === BASE || path.startsWith(`${BASE}/`) ? path.slice(BASE.length) : path;
  return inner.startsWith("/") ? inner : `/${inner}`;
}
