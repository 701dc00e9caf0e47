// The composer of a case: warns of new people and of messages that came in meanwhile, answers all, sends anyway.
import { bind, make } from "ui/bind";

const addresses = (text) => (text.match(/[^\s<>,;"']+@[^\s<>,;"']+/g) ?? []).map((one) => one.toLowerCase());
const written = (form) => [...form.querySelectorAll("textarea")].some((area) => area.value.trim());

bind("form[data-composer][data-case]", (form) => {
  const known = new Set(form.dataset.known.split(" "));
  const warning = form.querySelector("[data-new-people]");
  const lines = [...form.querySelectorAll("[data-recipients]")];

  function check() {
    const people = lines.flatMap((line) => addresses(line.value)).filter((one) => !known.has(one));
    const text = warning.querySelector("[data-text]");
    warning.hidden = !people.length || !known.size;
    text.textContent = text.dataset.text.replace("{people}", people.join(", "));
  }
  check();
  lines.forEach((line) => line.addEventListener("input", check));

  form.addEventListener("click", (event) => {
    const all = event.target.closest("[data-reply-all]");
    if (all) {
      const cc = form.elements.cc;
      cc.value = [cc.value, all.dataset.replyAll].filter(Boolean).join(", ");
      form.querySelector(".composer__more").open = true;
      cc.dispatchEvent(new Event("input", { bubbles: true }));
      cc.dispatchEvent(new Event("change", { bubbles: true }));
      all.remove();
    }
    const anyway = event.target.closest("[data-send-anyway]");
    if (anyway) {
      form.elements.seen.value = anyway.dataset.sendAnyway;
      form.querySelector("[data-problem]").replaceChildren();
      form.requestSubmit(form.querySelector("footer [type=submit]"));
    }
    if (event.target.closest("[data-show-newest]")) form.elements.seen.value = form.querySelector("[data-send-anyway]")?.dataset.sendAnyway ?? form.elements.seen.value;
  });
  // A menu takes the focus away before htmx looks which button it was.
  let then = "";
  form.addEventListener("submit", (event) => { then = event.submitter?.name === "then" ? event.submitter.value : ""; }, true);
  form.addEventListener("htmx:configRequest", (event) => { if (event.detail.elt === form) event.detail.parameters.then = then; });
  form.addEventListener("suggest:attach", (event) => {
    form.append(make("input", { type: "hidden", name: "articles", value: event.detail.attach }));
  });
});

// Something was said while one writes: say so where one looks.
document.addEventListener("timeline:arrived", (event) => {
  const form = document.querySelector("form[data-composer][data-case]");
  const newest = event.detail.items.findLast((item) => item.classList.contains("item--in"));
  if (!form || !newest) return;
  const id = newest.id.replace("message-", "");
  if (!written(form)) { form.elements.seen.value = id; return; }
  const name = newest.querySelector("strong")?.textContent ?? "";
  const link = make("a", { class: "button button--small", href: `#${newest.id}`, "data-show-newest": true }, form.dataset.showText);
  link.addEventListener("click", () => { form.elements.seen.value = id; form.querySelector("[data-problem]").replaceChildren(); });
  form.querySelector("[data-problem]").replaceChildren(make("div", { class: "banner banner--warn", role: "status" },
    make("div", {}, form.dataset.wroteText.replace("{name}", name)), make("div", { class: "banner__actions" }, link)));
});
