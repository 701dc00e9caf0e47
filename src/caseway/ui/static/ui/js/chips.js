// <input data-chips="url">: a line of addresses as chips, with suggestions from `url?q=` (an HTML list of
// <button role=option data-address="Name <a@b.example>">). The input keeps the line, so that forms work as ever.
// The form's data-known and data-unreachable list addresses that are marked.
import { bind, debounce, make, say } from "ui/bind";
import { place } from "ui/menu";

const SPLIT = /[,;\n]+(?=(?:[^"]*"[^"]*")*[^"]*$)/;
const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$/;
const addressOf = (text) => (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim();
const nameOf = (text) => text.replace(/<[^<>]*>\s*$/, "").trim().replace(/^"(.*)"$/, "$1");
const split = (line) => line.split(SPLIT).map((one) => one.trim()).filter(Boolean);

const box = make("div", { class: "menu suggest", popover: "manual", role: "listbox", id: "people-found" });
document.body.append(box);
let asking = null;

function close() {
  if (asking) asking.setAttribute("aria-expanded", "false");
  asking = null;
  box.hidePopover?.();
}
const options = () => [...box.querySelectorAll("[data-address]")];
function select(item) {
  options().forEach((one, at) => { one.id = `person-${at}`; one.setAttribute("aria-selected", String(one === item)); });
  item?.scrollIntoView({ block: "nearest" });
  if (asking && item) asking.setAttribute("aria-activedescendant", item.id);
}
const current = () => box.querySelector("[aria-selected=true]");

bind("input[data-chips]", (line) => {
  const list = make("span", { class: "chips", role: "list", "aria-label": line.labels[0]?.textContent ?? "" });
  const field = make("input", { type: "text", id: line.id, class: "chips__field", role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": box.id, autocomplete: "off", spellcheck: "false" });
  line.removeAttribute("id");
  line.type = "hidden";
  line.after(list);
  list.append(field);
  const listed = (name) => new Set((line.form.dataset[name] ?? "").split(" ").filter(Boolean));
  const chips = () => [...list.querySelectorAll(".chip")];
  const remove = (chip) => { chip.remove(); write(); };

  function chip(text) {
    const address = addressOf(text).toLowerCase();
    const isBad = !ADDRESS.test(address);
    const [known, isLost] = [listed("known"), listed("unreachable").has(address)];
    const isNew = !isBad && known.size > 0 && !known.has(address);
    const note = isBad ? say("badAddress") : isLost ? say("unreachable") : isNew ? say("newAddress") : "";
    const item = make("span", { class: `chip${isBad || isLost ? " chip--bad" : isNew ? " chip--new" : ""}`, role: "listitem", tabindex: "-1", title: [address, note].filter(Boolean).join(" · ") }, nameOf(text) || address);
    if (note) item.append(make("span", { class: "hidden-text" }, `, ${note}`));
    const cross = make("button", { type: "button", tabindex: "-1", "aria-label": say("remove", { name: nameOf(text) || address }) }, "✕");
    cross.addEventListener("click", (event) => { event.stopPropagation(); remove(item); field.focus(); });
    item.append(cross);
    item.dataset.text = text;
    item.addEventListener("dblclick", () => edit(item));
    return item;
  }
  function write(isTold = true) {
    line.value = [...chips().map((one) => one.dataset.text), ...split(field.value)].join(", ");
    if (isTold) line.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function take(text) {
    const here = new Set(chips().map((one) => addressOf(one.dataset.text).toLowerCase()));
    for (const one of split(text)) if (!here.has(addressOf(one).toLowerCase())) field.before(chip(one));
    field.value = "";
    close();
    write();
  }
  function edit(item) {
    field.value = item.dataset.text;
    item.remove();
    field.focus();
    write();
  }
  /** The form's line was set by somebody else: show it. */
  function draw() {
    chips().forEach((one) => one.remove());
    field.before(...split(line.value).map(chip));
  }
  draw();
  line.addEventListener("chips:draw", () => { draw(); write(); });

  const search = debounce(async () => {
    const text = field.value.trim();
    if (text.length < 2) return close();
    const answer = await fetch(`${line.dataset.chips}?q=${encodeURIComponent(text)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer?.ok || field.value.trim() !== text || document.activeElement !== field) return close();
    box.innerHTML = await answer.text();
    if (!options().length) return close();
    asking = field;
    field.setAttribute("aria-expanded", "true");
    box.showPopover();
    place(box, field.getBoundingClientRect());
    return select(options()[0]);
  }, 120);

  field.addEventListener("input", (event) => {
    event.stopPropagation();
    if (SPLIT.test(field.value) || (/\s$/.test(field.value) && ADDRESS.test(field.value.trim()))) take(field.value);
    else { write(); search(); }
  });
  field.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (split(text).length > 1 || ADDRESS.test(addressOf(text))) { event.preventDefault(); event.stopPropagation(); take(field.value + text); }
  });
  field.addEventListener("blur", () => setTimeout(() => { if (document.activeElement !== field && !box.matches(":hover")) { if (field.value.trim()) take(field.value); close(); } }, 120));
  list.addEventListener("click", (event) => { if (event.target === list) field.focus(); });
  list.addEventListener("keydown", (event) => {
    const all = options();
    const open = asking === field;
    if (event.target === field && open && ["ArrowDown", "ArrowUp"].includes(event.key)) { event.preventDefault(); select(all.at((all.indexOf(current()) + (event.key === "ArrowDown" ? 1 : -1)) % all.length)); return; }
    if (event.target === field && open && event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); return; }
    if (event.target === field && !event.ctrlKey && !event.metaKey && (event.key === "Enter" || (event.key === "Tab" && !event.shiftKey && field.value.trim()))) {
      if (!field.value.trim() && event.key === "Enter") { event.preventDefault(); return; }
      event.preventDefault();
      take(open && current() ? current().dataset.address : field.value);
      return;
    }
    walk(event);
  });
  function walk(event) {
    const all = [...chips(), field];
    const at = all.indexOf(event.target);
    const isEmpty = event.target !== field || (field.selectionStart === 0 && field.selectionEnd === 0);
    const isChip = event.target !== field && at >= 0;
    if (isChip && ["Backspace", "Delete"].includes(event.key)) { event.preventDefault(); (all[at + 1] ?? field).focus(); remove(event.target); }
    else if (isChip && event.key === "Enter") { event.preventDefault(); edit(event.target); }
    else if (isEmpty && ["ArrowLeft", "Backspace"].includes(event.key) && at > 0) { event.preventDefault(); all[at - 1].focus(); }
    else if (isChip && event.key === "ArrowRight") { event.preventDefault(); all[at + 1].focus(); }
  }
  box.addEventListener("click", (event) => { const found = event.target.closest("[data-address]"); if (found && asking === field) { take(found.dataset.address); field.focus(); } });
});
box.addEventListener("mousedown", (event) => event.preventDefault());
