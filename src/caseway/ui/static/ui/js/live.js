// The gateway's socket. Elements with data-live="case:12" get the event `live` (hx-trigger="live") when their topic
// changes, and all of them after any gap. People in [data-presence] come from the same socket.
// An element that is being fetched, or holds a button that was pressed, waits: what is under way may have been read before
// the change, and a button that is gone gets no answer. It is fetched once that is done.
import { bind, debounce, make, say } from "ui/bind";

const { liveUrl, liveTokenUrl } = document.body.dataset;
let token = document.body.dataset.liveToken;
let socket = null;
let attempt = 0;
let wasOpen = false;

const changed = new Map();
const flush = debounce(() => {
  for (const topic of changed.keys()) refetch(`[data-live~="${CSS.escape(topic)}"]`);
  changed.clear();
}, 60);
const asking = new Set();
const owed = new Set();
const isBusy = (element) => [...asking].some((asker) => element.contains(asker));

const refetch = (selector) => document.querySelectorAll(selector).forEach(tell);
function tell(element) {
  if (isBusy(element)) owed.add(element);
  else element.dispatchEvent(new CustomEvent("live"));
}
/** The element, or what took its place. */
function here(element) {
  if (element.isConnected) return element;
  return document.querySelector(element.id ? `#${CSS.escape(element.id)}` : `[data-live="${CSS.escape(element.dataset.live)}"]:not([id])`);
}

document.addEventListener("htmx:beforeSend", ({ detail }) => asking.add(detail.requestConfig.elt));
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const asker = detail.requestConfig.elt;
  if (!asker.dataset.live || detail.requestConfig.verb !== "get") return;
  if (![...asking].some((other) => other !== asker && detail.target.contains(other))) return;
  detail.shouldSwap = false;
  owed.add(asker);
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  asking.delete(detail.requestConfig.elt);
  const waiting = new Set([...owed].map(here));
  owed.clear();
  waiting.forEach((element) => element && tell(element));
});

const send = (message) => socket?.readyState === WebSocket.OPEN && socket.send(JSON.stringify(message));

function receive({ welcome, topic, presence, people, refetch: all }) {
  if (welcome) document.documentElement.dataset.connection = "open";
  if (presence) draw(presence, people);
  if (all) refetch("[data-live]");
  if (topic) { changed.set(topic, true); flush(); }
}

/** Who signed in here, by the token the page was given. */
function me() {
  try { return JSON.parse(atob(token.split(".")[0].replaceAll("-", "+").replaceAll("_", "/"))).actor; } catch { return ""; }
}

/** The colour number of a name; `ui/formatting.py` says the same. */
function hue(name) {
  let crc = -1;
  for (const octet of new TextEncoder().encode(name)) {
    crc ^= octet;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ((crc ^ -1) >>> 0) % 8;
}

function draw(topic, everybody) {
  const people = everybody.filter((person) => person.actor !== me());
  document.querySelectorAll(`[data-presence="${CSS.escape(topic)}"]`).forEach((slot) => {
    const typing = people.filter((person) => person.typing).map((person) => person.name);
    const names = people.map((person) => person.name).join(", ");
    slot.title = names && say("viewing", { names });
    slot.replaceChildren(make("span", { class: "avatars" }, ...people.slice(0, 4).map((person) =>
      make("span", { class: `avatar avatar--20 avatar--hue-${hue(person.name)}`, role: "img", "aria-label": person.name }, initials(person.name)))));
    if (typing.length) slot.append(make("span", { class: "presence__typing" }, say("typing", { names: typing.join(", ") })));
  });
}
const initials = (name) => { const words = name.split(/\s+/).filter(Boolean); return (words[0]?.[0] ?? "?") + (words.length > 1 ? words.at(-1)[0] : ""); };

async function connect() {
  if (attempt && liveTokenUrl) {
    const answer = await fetch(liveTokenUrl).catch(() => null);
    if (answer?.ok) token = (await answer.json()).token;
  }
  socket = new WebSocket(`${liveUrl}?token=${encodeURIComponent(token)}`);
  socket.addEventListener("open", () => {
    document.querySelectorAll("[data-presence]").forEach((slot) => send({ view: slot.dataset.presence }));
    if (wasOpen || attempt) refetch("[data-live]");
    [attempt, wasOpen] = [0, true];
  });
  socket.addEventListener("message", (event) => receive(JSON.parse(event.data)));
  socket.addEventListener("close", again);
}

function again() {
  delete document.documentElement.dataset.connection;
  socket = null;
  const wait = Math.min(15000, 400 * 2 ** attempt++) * (0.7 + 0.6 * Math.random());
  if (!document.hidden || attempt < 8) setTimeout(() => socket ?? connect(), wait);
}

/** A socket that is still connecting is closed once it is open: the browser complains of one that is closed before. */
function leave() {
  const left = socket;
  socket = null;
  left?.removeEventListener("close", again);
  if (left?.readyState === WebSocket.CONNECTING) left.addEventListener("open", () => left.close());
  else left?.close();
}

if (liveUrl) {
  connect();
  const look = () => document.querySelectorAll("[data-presence]").forEach((slot) => send({ view: slot.dataset.presence }));
  bind("[data-presence]", look);
  setInterval(() => document.hidden || look(), 60000);
  addEventListener("online", () => socket ?? connect());
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !socket) connect(); });
  addEventListener("pagehide", leave);
  addEventListener("pageshow", (event) => { if (event.persisted) { attempt ||= 1; connect(); } });
  let typing = false;
  const rest = debounce(() => { typing = false; send({ typing }); }, 4000);
  document.addEventListener("input", (event) => {
    if (!event.target.closest("[data-typing]")) return;
    if (!typing) { typing = true; send({ typing }); }
    rest();
  });
}
