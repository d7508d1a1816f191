// @ts-check
/** Language and look, and on a phone the way to everything else. */

import { h } from "../core/dom.js";
import { language, languages, t, useLanguage } from "../core/i18n.js";
import { button, card, icon } from "../core/parts.js";
import { link, navigate, navigationRoutes } from "../core/router.js";
import { session } from "../core/session.js";
import { redraw } from "../core/shell.js";
import { chooseTheme, chosenTheme } from "../core/theme.js";

export async function page() {
  const isIn = session.person !== null;
  return {
    title: isIn ? t("More") : t("Language and look"),
    content: h("div", { class: "stack" }, isIn ? everything() : null, words(), look()),
    back: isIn ? undefined : { path: "/sign-in", label: t("Sign in") },
    narrow: true,
  };
}

function everything() {
  const pages = [
    ...navigationRoutes().map(({ pattern, options }) => {
      const place = /** @type {{label: string, icon: string}} */ (options.navigation);
      return { path: pattern, picture: place.icon, label: t(place.label) };
    }),
    { path: "/notifications", picture: "bell", label: t("Notifications") },
    { path: "/identity", picture: "shield", label: t("Identity check") },
    { path: "/profile", picture: "user", label: t("Profile") },
    { path: "/security", picture: "lock", label: t("Security") },
    { path: "/contact", picture: "mail", label: t("Contact") },
  ];
  const row = (/** @type {{path: string, picture: string, label: string}} */ { path, picture, label }) =>
    h("li", null, link(path, [icon(picture), h("span", { class: "list-text list-title" }, label), icon("right", "muted")], { class: "list-row" }));
  return card(t("All pages"), h("ul", { class: "list" }, pages.map(row)), h("div", null, button(t("Sign out"), leave, { icon: "logout" })));
}

async function leave() {
  await session.signOut();
  await navigate("/sign-in");
}

function words() {
  const choice = (/** @type {[string, string]} */ [tag, name]) =>
    button(h("span", { lang: tag }, name), () => speak(/** @type {any} */ (tag)), {
      tone: tag === language() ? "primary" : "secondary",
      "aria-pressed": String(tag === language()),
    });
  return card(t("Language"), h("div", { class: "row", role: "group", "aria-label": t("Language") }, Object.entries(languages).map(choice)));
}

/** @param {import("../core/i18n.js").Language} tag */
async function speak(tag) {
  await useLanguage(tag, { remember: true });
  await redraw();
}

function look() {
  const choice = (/** @type {"system" | "light" | "dark"} */ theme, /** @type {string} */ label, /** @type {string} */ picture) =>
    button(label, () => wear(theme), {
      tone: theme === chosenTheme() ? "primary" : "secondary",
      "aria-pressed": String(theme === chosenTheme()),
      icon: picture,
    });
  return card(
    t("Look"),
    h(
      "div",
      { class: "row", role: "group", "aria-label": t("Look") },
      choice("system", t("As the system"), "display"),
      choice("light", t("Light"), "sun"),
      choice("dark", t("Dark"), "moon"),
    ),
  );
}

/** @param {"system" | "light" | "dark"} theme */
async function wear(theme) {
  chooseTheme(theme);
  await redraw();
}
