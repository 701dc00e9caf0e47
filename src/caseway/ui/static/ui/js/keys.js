// data-key="r", data-key="g h", data-key="shift+a": one or two keys outside fields. `?` lists what the page offers.
import { isWriting, make, say } from "ui/bind";
import { show } from "ui/dialog";

let pending = "";
let timer;

const isVisible = (element) => element.checkVisibility?.() || element.closest("[popover]") || element.type === "radio";
const targets = () => [...document.querySelectorAll("[data-key]")].filter(isVisible);
const nameOf = (event) => (event.shiftKey && (event.key.length > 1 || /\p{L}/u.test(event.key)) ? `shift+${event.key}` : event.key).toLowerCase();
const shown = (part) => (part.startsWith("shift+") ? `⇧${part.slice(6).toUpperCase()}` : part.length === 1 ? part.toUpperCase() : part);

function run(element) {
  if (element.matches("input:not([type=radio], [type=checkbox]), textarea, [contenteditable], select")) element.focus();
  else element.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && isWriting(event.target) && !event.target.closest("dialog")) return event.target.blur();
  if (event.defaultPrevented) return;
  if (isWriting(event.target) || document.querySelector("dialog[open]")) return;
  const sequence = pending ? `${pending} ${nameOf(event)}` : nameOf(event);
  const found = targets();
  const hit = found.find((element) => element.dataset.key === sequence) ?? found.find((element) => element.dataset.key === nameOf(event));
  clearTimeout(timer);
  pending = "";
  if (hit) {
    event.preventDefault();
    run(hit);
  } else if (found.some((element) => element.dataset.key.startsWith(`${sequence} `))) {
    pending = sequence;
    timer = setTimeout(() => { pending = ""; }, 1200);
  } else if (event.key === "?") {
    event.preventDefault();
    help();
  }
});

export function help() {
  const known = new Map(targets().map((element) => [element.dataset.key, element.dataset.keyLabel || element.textContent.trim()]));
  const rows = [...document.querySelectorAll("[data-rows]")].length ? [["j", "↓"], ["k", "↑"], ["↵", "→"], ["x", "☑"]] : [];
  const list = make("dl", { class: "keys" });
  for (const [key, label] of [...known, ["Ctrl K", document.querySelector("[data-palette-open]")?.getAttribute("aria-label") ?? ""], ...rows]) {
    if (label) list.append(make("div", {}, make("dt", {}, label), make("dd", {}, ...key.split(" ").map((part) => make("kbd", {}, shown(part))))));
  }
  show(make("div", { class: "dialog__form dialog__form--wide" },
    make("header", { class: "dialog__header" }, make("h2", { id: "dialog-title" }, say("keys")),
      make("button", { class: "button button--quiet button--icon", type: "button", "data-dialog-close": true, "aria-label": say("close"), autofocus: true }, "✕")),
    make("div", { class: "dialog__content" }, list)));
}
