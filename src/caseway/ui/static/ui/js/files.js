// Files of a [data-upload-url] form: chosen, dragged in or pasted, they are stored at once. Pasted pictures go into the text.
import { bind, headers, make, say, writingArea } from "ui/bind";

const isPicture = (file) => /^image\/(png|jpeg|gif|webp)$/.test(file.type);
const problem = (html) => new DOMParser().parseFromString(html, "text/html").querySelector("[data-toast] span, [data-error]")?.textContent.trim();

/** Post what is to be stored; resolves to what the server says of it, rejects with a sentence. */
function store(url, values, progress) {
  const request = new XMLHttpRequest();
  request.open("POST", url);
  for (const [name, value] of Object.entries({ ...headers(), "HX-Request": "true" })) request.setRequestHeader(name, value);
  request.upload.addEventListener("progress", (event) => { progress.max = event.total; progress.value = event.loaded; });
  const answered = new Promise((resolve, reject) => {
    request.addEventListener("load", () => (request.status < 300 ? resolve(request.responseText) : reject(new Error(problem(request.responseText) || say("failed")))));
    request.addEventListener("error", () => reject(new Error(say("offline"))));
    request.addEventListener("abort", () => reject(new Error("")));
  });
  request.send(values);
  return { answered, stop: () => request.abort() };
}

/** What is posted of one file. */
function valuesOf(file, isInline) {
  const values = new FormData();
  values.set("files", file, file.name || "picture.png");
  if (isInline) values.set("is_inline", "on");
  return values;
}

bind("[data-upload-url]", (form) => {
  const list = form.querySelector("[data-files]");
  const under = new Set();

  /** A line for what is on its way, until what the server answers takes its place. */
  async function add(name, size, url, values) {
    values.set("mode", form.elements.mode.value);
    const progress = make("progress", { max: size || 1, value: 0, "aria-label": say("uploading", { name }) });
    const stop = make("button", { type: "button", "aria-label": say("remove", { name }) }, "✕");
    const item = make("li", { class: "attachment attachment--busy" }, make("span", {}, make("span", { class: "attachment__name" }, name), progress), stop);
    list.append(item);
    const upload = store(url, values, progress);
    stop.addEventListener("click", () => { upload.stop(); item.remove(); });
    try {
      const stored = make("template");
      stored.innerHTML = await upload.answered;
      const arrived = [...stored.content.querySelectorAll("li")];
      const picture = arrived.find((one) => one.dataset.inline);
      if (picture) {
        item.remove();
        writingArea(form).editor?.surface.insert(`<img src="${picture.dataset.inline}" alt="">`);
      } else item.replaceWith(...arrived);
      arrived.forEach((one) => one.isConnected && htmx.process(one));
      form.dispatchEvent(new CustomEvent("files:changed", { bubbles: true }));
    } catch (error) {
      item.classList.replace("attachment--busy", "attachment--bad");
      progress.replaceWith(make("span", { class: "attachment__problem", role: "alert" }, error.message));
    }
  }
  function expect(task) {
    under.add(task);
    task.finally(() => under.delete(task));
  }
  function take(files, isInline = false) {
    for (const file of files) {
      const values = valuesOf(file, isInline && isPicture(file) && Boolean(writingArea(form).editor));
      expect(add(file.name, file.size, form.dataset.uploadUrl, values));
    }
  }
  // What was inserted may bring files of its own.
  form.addEventListener("suggest:taken", ({ detail }) => {
    if (detail.filesUrl) expect(add(detail.filesNames, 1, detail.filesUrl, new FormData()));
  });

  form.addEventListener("change", (event) => {
    if (!event.target.matches("[data-file-input]")) return;
    take([...event.target.files]);
    event.target.value = "";
  });
  form.addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData;
    if (!files.length || types.includes("text/html")) return;
    event.preventDefault();
    event.stopPropagation();
    take([...files], true);
  }, true);
  form.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) { event.preventDefault(); form.dataset.dropping = ""; } });
  form.addEventListener("dragleave", (event) => { if (!form.contains(event.relatedTarget)) delete form.dataset.dropping; });
  form.addEventListener("drop", (event) => {
    delete form.dataset.dropping;
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    event.stopPropagation();
    take([...event.dataTransfer.files]);
  }, true);
  // What is on its way arrives before the message leaves.
  form.addEventListener("htmx:confirm", (event) => {
    if (event.detail.elt !== form || !under.size) return;
    event.preventDefault();
    Promise.allSettled([...under]).then(() => event.detail.issueRequest());
  });
});
