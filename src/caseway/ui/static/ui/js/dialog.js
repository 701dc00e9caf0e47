// htmx fragments in the one dialog: hx-target="#dialog". An event `dialog:close` (HX-Trigger) closes it.
import { make, say } from "ui/bind";

const dialog = document.getElementById("dialog");
let returnTo = null;

export function show(content) {
  if (content) dialog.replaceChildren(content);
  if (!dialog.open) {
    returnTo = document.activeElement;
    dialog.showModal();
  }
  (dialog.querySelector("[autofocus], [aria-invalid=true], .dialog__content :is(input, select, textarea):not([type=hidden])") ?? dialog.querySelector("[type=submit]"))?.focus();
}

dialog.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === dialog) dialog.childElementCount ? show() : dialog.close();
});
dialog.addEventListener("close", () => {
  dialog.replaceChildren();
  if (returnTo?.isConnected) returnTo.focus();
});
dialog.addEventListener("mousedown", (event) => { if (event.target === dialog) dialog.close(); });
document.addEventListener("dialog:close", () => dialog.open && dialog.close());
document.addEventListener("click", (event) => event.target.closest("[data-dialog-close]")?.closest("dialog").close());

/** Ask for one line of text; resolves to it, or to null. */
export function ask(label, value = "") {
  const field = make("input", { class: "input", type: "text", value, "aria-label": label, autofocus: true });
  return choose(label, say("confirm"), field).then((yes) => (yes ? field.value : null));
}

/** Ask for a decision; resolves to true or false. */
export function choose(question, verb, content = "", kind = "primary") {
  const box = make("dialog", { class: "dialog dialog--small", "aria-label": question },
    make("form", { method: "dialog", class: "dialog__form" },
      make("header", { class: "dialog__header" }, make("h2", {}, question)),
      make("div", { class: "dialog__content" }, content),
      make("footer", { class: "dialog__footer" },
        make("button", { class: "button", type: "button", "data-dialog-close": true }, say("close")),
        make("button", { class: `button button--${kind}`, value: "yes" }, verb))));
  document.body.append(box);
  box.showModal();
  return new Promise((resolve) => box.addEventListener("close", () => { resolve(box.returnValue === "yes"); box.remove(); }));
}
