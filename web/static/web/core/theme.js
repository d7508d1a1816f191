// @ts-check
/** Light or dark: as the system has it, or as chosen here. */

const STORED = "core-bank.theme";

/** @typedef {"system" | "light" | "dark"} Theme */

/** @returns {Theme} */
export function chosenTheme() {
  const stored = localStorage.getItem(STORED);
  return stored === "light" || stored === "dark" ? stored : "system";
}

/**
 * Choose a theme and remember it.
 *
 * @param {Theme} theme
 */
export function chooseTheme(theme) {
  if (theme === "system") localStorage.removeItem(STORED);
  else localStorage.setItem(STORED, theme);
  applyTheme();
}

/** Put the chosen theme on the page. */
export function applyTheme() {
  const theme = chosenTheme();
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
