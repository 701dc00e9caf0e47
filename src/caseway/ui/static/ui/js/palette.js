// Ctrl/⌘ K: everything the page can do ([data-command]) and whatever data-palette-url finds, as a list of options.
import { debounce, make, say } from "ui/bind";

const dialog = document.getElementById("palette");
const field = dialog?.querySelector("input");
const list = dialog?.querySelector("[role=listbox]");
let asked = 0;

function score(text, query) {
  let at = -1, total = 0;
  const low = text.toLowerCase();
  for (const letter of query.toLowerCase().replaceAll(" ", "")) {
    const next = low.indexOf(letter, at + 1);
    if (next < 0) return -1;
    total += next === at + 1 ? 3 : /\W/.test(low[next - 1] ?? " ") ? 2 : 0;
    at = next;
  }
  return total - low.length / 100;
}

function commands(query) {
  const all = [...document.querySelectorAll("[data-command]")].filter((element) => !element.disabled && !element.closest("dialog"));
  const named = all.map((element) => ({ element, text: element.dataset.command || element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent.trim() }));
  const once = [...new Map(named.map((item) => [item.text, item])).values()];
  return once.map((item) => ({ ...item, rank: score(item.text, query) })).filter((item) => item.rank >= 0 || !query)
    .sort((a, b) => b.rank - a.rank).slice(0, query ? 8 : 40);
}

function option({ element, text }) {
  const line = make("div", { role: "option" }, make("span", {}, text));
  const sign = element.querySelector("svg");
  if (sign) line.prepend(sign.cloneNode(true));
  if (element.dataset.key) line.append(make("small", {}, ...element.dataset.key.split(" ").map((key) => make("kbd", {}, key.toUpperCase()))));
  line.run = () => element.click();
  return line;
}

function select(item) {
  list.querySelector("[aria-selected=true]")?.removeAttribute("aria-selected");
  if (!item) return field.removeAttribute("aria-activedescendant");
  item.setAttribute("aria-selected", "true");
  item.id ||= `option-${Math.random().toString(36).slice(2)}`;
  field.setAttribute("aria-activedescendant", item.id);
  item.scrollIntoView({ block: "nearest" });
}

function render(found = "") {
  const local = commands(field.value).map(option);
  const remote = make("div", { role: "presentation" });
  remote.innerHTML = found;
  list.replaceChildren(...(field.value ? [remote, ...local] : [...local, remote]));
  if (!list.querySelector("[role=option]")) list.append(make("div", { class: "palette__none" }, say("none")));
  select(list.querySelector("[role=option]"));
}

const search = debounce(async () => {
  const turn = ++asked;
  if (!dialog.dataset.paletteUrl) return;
  const answer = await fetch(`${dialog.dataset.paletteUrl}?q=${encodeURIComponent(field.value)}`, { headers: { "HX-Request": "true" } });
  if (answer.ok && turn === asked) render(await answer.text());
}, 90);

function open() {
  document.querySelector("[popover]:popover-open")?.hidePopover();
  field.value = "";
  render();
  dialog.showModal();
  search();
}

function choose(item) {
  if (!item) return;
  dialog.close();
  item.run ? item.run() : item.querySelector("a[href]") ? item.querySelector("a[href]").click() : item.click();
}

if (dialog) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); dialog.open ? dialog.close() : open(); }
  });
  document.addEventListener("click", (event) => event.target.closest("[data-palette-open]") && open());
  field.addEventListener("input", () => { render(); search(); });
  field.addEventListener("keydown", (event) => {
    const options = [...list.querySelectorAll("[role=option]")];
    const at = options.findIndex((item) => item.getAttribute("aria-selected"));
    if (event.key === "Enter") { event.preventDefault(); choose(options[at]); }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      select(options.at((at + (event.key === "ArrowDown" ? 1 : -1)) % options.length));
    }
  });
  list.addEventListener("mousemove", (event) => { const item = event.target.closest("[role=option]"); if (item && !item.getAttribute("aria-selected")) select(item); });
  list.addEventListener("click", (event) => { const item = event.target.closest("[role=option]"); if (item && !event.target.closest("a")) choose(item); });
  dialog.addEventListener("mousedown", (event) => { if (event.target === dialog) dialog.close(); });
}
