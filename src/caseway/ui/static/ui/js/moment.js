// <input type=datetime-local data-moment>: shown in the reader's zone, posted as a moment. [data-later] chooses one.
import { bind } from "ui/bind";

const pad = (number) => String(number).padStart(2, "0");
const local = (date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
const WHEN = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

bind("input[data-moment]", (field) => {
  if (field.dataset.value) field.value = local(new Date(field.dataset.value));
  field.min = local(new Date());
  const moment = () => (field.value ? new Date(field.value).toISOString() : "");
  field.form?.addEventListener("htmx:configRequest", (event) => { if (field.name in event.detail.parameters || field.value) event.detail.parameters[field.name] = moment(); });
});

/** "hours:1", "days:1" (at eight) or "monday" (at eight, the next one). */
function at(words) {
  const [kind, count] = words.split(":");
  const date = new Date();
  if (kind === "hours") date.setHours(date.getHours() + Number(count), Math.ceil(date.getMinutes() / 5) * 5, 0, 0);
  else {
    date.setDate(date.getDate() + (kind === "monday" ? ((8 - date.getDay()) % 7) || 7 : Number(count)));
    date.setHours(8, 0, 0, 0);
  }
  return date;
}

bind("[data-later]", (menu) => {
  const field = menu.querySelector("[data-moment]");
  const send = menu.querySelector("[data-later-send]");
  const place = () => {
    const button = document.querySelector(`#${field.form.id} .split__more`).getBoundingClientRect();
    menu.style.left = `${Math.max(4, Math.min(button.left, innerWidth - menu.offsetWidth - 4))}px`;
    menu.style.top = `${Math.max(4, button.top - menu.offsetHeight - 4)}px`;
  };
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "open") { field.required = false; return; }
    place();
    field.required = true;
    const taken = new Set();
    menu.querySelectorAll("[data-later-at]").forEach((one) => {
      const text = WHEN.format(at(one.dataset.laterAt));
      one.querySelector("time").textContent = text;
      one.hidden = taken.has(text);
      taken.add(text);
    });
    menu.querySelector("[data-later-at]").focus();
  });
  menu.addEventListener("click", (event) => {
    const chosen = event.target.closest("[data-later-at]");
    if (!chosen) return;
    field.value = local(at(chosen.dataset.laterAt));
    send.click();
  });
  menu.addEventListener("keydown", (event) => {
    const items = [...menu.querySelectorAll("[data-later-at]:not([hidden])"), field];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.target === field) return;
    event.preventDefault();
    items.at((items.indexOf(event.target) + step) % items.length).focus();
  });
  send.addEventListener("click", () => field.checkValidity() && setTimeout(() => menu.hidePopover()));
  // Any other way of sending is now.
  field.form.addEventListener("submit", (event) => { if (event.submitter !== send) field.value = ""; }, true);
});
