// The case page: what arrives joins the timeline without moving what one reads; j and k walk through it.
import "workspace/letter";
import { debounce } from "ui/bind";

const frame = () => document.getElementById("main");
const list = () => document.querySelector("[data-timeline]");
const isAtEnd = () => frame().scrollHeight - frame().scrollTop - frame().clientHeight < 80;
const toEnd = () => { frame().scrollTop = frame().scrollHeight; };
const parse = (html) => new DOMParser().parseFromString(html, "text/html");

/** What follows a fresh item and stands here already; null for the end. */
function placeOf(item) {
  for (let next = item.nextElementSibling; next; next = next.nextElementSibling) {
    const known = next.id && document.getElementById(next.id);
    if (known) return known;
  }
  return null;
}

/** Messages that were moved to another case leave the page. */
function leave(here, fresh) {
  const ids = new Set([...fresh.querySelectorAll(":scope > .item[id]")].map((item) => item.id));
  const first = document.getElementById([...ids].find((id) => document.getElementById(id)));
  for (const item of here.querySelectorAll(":scope > .item[id^=message-]")) {
    if (!ids.has(item.id) && first?.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_FOLLOWING) item.remove();
  }
}

function join(here, fresh) {
  const arrived = [];
  for (const item of fresh.querySelectorAll(":scope > li[id]")) {
    const known = document.getElementById(item.id);
    if (item.id === "earlier" || item.id === "unread" || known?.dataset.version === item.dataset.version && known) continue;
    const node = document.importNode(item, true);
    if (known) known.replaceWith(node); else { here.insertBefore(node, placeOf(item)); arrived.push(node); }
    htmx.process(node);
    node.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: node } }));
  }
  for (const waited of here.querySelectorAll("[data-version^=queued]")) if (!fresh.querySelector(`#${waited.id}`)) waited.remove();
  return arrived;
}

let justSent = false;
const refresh = debounce(async () => {
  const here = list();
  if (!here) return;
  const answer = await fetch(here.dataset.timeline, { headers: { "HX-Request": "true" } }).catch(() => null);
  const fresh = answer?.ok && parse(await answer.text()).querySelector("[data-timeline]");
  if (!fresh || here !== list()) return;
  const wasAtEnd = isAtEnd();
  leave(here, fresh);
  const arrived = join(here, fresh);
  here.querySelector(".timeline__none")?.remove();
  if (!arrived.length) return;
  arrived.forEach((item) => item.classList.add("item--arrived"));
  if (wasAtEnd || justSent) toEnd();
  justSent = false;
  document.dispatchEvent(new CustomEvent("timeline:arrived", { detail: { items: arrived } }));
  if (!document.hidden) document.querySelector("[data-seen]")?.dispatchEvent(new CustomEvent("seen"));
}, 120);

const watched = new WeakSet();
function watch() {
  const here = list();
  if (here && !watched.has(here)) { watched.add(here); here.addEventListener("live", refresh); }
}
watch();
document.addEventListener("htmx:load", watch);
document.body.addEventListener("changed", refresh);
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "composer" || event.detail.xhr.status !== 200 || event.detail.requestConfig.verb !== "post") return;
  justSent = true;
  document.activeElement?.blur();
});
// Closed or reactivated: what was begun stays in its draft, and the composer follows the case.
document.addEventListener("htmx:afterSwap", () => {
  const [header, composer] = [document.getElementById("case-header"), document.getElementById("composer")];
  if (!composer || !header || composer.dataset.state === header.dataset.state) return;
  composer.dataset.state = header.dataset.state;
  htmx.ajax("GET", composer.dataset.url, { target: "#composer", swap: "outerHTML" });
});
document.body.addEventListener("ask", (event) => htmx.ajax("GET", event.detail.url, { target: "#dialog", swap: "innerHTML" }));

// A link to a message further back than the page reaches: ask for the part it stands in.
const wanted = /^#message-(\d+)$/.exec(location.hash);
if (wanted && !document.getElementById(location.hash.slice(1)) && !location.search.includes("message=")) {
  location.replace(`${location.pathname}?message=${wanted[1]}${location.hash}`);
} else if (wanted) document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "center" });
else if (document.querySelector("[data-older]")) toEnd();

// Frames grow once their mail has come: until one moves, the page stays at its end.
let stays = !location.hash && performance.getEntriesByType("navigation")[0]?.type !== "back_forward" && !document.getElementById("unread");
for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(kind, () => { stays = false; }, { once: true, passive: true });
new ResizeObserver(() => stays && toEnd()).observe(document.getElementById("timeline"));

// Earlier items come in above: what one reads stays where it is.
let before = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  before = event.detail.target.id === "earlier" ? { height: frame().scrollHeight, top: frame().scrollTop } : null;
});
document.addEventListener("htmx:afterSwap", () => {
  if (before) { frame().scrollTop = before.top + frame().scrollHeight - before.height; before = null; }
});

function walk(step) {
  const items = [...document.querySelectorAll(".timeline > .item[tabindex]")];
  const at = items.indexOf(document.activeElement?.closest(".timeline > .item"));
  const next = items[at < 0 ? (step > 0 ? 0 : items.length - 1) : Math.max(0, Math.min(items.length - 1, at + step))];
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "center" });
}

document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-walk]")?.dataset.walk;
  if (step) walk(Number(step));
  if (event.target.closest("[data-once]")) event.target.closest(".item__remark")?.remove();
});
document.addEventListener("htmx:afterRequest", (event) => {
  const button = event.target.closest?.("[data-loads]");
  if (!button || !event.detail.successful) return;
  const frame = document.querySelector(`iframe[name="${CSS.escape(button.dataset.loads)}"]`);
  frame.src = `${frame.getAttribute("src")}?images=1`;
  setTimeout(() => button.closest(".item__remark")?.remove());
});
