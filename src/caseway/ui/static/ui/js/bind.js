// What the other modules stand on: binding to elements now and later, words, and requests with the CSRF token.

/** Run `setup` once for each element that matches, now and whenever htmx brings more. */
export function bind(selector, setup) {
  const done = new WeakSet();
  const scan = (root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.unshift(root);
    for (const element of found) {
      if (!done.has(element)) { done.add(element); setup(element); }
    }
  };
  scan(document);
  document.addEventListener("htmx:load", (event) => scan(event.detail.elt));
}

const texts = JSON.parse(document.querySelector("meta[name=caseway-texts]")?.content || "{}");

/** A sentence in the reader's language, with {names} filled in. */
export function say(key, values = {}) {
  return (texts[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** The headers every htmx request carries, for our own. */
export function headers() {
  return JSON.parse(document.body.getAttribute("hx-headers") || "{}");
}

/** POST a form's worth of values; throws on any answer that is not 2xx. */
export async function post(url, values) {
  const answer = await fetch(url, { method: "POST", headers: headers(), body: new URLSearchParams(values) });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer;
}

/** Call once things have been quiet for `wait` milliseconds. */
export function debounce(call, wait) {
  let timer;
  return (...values) => { clearTimeout(timer); timer = setTimeout(() => call(...values), wait); };
}

/** Is the person writing somewhere? */
export function isWriting(target) {
  return Boolean(target?.closest?.("input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable=true]"));
}

/** The text area of a form that one sees: a form may have one for each of its modes. */
export function writingArea(form) {
  const areas = [...form.querySelectorAll("textarea")];
  return areas.find((area) => (area.closest("[data-editor]") ?? area).checkVisibility()) ?? areas[0];
}

/** An element with attributes and children. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  element.append(...children);
  return element;
}
