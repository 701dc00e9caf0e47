// <textarea data-autosave-url>: kept on the server while one writes; [data-save-state] of the form says so.
import { bind, debounce, post, say } from "ui/bind";

const CLOCK = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

bind("[data-autosave-url]", (field) => {
  const state = field.form?.querySelector("[data-save-state]");
  const tell = (text) => { if (state) state.textContent = text; };
  let saved = field.value;
  let busy = false;

  async function save() {
    if (busy || field.value === saved || !field.isConnected) return;
    busy = true;
    const value = field.value;
    tell(say("saving"));
    try {
      const mode = field.form?.elements.mode?.value;
      await post(field.dataset.autosaveUrl, { [field.name]: value, ...(mode && { mode }) });
      saved = value;
      tell(say("saved", { time: CLOCK.format(new Date()) }));
    } catch {
      tell(say("unsaved"));
      setTimeout(soon, 5000);
    }
    busy = false;
    if (field.value !== saved) soon();
  }
  const soon = debounce(save, 700);
  field.addEventListener("input", soon);
  field.addEventListener("change", save);
  field.form?.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) saved = field.value; });
  addEventListener("pagehide", () => { if (field.value !== saved) navigator.sendBeacon?.(field.dataset.autosaveUrl, beacon(field)); });
});

function beacon(field) {
  const values = new FormData();
  values.set(field.name, field.value);
  values.set("csrfmiddlewaretoken", field.form?.elements.csrfmiddlewaretoken?.value ?? "");
  return values;
}
