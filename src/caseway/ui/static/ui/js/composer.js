// The composer: tabs that show their sheet, by mouse, arrow and key; Ctrl/⌘ Enter sends.
// A sheet with [data-composer-later="url"] is loaded when it is first shown; what is typed meanwhile goes into it.
import { bind, writingArea } from "ui/bind";

const text = (sheet) => writingArea(sheet)?.editor?.surface ?? writingArea(sheet);

/** Show a tab of the composer; `focus` goes to its text, or stays where it is. */
export function showTab(box, value, focus = true) {
  const tabs = [...box.querySelectorAll("[data-composer-tab]")];
  const tab = tabs.find((one) => one.dataset.composerTab === value);
  if (!tab) return;
  tabs.forEach((one) => {
    one.setAttribute("aria-selected", String(one === tab));
    one.tabIndex = one === tab ? 0 : -1;
  });
  box.dataset.mode = value;
  const sheets = [...box.querySelectorAll("[data-composer], [data-composer-later]")];
  const shown = sheets.find((sheet) => sheet.id === tab.getAttribute("aria-controls"));
  sheets.forEach((sheet) => { sheet.hidden = sheet !== shown; });
  shown.setAttribute("aria-labelledby", tab.id);
  shown.dispatchEvent(new CustomEvent("composer:tab", { bubbles: true, detail: { value } }));
  if (focus) text(shown)?.focus();
  if (shown.dataset.composerLater) load(box, shown);
}

function load(box, later) {
  if (later.ariaBusy) return;
  later.ariaBusy = "true";
  const over = new AbortController();
  let [typed, isWriting] = ["", false];
  later.addEventListener("htmx:beforeSwap", () => { typed = writingArea(later).value; isWriting = later.contains(document.activeElement); }, { signal: over.signal });
  document.addEventListener("htmx:load", ({ detail: { elt: sheet } }) => {
    if (sheet.id !== later.id) return;
    over.abort();
    showTab(box, box.dataset.mode, isWriting);
    if (typed) text(sheet).type?.(typed);
  }, { signal: over.signal });
  const stay = () => { if (later.isConnected) over.abort(); later.ariaBusy = null; };
  htmx.ajax("GET", later.dataset.composerLater, { source: later, target: later, swap: "outerHTML" }).then(stay, stay);
}

bind("[data-composer-box]", (box) => {
  const tabs = () => [...box.querySelectorAll("[data-composer-tab]")];
  box.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-composer-tab]");
    if (!tab || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    showTab(box, tab.dataset.composerTab);
  });
  box.addEventListener("keydown", (event) => {
    const at = tabs().indexOf(event.target);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    const next = tabs().at((at + step) % tabs().length);
    showTab(box, next.dataset.composerTab, false);
    next.focus();
  });
});

bind("[data-composer]", (sheet) => sheet.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  const button = sheet.querySelector("footer [type=submit]");
  if (!button.disabled) sheet.requestSubmit(button);
}));
