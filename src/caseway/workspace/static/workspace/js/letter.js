// The composer of a case: to one or to all, what follows a sent message, warnings of what changed or is missing.
import { bind, make, writingArea } from "ui/bind";
import { showTab } from "ui/composer";

const addresses = (text) => (text.match(/[^\s<>,;"']+@[^\s<>,;"']+/g) ?? []).map((one) => one.toLowerCase());
const lines = (text) => text.split(/,\s*(?=(?:[^"]*"[^"]*")*[^"]*$)/).filter((one) => one.trim());
const composer = () => document.getElementById("composer");
const problem = (form) => form.querySelector("[data-problem]");
const hasFiles = (form) => form.querySelector("[data-files] li:not([hidden])") !== null;
const isBegun = (form) => Boolean(writingArea(form)?.value.trim()) || hasFiles(form);

function set(form, name, value) {
  const line = form.querySelector(`input[name=${name}]`);
  line.value = value;
  line.dispatchEvent(new CustomEvent("chips:draw"));
}
function showCopies(form) {
  form.querySelector("[data-copies]").hidden = false;
  form.querySelector("[data-copies-open]").hidden = true;
}

bind("#composer-reply", (form) => {
  form.addEventListener("composer:tab", (event) => {
    const all = event.detail.value === "reply_all";
    const others = lines(form.dataset.others);
    const wanted = new Set(others.flatMap(addresses));
    const kept = lines(form.elements.cc.value).filter((one) => !addresses(one).some((address) => wanted.has(address)));
    if ((form.elements.to_all.value === "on") === all) return;
    form.elements.to_all.value = all ? "on" : "";
    set(form, "cc", [...kept, ...(all ? others : [])].join(", "));
    if (all && others.length) showCopies(form);
  });
});

bind("form[data-composer][data-case]", (form) => {
  const main = form.querySelector(".split > [type=submit]");
  const ways = [...document.querySelectorAll(`#${form.id}-send [data-then]`)];
  const way = ways.find((one) => one.value === (localStorage.getItem("composer:then") ?? "")) ?? ways[0];
  main.value = way.value;
  main.querySelector("span").textContent = way.dataset.then;
  ways.forEach((one) => one.addEventListener("click", () => ways.length > 1 && localStorage.setItem("composer:then", one.value)));
  // A menu takes the focus away before htmx looks which button it was.
  let then = "";
  form.addEventListener("submit", (event) => {
    form.way = event.submitter;
    then = event.submitter?.name === "then" ? event.submitter.value : then;
  }, true);
  form.addEventListener("htmx:configRequest", (event) => { if (event.detail.elt === form) event.detail.parameters.then = then; });
});

bind("form[data-composer][data-case]", (form) => {
  let isConfirmed = false;
  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-copies-open]")) { showCopies(form); form.querySelector("[data-copies] .chips__field")?.focus(); }
    const anyway = event.target.closest("[data-send-anyway]");
    if (anyway) {
      if (anyway.dataset.sendAnyway) form.elements.seen.value = anyway.dataset.sendAnyway;
      isConfirmed = true;
      problem(form).replaceChildren();
      form.requestSubmit(form.way ?? form.querySelector("footer [type=submit]"));
    }
    const add = event.target.closest("[data-add-people]");
    if (add) { showCopies(form); set(form, "cc", [...lines(form.elements.cc.value), add.dataset.addPeople].join(", ")); add.remove(); }
    const shown = event.target.closest("[data-show-newest]");
    if (shown) form.elements.seen.value = shown.dataset.showNewest;
  });
  // What is spoken of and not there is asked for once.
  const spoken = new RegExp(form.dataset.spokenOf, "iu");
  form.addEventListener("htmx:confirm", (event) => {
    if (event.detail.elt !== form || isConfirmed || hasFiles(form)) { isConfirmed = false; return; }
    const text = new DOMParser().parseFromString(writingArea(form).value.replace(/<blockquote[\s\S]*<\/blockquote>/g, ""), "text/html").body.textContent;
    if (!spoken.test(text)) return;
    event.preventDefault();
    warn(form, form.dataset.missingText, make("button", { type: "button", class: "button button--small", "data-send-anyway": "" }, form.dataset.anywayText));
  });
});

bind("form[data-composer]", (form) => {
  form.addEventListener("suggest:taken", ({ detail }) => {
    if (detail.attach) form.append(make("input", { type: "hidden", name: "articles", value: detail.attach }));
    if (detail.mention) form.append(make("input", { type: "hidden", name: "mentions", value: detail.mention }));
    if (detail.subject && form.elements.subject && !form.elements.subject.value.trim()) form.elements.subject.value = detail.subject;
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
});

/** Say something at the top of the sheet, with what one may do about it. */
function warn(form, text, ...actions) {
  problem(form).replaceChildren(make("div", { class: "banner banner--warn", role: "alert" }, make("div", {}, text), make("div", { class: "banner__actions" }, ...actions)));
}

// Kept elsewhere, or thrown away: the composer is read again, at the same tab.
const read = (asked) => htmx.ajax("GET", `${composer().dataset.url}${asked}`, { target: "#composer", swap: "outerHTML" });
for (const name of ["draft:reload", "draft:gone"]) document.addEventListener(name, () => read(`&write=${composer().dataset.mode}`));
document.addEventListener("draft:back", () => {
  read("").then(() => showTab(composer(), composer().dataset.mode));
  document.body.dispatchEvent(new CustomEvent("changed"));
});
// Answer or hand on one message of the timeline.
document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-write]");
  if (!chosen || !composer()?.matches("[data-composer-box]") || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  read(`&write=${chosen.dataset.write}&message=${chosen.dataset.message}`).then(() => showTab(composer(), chosen.dataset.write));
});

// Something was said while one writes: say so where one looks.
document.addEventListener("timeline:arrived", (event) => {
  const newest = event.detail.items.findLast((item) => item.classList.contains("item--in"));
  for (const form of newest ? document.querySelectorAll("form[data-composer][data-case]") : []) {
    const id = newest.id.replace("message-", "");
    if (!isBegun(form)) { if (form.elements.seen) form.elements.seen.value = id; continue; }
    const name = newest.querySelector("strong")?.textContent ?? "";
    const link = make("a", { class: "button button--small", href: `#${newest.id}`, "data-show-newest": id }, form.dataset.showText);
    link.addEventListener("click", () => problem(form).replaceChildren());
    warn(form, form.dataset.wroteText.replace("{name}", name), link);
  }
});
