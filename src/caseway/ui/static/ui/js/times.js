// <time data-time="relative|clock|exact|date"> in the reader's zone and language; the exact moment on hover.
import { bind, say } from "ui/bind";

const language = document.documentElement.lang || undefined;
const format = (options) => new Intl.DateTimeFormat(language, options);
const CLOCK = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const DAY = format({ day: "numeric", month: "short" });
const YEAR = format({ day: "numeric", month: "short", year: "numeric" });
const EXACT = format({ weekday: "short", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZoneName: "short" });
const SPAN = new Intl.RelativeTimeFormat(language, { style: "narrow", numeric: "always" });

const date = (moment, now) => (moment.getFullYear() === now.getFullYear() ? DAY : YEAR).format(moment);
const daysApart = (a, b) => Math.round((new Date(b).setHours(0, 0, 0, 0) - new Date(a).setHours(0, 0, 0, 0)) / 86400000);

function clock(moment, now) {
  const days = daysApart(moment, now);
  if (days === 0) return CLOCK.format(moment);
  return `${days === 1 ? say("yesterday") : date(moment, now)} ${CLOCK.format(moment)}`;
}

function relative(moment, now) {
  const minutes = (moment - now) / 60000;
  if (Math.abs(minutes) < 1) return say("now");
  if (Math.abs(minutes) < 60) return SPAN.format(Math.trunc(minutes), "minute");
  if (Math.abs(minutes) < 60 * 24) return SPAN.format(Math.trunc(minutes / 60), "hour");
  if (Math.abs(minutes) < 60 * 24 * 7) return SPAN.format(Math.trunc(minutes / 1440), "day");
  return date(moment, now);
}

const WRITE = { relative, clock, date, exact: (moment) => EXACT.format(moment) };

function write(element) {
  const moment = new Date(element.dateTime);
  if (Number.isNaN(moment.getTime())) return;
  const text = (WRITE[element.dataset.time] ?? relative)(moment, new Date());
  if (element.textContent !== text) element.textContent = text;
  element.title ||= EXACT.format(moment);
}

bind("time[data-time]", write);
setInterval(() => document.hidden || document.querySelectorAll("time[data-time]").forEach(write), 30000);
