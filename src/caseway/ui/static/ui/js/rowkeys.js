// Verbs of the row one stands on: data-row-key="a" on a button in a [data-row]. Where a list names a template of verbs
// (data-verbs), a row gets its own once one looks at it: those whose data-states hold its data-state, with its data-number
// for NUMBER. A list that is fetched again keeps its place and what was selected. Bound before `keys`: a row's verb comes
// before the page's.
import { isWriting } from "ui/bind";

let kept = null;

function equip(row) {
  const slot = row?.querySelector(":scope > .row-actions > div:empty");
  const template = slot && document.getElementById(row.closest("[data-verbs]")?.dataset.verbs);
  if (!template) return;
  for (const button of template.content.cloneNode(true).querySelectorAll("button")) {
    if (!button.dataset.states.split(" ").includes(row.dataset.state)) continue;
    for (const { name, value } of [...button.attributes]) button.setAttribute(name, value.replace("NUMBER", row.dataset.number));
    slot.append(button);
  }
  window.htmx.process(slot);
}
for (const look of ["pointerover", "focusin"]) document.addEventListener(look, (event) => equip(event.target.closest?.("[data-row]")));

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (isWriting(event.target) || document.querySelector("dialog[open], [popover]:popover-open")) return;
  equip(document.querySelector("[data-cursor]"));
  const verb = [...(document.querySelector("[data-cursor]")?.querySelectorAll("[data-row-key]") ?? [])].find((button) => button.dataset.rowKey === event.key);
  if (!verb) return;
  event.preventDefault();
  verb.click();
});

const place = (row) => row?.querySelector("[data-open]")?.getAttribute("href");

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const cursor = detail.shouldSwap && document.querySelector("[data-cursor]");
  const inside = cursor && detail.target.contains(cursor);
  const chosen = [...detail.target.querySelectorAll(".check input:checked")].map((box) => box.value);
  kept = detail.shouldSwap ? { href: inside && place(cursor), hadFocus: inside && cursor.contains(document.activeElement), chosen } : null;
});

document.addEventListener("htmx:afterSettle", () => {
  if (!kept) return;
  const { href, hadFocus, chosen } = kept;
  kept = null;
  for (const box of document.querySelectorAll(".check input")) if (chosen.includes(box.value) && !box.checked) box.click();
  const row = href && [...document.querySelectorAll("[data-row]")].find((item) => place(item) === href);
  if (!row || document.querySelector("[data-cursor]")) return;
  row.setAttribute("data-cursor", "");
  if (hadFocus) row.querySelector("[data-open]").focus({ preventScroll: true });
});
