// The side pane: its width by mouse or arrow keys, open or closed, a drawer on narrow screens.
import { bind } from "ui/bind";

const root = document.documentElement;
const narrow = matchMedia("(max-width: 1080px)");
const [LEAST, MOST] = [260, 560];
const width = () => document.getElementById("pane").offsetWidth;

function resize(value) {
  const size = Math.round(Math.max(LEAST, Math.min(MOST, value)));
  root.style.setProperty("--pane", `${size}px`);
  localStorage.setItem("pane-width", size);
}

bind("[data-splitter]", (splitter) => {
  splitter.addEventListener("pointerdown", (event) => {
    const [start, from] = [event.clientX, width()];
    const move = (to) => resize(from + start - to.clientX);
    splitter.setPointerCapture(event.pointerId);
    splitter.addEventListener("pointermove", move);
    splitter.addEventListener("pointerup", () => splitter.removeEventListener("pointermove", move), { once: true });
  });
  splitter.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: 16, ArrowRight: -16 }[event.key];
    if (step) { event.preventDefault(); resize(width() + step); }
  });
  splitter.addEventListener("dblclick", () => resize(340));
});

const isOpen = () => (narrow.matches ? root.dataset.drawer === "open" : root.dataset.pane !== "closed");
const mark = () => document.querySelectorAll("[data-pane-toggle]").forEach((button) => button.setAttribute("aria-expanded", String(isOpen())));

function toggle() {
  if (narrow.matches) isOpen() ? delete root.dataset.drawer : (root.dataset.drawer = "open");
  else {
    isOpen() ? (root.dataset.pane = "closed") : delete root.dataset.pane;
    localStorage.setItem("pane", root.dataset.pane ?? "open");
  }
  mark();
  if (narrow.matches && isOpen()) document.querySelector("#pane :is(a, button, summary)")?.focus();
}

bind("[data-pane-toggle]", mark);
narrow.addEventListener("change", mark);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-pane-toggle]")) toggle();
  else if (root.dataset.drawer === "open" && !event.target.closest("#pane, dialog, [popover]")) toggle();
});
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && root.dataset.drawer === "open") toggle(); });
