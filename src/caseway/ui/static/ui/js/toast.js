// Short answers at the corner: HX-Trigger {"toast": {"text", "tone", "undo"}}, [data-toast] in the page, and failed requests.
import { bind, make, say } from "ui/bind";

const corner = document.getElementById("toasts");
const KEPT = "toast:undo";
const SECONDS = { good: 5, info: 6, warn: 9, bad: 12 };

/** `undo` is where to post to take it back, for `seconds`; it stays while one goes on to another page. */
export function toast({ text, tone = "good", undo = "", seconds = 0, until = Date.now() + seconds * 1000 }) {
  const item = make("div", { class: `toast toast--${tone}`, "data-toast": true, "data-tone": tone }, make("span", {}, text));
  if (undo) item.append(make("button", { type: "button", class: "toast__action", "hx-post": undo, "hx-swap": "none" }, say("undo")));
  // It stays until the answer has come: what the answer sets off is heard through it.
  item.addEventListener("htmx:afterRequest", () => setTimeout(() => { sessionStorage.removeItem(KEPT); item.remove(); }));
  if (undo && seconds) { item.dataset.until = until; sessionStorage.setItem(KEPT, JSON.stringify({ text, tone, undo, seconds, until })); }
  item.append(make("button", { type: "button", class: "toast__close", "data-toast-close": true, "aria-label": say("close") }, "✕"));
  corner.append(item);
  htmx.process(item);
  arm(item);
  while (corner.childElementCount > 3) corner.firstElementChild.remove();
}

function arm(item) {
  if (!item.closest("#toasts")) return;
  if (item.dataset.until) return countDown(item);
  const wait = 1000 * (item.querySelector(".toast__action") ? 10 : SECONDS[item.dataset.tone] ?? 6);
  let timer = setTimeout(() => item.remove(), wait);
  item.addEventListener("mouseenter", () => clearTimeout(timer));
  item.addEventListener("mouseleave", () => { timer = setTimeout(() => item.remove(), 2000); });
}

/** What can be undone says for how long, and goes when it is too late. */
function countDown(item) {
  const button = item.querySelector(".toast__action");
  const tick = () => {
    if (button.matches(".htmx-request")) return;
    const left = Math.ceil((item.dataset.until - Date.now()) / 1000);
    if (left > 0 && item.isConnected) { button.textContent = `${say("undo")} ${left}`; setTimeout(tick, 250); return; }
    item.remove();
    sessionStorage.removeItem(KEPT);
  };
  button.setAttribute("aria-label", say("undo"));
  button.setAttribute("aria-live", "off");
  tick();
}

bind("[data-toast]", arm);
const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
if (kept && kept.until > Date.now()) toast(kept);
document.addEventListener("toast", (event) => toast(event.detail.value ? { text: event.detail.value } : event.detail));
document.addEventListener("click", (event) => {
  const close = event.target.closest("[data-toast-close]");
  if (!close) return;
  if (close.closest("[data-until]")) sessionStorage.removeItem(KEPT);
  setTimeout(() => close.closest("[data-toast]")?.remove());
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
