// @ts-check
/** What is around every page: header, navigation, the heading, messages; and how pages take turns. */

import { BankError, NoAnswer, api } from "./api.js";
import { h, replace } from "./dom.js";
import { plural, t } from "./i18n.js";
import { icon } from "./icons.js";
import { button, closeDialogs, empty, loading, notice, toastProblem } from "./parts.js";
import { currentPath, link, navigate, navigationRoutes, refreshPage } from "./router.js";
import { session } from "./session.js";

const SHOW_WAITING_AFTER_MS = 200;
const ON_THE_PHONE = ["/", "/accounts", "/pay", "/plan"];
const HOME = "/";
const SIGN_IN = "/sign-in";

const bankName = document.body.dataset.bankName ?? "";
const main = h("main", { id: "main", class: "main", tabindex: "-1" });
const offline = h("div", { class: "offline", role: "status" });
let isFirst = true;

/** Draw header and navigation, and keep them true. */
export function buildShell() {
  draw();
  session.onChange((person) => {
    draw();
    if (person !== null) return;
    closeDialogs();
    void askToSignIn();
  });
  addEventListener("online", showConnection);
  addEventListener("online", () => session.unknownFor && void restoreAgain());
  addEventListener("offline", showConnection);
  document.addEventListener("bank:notifications", () => void showUnread());
}

/** Draw all again: the words have changed. */
export async function redraw() {
  draw();
  await refreshPage();
}

/** Tell the shell that notifications were read or came in. */
export function notificationsChanged() {
  document.dispatchEvent(new CustomEvent("bank:notifications"));
}

/**
 * Show the page of an address; who is not signed in and must be is asked to sign in first.
 *
 * @param {import("./router.js").Route | null} route
 * @param {import("./router.js").Visit} visit
 */
export async function showPage(route, visit) {
  if (route === null && currentPath() === HOME) return navigate(session.person ? "/more" : SIGN_IN, { replace: true });
  if (route && !route.options.open && session.person === null) {
    return session.unknownFor ? put(failed(session.unknownFor, restoreAgain)) : askToSignIn();
  }
  // Another person signs in once this one is out: a session never passes from one to the other.
  if (route?.pattern === SIGN_IN && session.person !== null) {
    return navigate(visit.query.get("next") ?? HOME, { replace: true });
  }
  markNavigation();
  const waiting = setTimeout(() => {
    if (!visit.signal.aborted) replace(main, loading());
  }, SHOW_WAITING_AFTER_MS);
  main.setAttribute("aria-busy", "true");
  try {
    const page = route ? await (await route.load()).page(visit) : nowhere();
    if (!visit.signal.aborted) put(page);
  } catch (problem) {
    if (!visit.signal.aborted) put(failed(problem));
  } finally {
    clearTimeout(waiting);
    if (!visit.signal.aborted) main.removeAttribute("aria-busy");
  }
}

/** Ask the bank once more who is signed in, and show the page of the address then. */
async function restoreAgain() {
  await session.restore();
  await refreshPage();
}

/** @returns {Promise<void>} */
function askToSignIn() {
  const here = currentPath();
  const isOpen = here.startsWith(SIGN_IN);
  if (isOpen) return Promise.resolve();
  return navigate(here === HOME ? SIGN_IN : `${SIGN_IN}?next=${encodeURIComponent(here)}`, { replace: true });
}

/** @param {import("./router.js").Page} page */
function put(page) {
  const heading = h("h1", { class: "page-title", tabindex: "-1" }, page.title);
  document.title = page.title === bankName ? bankName : `${page.title} · ${bankName}`;
  replace(
    main,
    h(
      "div",
      { class: page.narrow ? "page page-narrow" : "page" },
      page.back ? link(page.back.path, [icon("back"), page.back.label], { class: "back-link" }) : null,
      h(
        "div",
        { class: "page-header" },
        h("div", null, heading, page.lead ? h("p", { class: "page-lead" }, page.lead) : null),
        page.actions ? h("div", { class: "page-actions" }, page.actions) : null,
      ),
      h("div", { class: "page-content" }, page.content),
    ),
  );
  if (!isFirst) heading.focus({ preventScroll: true });
  isFirst = false;
  void showUnread();
}

/** @returns {import("./router.js").Page} */
function nowhere() {
  const home = link(HOME, t("Go to the start"), { class: "button button-primary" });
  return { title: t("There is no such page"), content: empty(t("The address may be mistyped, or the page has moved."), home, "search") };
}

/**
 * @param {unknown} problem
 * @param {() => Promise<void>} [retry]
 * @returns {import("./router.js").Page}
 */
function failed(problem, retry = refreshPage) {
  const again = button(t("Try again"), () => retry(), { tone: "primary", icon: "repeat" });
  if (problem instanceof BankError && problem.status === 404) return nowhere();
  if (problem instanceof BankError || problem instanceof NoAnswer) {
    const number = problem.requestId ? t("Number of the request: {number}", { number: problem.requestId }) : null;
    const content = h("div", { class: "stack" }, notice("bad", problem.sentence, number), h("div", null, again));
    return { title: t("That did not work"), content };
  }
  console.error(problem);
  const content = h("div", { class: "stack" }, notice("bad", null, t("The page could not be shown. It is not your fault.")), h("div", null, again));
  return { title: t("That did not work"), content };
}

function draw() {
  const isIn = session.person !== null;
  document.body.classList.toggle("signed-in", isIn);
  const frame = document.getElementById("app");
  if (!frame) return;
  replace(
    frame,
    h("a", { class: "skip-link", href: "#main", on: { click: skipped } }, t("Skip to the content")),
    offline,
    header(isIn),
    isIn ? h("div", { class: "layout" }, sideNavigation(), main) : main,
    isIn ? phoneNavigation() : footer(),
    h("div", { id: "toasts", class: "toasts", role: "status", "aria-live": "polite" }),
  );
  showConnection();
  markNavigation();
}

/** @param {Event} event */
function skipped(event) {
  event.preventDefault();
  main.focus();
}

function footer() {
  return h("footer", { class: "footer" }, link("/contact", t("Contact")), h("a", { href: "/api/docs/swagger/" }, t("For developers")));
}

/** @param {boolean} isIn */
function header(isIn) {
  const brand = link(HOME, [h("span", { class: "brand-mark" }, icon("bank")), h("span", null, bankName)], { class: "brand" });
  const right = isIn
    ? [
        link("/notifications", [icon("bell"), h("span", { class: "visually-hidden" }, t("Notifications")), h("span", { id: "unread" })], {
          class: "header-link",
        }),
        link("/profile", [icon("user"), h("span", { class: "header-name" }, session.person?.first_name || session.person?.username)], {
          class: "header-link",
          "aria-label": t("Profile of {name}", { name: fullName() }),
        }),
        button(h("span", { class: "header-name" }, t("Sign out")), signOut, { tone: "quiet", icon: "logout", class: "header-out", "aria-label": t("Sign out") }),
      ]
    : [
        link("/look", [icon("globe"), h("span", { class: "header-name" }, t("Language and look"))], {
          class: "header-link",
          "aria-label": t("Language and look"),
        }),
      ];
  return h("header", { class: "header" }, h("div", { class: "header-inner" }, brand, h("div", { class: "header-right" }, right)));
}

function fullName() {
  const person = session.person;
  return person ? `${person.first_name} ${person.last_name}`.trim() || person.username : "";
}

/** @returns {Promise<void>} */
async function signOut() {
  try {
    await session.signOut();
  } catch (problem) {
    return toastProblem(problem);
  }
  await navigate(SIGN_IN);
}

/**
 * @param {string} path
 * @param {string} picture
 * @param {string} label
 */
function navigationLink(path, picture, label) {
  return h("li", null, link(path, [icon(picture), h("span", null, label)], { class: "nav-link" }));
}

function pagesOfNavigation() {
  return navigationRoutes().map(({ pattern, options }) => {
    const place = /** @type {{label: string, icon: string}} */ (options.navigation);
    return { path: pattern, icon: place.icon, label: t(place.label) };
  });
}

function sideNavigation() {
  const own = [
    { path: "/identity", icon: "shield", label: t("Identity check") },
    { path: "/security", icon: "lock", label: t("Security") },
    { path: "/contact", icon: "mail", label: t("Contact") },
    { path: "/look", icon: "globe", label: t("Language and look") },
  ];
  const list = (/** @type {{path: string, icon: string, label: string}[]} */ pages) =>
    h("ul", null, pages.map((page) => navigationLink(page.path, page.icon, page.label)));
  return h("nav", { class: "side-nav", "aria-label": t("Main") }, list(pagesOfNavigation()), list(own));
}

function phoneNavigation() {
  const first = pagesOfNavigation().filter((page) => ON_THE_PHONE.includes(page.path));
  return h(
    "nav",
    { class: "phone-nav", "aria-label": t("Main, for small screens") },
    h("ul", null, first.map((page) => navigationLink(page.path, page.icon, page.label)), navigationLink("/more", "more", t("More"))),
  );
}

/** Mark the link of the section that the address is in. */
function markNavigation() {
  const here = location.pathname.replace(/\/$/, "");
  for (const anchor of document.querySelectorAll(".nav-link")) {
    const target = /** @type {HTMLAnchorElement} */ (anchor).pathname.replace(/\/$/, "");
    const isHere = here === target || (target !== "/app" && here.startsWith(`${target}/`));
    if (isHere) anchor.setAttribute("aria-current", "page");
    else anchor.removeAttribute("aria-current");
  }
}

async function showUnread() {
  const place = document.getElementById("unread");
  if (!place || session.person === null) return;
  try {
    const { count } = await api("notifications_list", { query: { is_read: false, page_size: 1 } });
    replace(
      place,
      count ? [h("span", { "aria-hidden": "true", class: "count" }, count > 99 ? "99+" : count), h("span", { class: "visually-hidden" }, plural(count, "{count} unread", "{count} unread"))] : null,
    );
  } catch (problem) {
    // The pages say what is wrong with the connection or the session; a badge need not.
    if (!(problem instanceof BankError || problem instanceof NoAnswer)) throw problem;
  }
}

function showConnection() {
  replace(offline, navigator.onLine ? null : [icon("warning"), t("You are offline. What you see may be out of date.")]);
}
