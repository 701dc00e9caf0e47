// Lists one works through: j k Enter x on [data-rows] > [data-row]; shift-click ranges; the bulk bar.
import { isWriting, say } from "ui/bind";

const rows = (list) => [...list.querySelectorAll("[data-row]")];
const box = (row) => row.querySelector(".check input");
const lists = () => [...document.querySelectorAll("[data-rows]")].filter((list) => list.checkVisibility?.() ?? true);
let last = null;

function list() {
  return document.activeElement?.closest("[data-rows]") ?? document.querySelector("[data-cursor]")?.closest("[data-rows]") ?? lists()[0];
}

function go(step) {
  const all = rows(list());
  const at = all.findIndex((row) => row.hasAttribute("data-cursor"));
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + step))];
  document.querySelector("[data-cursor]")?.removeAttribute("data-cursor");
  next?.setAttribute("data-cursor", "");
  next?.querySelector("[data-open]")?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

function refresh(list) {
  const boxes = rows(list).map(box).filter(Boolean);
  const chosen = boxes.filter((item) => item.checked).length;
  const all = list.querySelector("[data-check-all]");
  if (all) Object.assign(all, { checked: chosen > 0 && chosen === boxes.length, indeterminate: chosen > 0 && chosen < boxes.length });
  const bar = document.querySelector("[data-bulk]");
  if (bar) { bar.hidden = !chosen; bar.querySelector("[data-bulk-count]").textContent = say("selected", { count: chosen }); }
}

function range(list, row, checked) {
  const all = rows(list);
  const [from, to] = [all.indexOf(last), all.indexOf(row)].sort((a, b) => a - b);
  if (from >= 0) all.slice(from, to + 1).forEach((item) => { box(item).checked = checked; });
}

function clear(list) {
  rows(list).forEach((row) => { if (box(row)) box(row).checked = false; });
  refresh(list);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || document.querySelector("dialog[open], [popover]:popover-open") || !list()) return;
  const cursor = document.querySelector("[data-cursor]");
  if (event.key === "j" || event.key === "k") go(event.key === "j" ? 1 : -1);
  else if (event.key === "Enter" && cursor && !event.target.closest("a, button, summary, [role=button]")) cursor.querySelector("[data-open]")?.click();
  else if (event.key === "x" && cursor && box(cursor)) box(cursor).click();
  else if (event.key === "Escape") clear(list());
  else return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-rows] [data-row]");
  const owner = event.target.closest("[data-rows]");
  if (event.target.closest("[data-bulk-clear]")) return clear(list());
  if (event.target.matches("[data-check-all]")) rows(owner).forEach((item) => { if (box(item)) box(item).checked = event.target.checked; });
  if (row && event.target.matches(".check input")) {
    if (event.shiftKey && last) range(owner, row, event.target.checked);
    last = row;
  } else if (row && !event.target.closest("a, button, input, label, summary, select") && !getSelection().toString()) {
    row.querySelector("[data-open]")?.click();
  }
  if (owner) refresh(owner);
});
document.addEventListener("focusin", (event) => {
  const row = event.target.closest?.("[data-rows] [data-row]");
  if (!row || row.hasAttribute("data-cursor")) return;
  document.querySelector("[data-cursor]")?.removeAttribute("data-cursor");
  row.setAttribute("data-cursor", "");
});
