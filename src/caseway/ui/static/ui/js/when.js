// <input data-when="way_in" data-when-is="imap pop3">: its field is there only while the named one has such a value.
import { bind } from "ui/bind";

bind("[data-when]", (input) => {
  const field = input.closest(".field");
  const form = input.form;
  if (!field || !form) return;
  const values = input.dataset.whenIs.split(" ");
  const update = () => { field.hidden = !values.includes(form.elements[input.dataset.when]?.value); };
  form.addEventListener("change", update);
  update();
});
