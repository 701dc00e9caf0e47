// Short answers at the corner: HX-Trigger {"toast": {"text", "tone", "undo"}}, [data-toast] in the page, and failed requests.
import { bind, make, say } from "ui/bind";

const corner = document.getElementById("toasts");
const SECONDS = { good: 5, info: 6, warn: 9, bad: 12 };

export function toast({ text, tone = "good", undo = "" }) {
  const item = make("div", { class: `toast toast--${tone}`, "data-toast": true, "data-tone": tone }, make("span", {}, text));
  if (undo) item.append(make("button", { type: "button", class: "toast__action", "hx-post": undo, "hx-swap": "none", "data-toast-close": true }, say("undo")));
  item.append(make("button", { type: "button", class: "toast__close", "data-toast-close": true, "aria-label": say("close") }, "✕"));
  corner.append(item);
  htmx.process(item);
  arm(item);
  while (corner.childElementCount > 3) corner.firstElementChild.remove();
}

function arm(item) {
  if (!item.closest("#toasts")) return;
  const wait = 1000 * (item.querySelector(".toast__action") ? 10 : SECONDS[item.dataset.tone] ?? 6);
  let timer = setTimeout(() => item.remove(), wait);
  item.addEventListener("mouseenter", () => clearTimeout(timer));
  item.addEventListener("mouseleave", () => { timer = setTimeout(() => item.remove(), 2000); });
}

bind("[data-toast]", arm);
document.addEventListener("toast", (event) => toast(event.detail.value ? { text: event.detail.value } : event.detail));
document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-toast-close]");
  if (close) setTimeout(() => close.closest("[data-toast]").remove());
});

document.addEventListener("htmx:sendError", () => toast({ text: say("offline"), tone: "bad" }));
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status >= 400 && xhr.getResponseHeader("HX-Retarget")) event.detail.shouldSwap = true;
});
document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  if (xhr.getResponseHeader("HX-Retarget") || xhr.getResponseHeader("HX-Trigger")?.includes("toast")) return;
  const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
  toast({ text: page.querySelector("[data-error]")?.textContent.trim() || say("failed"), tone: "bad" });
});
