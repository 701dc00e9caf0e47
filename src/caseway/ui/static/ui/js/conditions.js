// The editor of conditions: rows and groups come and go, and the value asked for follows field and comparison.
// Names are `<name>-<number>-field`, `-op` and `-value`; only their order counts, so numbers just grow.
import { bind, make } from "ui/bind";

const WITHOUT_VALUE = ["is_empty", "is_not_empty"];
let number = 1000;

const options = (pairs, chosen) => pairs.map(([value, text]) => make("option", { value, selected: value === chosen }, text));

function named(template, name) {
  const item = template.content.firstElementChild.cloneNode(true);
  for (const element of [item, ...item.querySelectorAll("*")]) {
    for (const { name: attribute, value } of [...element.attributes]) {
      if (/^(name|data-group|data-condition)$/.test(attribute)) element.setAttribute(attribute, value.replace("NAME", name));
    }
  }
  return item;
}

/** The control for a value: none, a choice, several choices, or an input of the field's type. */
function control(name, offer, op, label) {
  const attributes = { class: "input", name: `${name}-value`, "aria-label": label, "data-condition-value": true };
  if (WITHOUT_VALUE.includes(op)) return make("span", { "data-condition-value": true });
  if (offer.options.length) {
    const many = op === "is_one_of";
    return make("select", many ? { ...attributes, multiple: true, size: Math.min(offer.options.length, 4) } : attributes, ...options(offer.options));
  }
  if (op.startsWith("within_")) return make("input", { ...attributes, type: "text", placeholder: "2 hours" });
  return make("input", { ...attributes, type: offer.type });
}

function ask(row, offer) {
  const op = row.querySelector("[data-condition-op]");
  row.dataset.valueLabel ??= row.querySelector("[data-condition-value]").getAttribute("aria-label") ?? "";
  const olds = [...row.querySelectorAll("[data-condition-value]")];
  const fresh = control(row.dataset.condition, offer, op.value, row.dataset.valueLabel);
  const same = fresh.localName === olds[0]?.localName && fresh.type === olds[0]?.type && !offer.options.length;
  if (same) fresh.value = olds[0].value;
  olds.slice(1).forEach((old) => old.remove());
  olds[0].replaceWith(fresh);
}

bind("[data-conditions][data-catalogue]", (editor) => {
  const catalogue = JSON.parse(editor.dataset.catalogue);
  const [rowTemplate, groupTemplate] = ["row", "group"].map((kind) => editor.querySelector(`template[data-condition-${kind}]`));
  const rows = [...editor.querySelectorAll("[data-condition]")];
  if (rows.length > 1) rows.findLast((row) => !row.querySelector("[data-condition-field]").value)?.remove();
  const add = (group, template) => {
    const item = named(template, `${group.dataset.group}-${number++}`);
    group.querySelector(":scope > ul").append(item);
    if (template === groupTemplate) add(item.querySelector("[data-group]"), rowTemplate);
    else item.querySelector("select").focus();
  };
  editor.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.matches("[data-condition-remove]")) button.closest("li").remove();
    else if (button?.matches("[data-condition-add]")) add(button.closest("[data-group]"), rowTemplate);
    else if (button?.matches("[data-group-add]")) add(button.closest("[data-group]"), groupTemplate);
  });
  editor.addEventListener("change", (event) => {
    const row = event.target.closest("[data-condition]");
    const offer = catalogue[row?.querySelector("[data-condition-field]").value];
    if (!offer) return;
    if (event.target.matches("[data-condition-field]")) {
      const op = row.querySelector("[data-condition-op]");
      op.replaceChildren(...options(offer.operators, op.value));
    }
    if (!event.target.matches("[data-condition-value]")) ask(row, offer);
  });
});
