// The composer: Ctrl/⌘ Enter sends, files by paste and drag, modes by key.
import { bind, make, writingArea } from "ui/bind";

bind("[data-composer]", (form) => {
  const files = form.querySelector("[data-file-input]");
  const shown = form.querySelector("[data-files]");
  const text = () => writingArea(form)?.editor?.surface ?? writingArea(form);

  function add(more) {
    const all = new DataTransfer();
    for (const file of [...(files.kept ?? []), ...more]) all.items.add(file);
    files.files = all.files;
    draw();
  }
  function draw() {
    files.kept = [...files.files];
    shown.querySelectorAll("[data-local]").forEach((item) => item.remove());
    files.kept.forEach((file, at) => {
      const remove = make("button", { type: "button", "aria-label": `✕ ${file.name}` }, "✕");
      remove.addEventListener("click", () => { files.kept.splice(at, 1); add([]); });
      shown.append(make("li", { class: "attachment", "data-local": true }, make("span", { class: "attachment__name" }, file.name), remove));
    });
  }

  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(form.querySelector("footer [type=submit]")); }
  });
  form.addEventListener("mode", () => text().focus());
  form.addEventListener("change", (event) => {
    if (event.target.name === "mode") form.dataset.mode = event.target.value;
    if (event.target === files) { const picked = [...files.files]; add(picked); }
  });
  form.addEventListener("paste", (event) => {
    if (event.clipboardData.files.length) { event.preventDefault(); add(event.clipboardData.files); }
  });
  form.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) { event.preventDefault(); form.dataset.dropping = ""; } });
  form.addEventListener("dragleave", (event) => { if (!form.contains(event.relatedTarget)) delete form.dataset.dropping; });
  form.addEventListener("drop", (event) => {
    delete form.dataset.dropping;
    if (event.dataTransfer.files.length) { event.preventDefault(); add(event.dataTransfer.files); }
  });
});
