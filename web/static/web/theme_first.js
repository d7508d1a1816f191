// Before anything is drawn: a chosen theme, so that the page never flashes in the other one.
(() => {
  const chosen = localStorage.getItem("core-bank.theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();
