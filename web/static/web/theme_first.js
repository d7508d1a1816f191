// Before anything is drawn: a chosen theme, so that the page never flashes in the other one.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem("core-bank.theme");
  } catch {
    // Where storage is forbidden nothing was chosen.
  }
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
