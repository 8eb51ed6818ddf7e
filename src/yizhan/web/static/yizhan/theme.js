// Runs before the first paint, so that a page never flashes in the other theme.
// Without this script the page is light, or what the cookie says (the server writes the attribute).
(() => {
  const root = document.documentElement;
  if (!root.dataset.theme || root.dataset.theme === "auto") {
    root.dataset.bsTheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
})();
