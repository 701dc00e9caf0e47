// Service-level clocks tick once a second: calm, amber after data-warn, red and counting up after data-due.
import { say } from "ui/bind";

const pad = (number) => String(number).padStart(2, "0");

export function countdown(seconds) {
  const whole = Math.floor(Math.abs(seconds));
  const [minutes, hours, days] = [Math.floor(whole / 60), Math.floor(whole / 3600), Math.floor(whole / 86400)];
  const sign = seconds < 0 ? "+" : "";
  if (days) return `${sign}${days}d ${hours % 24}h`;
  if (hours) return `${sign}${hours}h ${pad(minutes % 60)}m`;
  return `${sign}${minutes}:${pad(whole % 60)}`;
}

function tick(clock, now) {
  const due = Date.parse(clock.dataset.due);
  const left = (due - now) / 1000;
  const tone = left < 0 ? "late" : now > Date.parse(clock.dataset.warn) ? "warn" : "calm";
  const figure = clock.querySelector("[data-clock-figure]");
  const text = countdown(left);
  if (figure.textContent !== text) figure.textContent = text;
  const bar = clock.querySelector("[data-clock-bar]");
  if (bar && clock.dataset.started) bar.value = Math.max(0, Math.min(1, left / ((due - Date.parse(clock.dataset.started)) / 1000)));
  if (clock.classList.contains(`clock--${tone}`)) return;
  clock.classList.remove("clock--calm", "clock--warn", "clock--late");
  clock.classList.add(`clock--${tone}`);
  const word = clock.querySelector("[data-clock-word]");
  word.textContent = say(tone);
  word.classList.toggle("hidden-text", tone === "calm" || clock.classList.contains("clock--compact"));
}

const all = () => { const now = Date.now(); document.querySelectorAll("[data-clock]").forEach((clock) => tick(clock, now)); };
const start = () => { if (!document.hidden) { all(); setTimeout(start, 1000 - (Date.now() % 1000)); } };
start();
document.addEventListener("visibilitychange", start);
