// <form data-draft-url data-version>: all of it is kept on the server while one writes; [data-save-state] says so.
// Another tab's newer draft is never overwritten: `draft:newer` asks which one to keep.
import { bind, debounce, headers, make, say } from "ui/bind";

const CLOCK = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const clock = (moment) => CLOCK.format(new Date(moment));

function values(form) {
  const found = new FormData(form);
  for (const name of ["csrfmiddlewaretoken", "files", "seen", "then", "send_at"]) found.delete(name);
  return new URLSearchParams([...found].filter(([, value]) => typeof value === "string"));
}

bind("[data-draft-url]", (form) => {
  const state = form.querySelector("[data-save-state]");
  const discard = form.querySelector("[data-discard]");
  let version = Number(form.dataset.version);
  let kept = String(values(form));
  let task = null;
  let isAsking = false;
  let isSending = false;
  let isOver = false;
  const isChanged = () => String(values(form)) !== kept;

  async function send({ keepalive = false, force = false } = {}) {
    const written = values(form);
    const body = new URLSearchParams(written);
    if (!force) body.set("version", version);
    const answer = await fetch(form.dataset.draftUrl, { method: "POST", headers: headers(), body, keepalive, redirect: "error" });
    if (answer.status === 412) return ask(await answer.json());
    if (!answer.ok) throw new Error(`${answer.status}`);
    const saved = await answer.json();
    [version, kept] = [saved.version, String(written)];
    form.dataset.version = version;
    state.textContent = say("saved", { time: clock(saved.saved_at) });
    if (discard) discard.hidden = false;
    return undefined;
  }
  async function save() {
    if (task || isAsking || isSending || isOver || !form.isConnected || !isChanged()) return;
    state.textContent = say("saving");
    task = send().catch(() => { state.textContent = say("unsaved"); setTimeout(soon, 5000); });
    await task;
    task = null;
    if (isChanged()) soon();
  }
  const soon = debounce(save, 700);

  /** Elsewhere something newer was kept: take it where nothing was written here, else ask. */
  function ask(newer) {
    if (isOver || !form.isConnected) return;
    if (newer.body === (form.elements.body?.value ?? "")) { version = newer.version; return; }
    if (!isChanged()) { form.dispatchEvent(new CustomEvent("draft:reload", { bubbles: true })); return; }
    isAsking = true;
    const use = make("button", { type: "button", class: "button button--small" }, say("useNewer"));
    const keep = make("button", { type: "button", class: "button button--small" }, say("keepMine"));
    use.addEventListener("click", () => { isOver = true; form.dispatchEvent(new CustomEvent("draft:reload", { bubbles: true })); });
    keep.addEventListener("click", () => { isAsking = false; version = newer.version; box.remove(); save(); });
    const box = make("div", { class: "banner banner--warn", role: "alert" }, make("div", {}, make("div", {}, say("newer", { time: clock(newer.saved_at) })), make("div", { class: "meta" }, newer.words)), make("div", { class: "banner__actions" }, use, keep));
    state.textContent = "";
    form.querySelector("[data-problem]").append(box);
  }
  /** Coming back to this tab: did another one write on? */
  async function look() {
    if (task || isAsking || isOver || !form.isConnected) return;
    const answer = await fetch(`${form.dataset.draftUrl}?mode=${form.elements.mode.value}`, { redirect: "error" }).catch(() => null);
    const found = answer?.ok ? await answer.json() : null;
    if (found && found.version > version) ask(found);
  }

  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("files:changed", soon);
  // What is being sent is not saved as well: the message and its draft would overtake each other.
  form.addEventListener("htmx:beforeRequest", (event) => { isSending ||= event.detail.elt === form; });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== form) return;
    isSending = false;
    if (event.detail.successful) isOver = true; else soon();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? save() : look()));
  addEventListener("pagehide", () => { if (!isOver && !isAsking && form.isConnected && isChanged()) send({ keepalive: true, force: Boolean(task) }).catch(() => null); });
  addEventListener("beforeunload", (event) => { if (form.isConnected && !isOver && state.textContent === say("unsaved") && isChanged()) event.preventDefault(); });
});
