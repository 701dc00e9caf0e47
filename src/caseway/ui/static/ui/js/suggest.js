// In a composer: `/` quick replies, `?` articles, `@` people, from the form's data-…-url (an HTML list of
// <button role=option data-insert="text or html">). Works in the textarea and in the editor.
import { bind, debounce, make, say, writingArea } from "ui/bind";
import { place } from "ui/menu";

const KINDS = { "/": "cannedUrl", "?": "articlesUrl", "@": "mentionsUrl" };
const PATTERN = /(?:^|\s)([/?@])([^\s/?@][^\n/?@]{0,30}|)$/;
const box = make("div", { class: "menu suggest", popover: "manual", role: "listbox", id: "suggest" });
const said = make("span", { class: "hidden-text", role: "status" });
document.body.append(box, said);
let open = null;

function surface(form) {
  const area = writingArea(form);
  if (area.editor) return area.editor.surface;
  return {
    element: area,
    focus: () => area.focus(),
    before: () => area.value.slice(0, area.selectionStart),
    type: (text) => area.setRangeText(text, area.selectionStart, area.selectionEnd, "end"),
    replace(length, html) {
      const plain = new DOMParser().parseFromString(html, "text/html").body.innerText;
      area.setRangeText(plain, area.selectionStart - length, area.selectionStart, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
    box: () => area.getBoundingClientRect(),
  };
}

function close() {
  if (!open) return;
  for (const name of ["aria-controls", "aria-activedescendant", "aria-expanded"]) open.element.removeAttribute(name);
  open = null;
  box.hidePopover();
}
const options = () => [...box.querySelectorAll("[role=option]")];
const current = () => box.querySelector("[aria-selected=true]") ?? options()[0];

/** Choose one, and say which to those who do not see it. It shows more of itself, so the box may need another place. */
function select(item) {
  options().forEach((other, at) => {
    other.id ||= `suggest-${at}`;
    other.setAttribute("aria-selected", String(other === item));
  });
  if (!item) return;
  open.element.setAttribute("aria-activedescendant", item.id);
  said.textContent = item.textContent.trim().replace(/\s+/g, " ");
  place(box, surface(open.form).box());
  item.scrollIntoView({ block: "nearest" });
}

/** What is being asked for at the cursor: the sign and the words after it. */
const asked = (form) => PATTERN.exec(surface(form).before());

const search = debounce(async (form) => {
  const found = asked(form);
  const url = found && form.dataset[KINDS[found[1]]];
  if (!url) return close();
  const answer = await fetch(`${url}${url.includes("?") ? "&" : "?"}q=${encodeURIComponent(found[2])}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) return close();
  const answered = await answer.text();
  if (asked(form)?.[0] !== found[0]) return undefined; // one typed on meanwhile: the next answer is the right one
  const { element } = surface(form);
  open = { form, element };
  box.innerHTML = answered;
  if (!options().length) box.replaceChildren(make("div", { class: "suggest__none" }, say("none")));
  element.setAttribute("aria-controls", box.id);
  element.setAttribute("aria-expanded", "true");
  box.showPopover();
  place(box, surface(form).box());
  return select(options()[0]);
}, 80);

function insert(item) {
  if (!item || !open) return;
  const { form } = open;
  const found = asked(form);
  close();
  if (!found) return;
  surface(form).replace(found[1].length + found[2].length, item.dataset.insert);
  surface(form).focus();
  form.dispatchEvent(new CustomEvent("suggest:taken", { bubbles: true, detail: { ...item.dataset } }));
}

bind("[data-composer]", (form) => {
  form.addEventListener("input", (event) => event.target.closest("textarea, .ProseMirror") && search(form));
  form.addEventListener("focusout", () => setTimeout(() => open?.form !== form || form.contains(document.activeElement) || box.matches(":hover") || close(), 150));
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-suggest]");
    if (!button) return;
    const at = surface(form);
    at.focus();
    at.type(/(^|\s)$/.test(at.before()) ? button.dataset.suggest : ` ${button.dataset.suggest}`);
    search(form);
  });
  form.addEventListener("keydown", (event) => {
    if (!open) return;
    const all = options();
    const at = all.indexOf(current());
    const act = { ArrowDown: () => select(all.at((at + 1) % all.length)), ArrowUp: () => select(all.at(at - 1)), Enter: () => insert(current()), Tab: () => insert(current()), Escape: close }[event.key];
    if (act && !event.ctrlKey && !event.metaKey && (all.length || event.key === "Escape")) { event.preventDefault(); event.stopImmediatePropagation(); act(); }
  }, true);
});
box.addEventListener("mousedown", (event) => event.preventDefault());
box.addEventListener("click", (event) => insert(event.target.closest("[role=option]")));
