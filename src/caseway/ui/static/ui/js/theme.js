// Runs before the first paint, so a chosen appearance never flashes. A classic script: no imports.
(() => {
  const root = document.documentElement;
  const stored = (name) => { try { return localStorage.getItem(name) ?? ""; } catch { return ""; } };
  const apply = (choice) => choice ? (root.dataset.theme = choice) : delete root.dataset.theme;
  apply(stored("theme"));
  if (stored("pane") === "closed") root.dataset.pane = "closed";
  const width = Number.parseInt(stored("pane-width"), 10);
  if (width) root.style.setProperty("--pane", `${width}px`);

  const mark = () => document.querySelectorAll("[data-theme-choice]").forEach((item) =>
    item.setAttribute("aria-checked", String(item.dataset.themeChoice === stored("theme"))));
  addEventListener("DOMContentLoaded", mark);
  addEventListener("click", (event) => {
    const item = event.target.closest?.("[data-theme-choice]");
    if (!item) return;
    try { localStorage.setItem("theme", item.dataset.themeChoice); } catch { /* private mode: for this page only */ }
    apply(item.dataset.themeChoice);
    mark();
  });
})();
