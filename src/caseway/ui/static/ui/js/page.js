// Small things of every page: copy, remembered folds, mail frames, pictures, key names of this machine.
import { bind, say } from "ui/bind";

const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
bind("kbd[data-mod]", (kbd) => { kbd.textContent = isMac ? `⌘${kbd.dataset.mod}` : `Ctrl ${kbd.dataset.mod}`; });

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) {
    await navigator.clipboard.writeText(copy.dataset.copy || copy.parentElement.querySelector("code").textContent);
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: say("copied") } }));
  }
  const picture = event.target.closest("a[data-lightbox]");
  if (picture && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    const box = Object.assign(document.createElement("dialog"), { className: "lightbox" });
    box.append(Object.assign(new Image(), { src: picture.href, alt: picture.title }));
    box.addEventListener("click", () => box.close());
    box.addEventListener("close", () => box.remove());
    document.body.append(box);
    box.showModal();
  }
});

bind("details[data-remember]", (details) => {
  const stored = localStorage.getItem(details.dataset.remember);
  if (stored) details.open = stored === "open";
  details.addEventListener("toggle", () => localStorage.setItem(details.dataset.remember, details.open ? "open" : "closed"));
});

// A timeline opens where one left off: at the first unread item, else at its end; going back keeps its place.
bind("[data-start]", (list) => {
  if (location.hash || performance.getEntriesByType("navigation")[0]?.type === "back_forward") return;
  const unread = list.querySelector("#unread");
  const frame = list.closest(".main");
  if (unread) unread.scrollIntoView({ block: "center" });
  else frame.scrollTop = frame.scrollHeight;
});

bind("iframe[data-frame]", (frame) => {
  const fit = () => {
    const body = frame.contentDocument?.documentElement;
    if (body) frame.style.height = `${Math.min(body.offsetHeight + 4, 4000)}px`;
  };
  const sizes = new ResizeObserver(fit);
  const watch = () => { fit(); if (frame.contentDocument?.body) sizes.observe(frame.contentDocument.body); };
  frame.addEventListener("load", watch);
  if (frame.contentDocument?.readyState === "complete") watch();
});
