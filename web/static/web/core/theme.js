// @ts-check
/** Light or dark: as the system has it, or as chosen here. */

import { store, stored, unstore } from "./storage.js";

const STORED = "core-bank.theme";

/** @typedef {"system" | "light" | "dark"} Theme */

/** @returns {Theme} */
export function chosenTheme() {
  const chosen = stored(STORED);
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

/**
 * Choose a theme and remember it.
 *
 * @param {Theme} theme
 */
export function chooseTheme(theme) {
  if (theme === "system") unstore(STORED);
  else store(STORED, theme);
  applyTheme();
}

/** Put the chosen theme on the page. */
export function applyTheme() {
  const theme = chosenTheme();
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
