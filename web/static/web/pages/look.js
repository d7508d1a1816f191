// @ts-check
/** The language and the look of the client, kept in this browser. */

import { h } from "../core/dom.js";
import { language, languages, t, useLanguage } from "../core/i18n.js";
import { button, card } from "../core/parts.js";
import { session } from "../core/session.js";
import { redraw } from "../core/shell.js";
import { chooseTheme, chosenTheme } from "../core/theme.js";

export async function page() {
  return {
    title: t("Language and look"),
    back: session.person ? undefined : { path: "/sign-in", label: t("Sign in") },
    content: h("div", { class: "stack" }, words(), look()),
    narrow: true,
  };
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
