// Pages for the team: keeps what they show up to date while somebody looks, and lets pictures
// answer. Without it a page is complete, as of the moment at which it was loaded.

import { reconcile } from "../base/dom.js";
import { enliven, kept } from "./pictures.js";
import { grouped } from "./plot.js";

const EVERY = 20000;
const PATIENCE = 60000;
const CHOICE = "townhall.live";
const line = document.querySelector(".live");
const main = document.getElementById("content");
const words = JSON.parse(line.dataset.words);
const [toggle, status] = line.children;
const sources = new WeakMap();
let { stamp } = line.dataset;
let live = false;
let asking = false;
let misses = 0;
let timer = 0;

// What is carried over when a part of the page is replaced: found again by its name and, among
// those of one name, by its place.
const CARRIED = [
  [".picture", () => "", kept, (node, before) => enliven(node, words, before)],
  ["details", (node) => node.querySelector("summary")?.textContent, (node) => node.open, (node, open) => { node.open = open; }],
  [".wide", () => "", (node) => node.scrollLeft, (node, left) => { node.scrollLeft = left; }],
];
const REACHED = "a[href], button, summary, [tabindex]";
const reachedName = (node) => node.getAttribute("href") ?? (node.matches("button, summary") ? node.textContent : node.className);

function named(selector, name) {
  const found = new Map();
  const counts = new Map();
  for (const node of main.querySelectorAll(selector)) {
    const called = name(node);
    const count = counts.get(called) ?? 0;
    counts.set(called, count + 1);
    found.set(`${count} ${called}`, node);
  }
  return found;
}

function keyOf(node, all) {
  for (const [key, each] of all) if (each === node) return key;
  return null;
}

// Parts that are the same stay as they are, with all that the visitor has opened and chosen.
function show(fresh) {
  const focused = main.contains(document.activeElement) ? document.activeElement : null;
  const focusKey = focused && keyOf(focused, named(REACHED, reachedName));
  const before = CARRIED.map(([selector, name, read]) =>
    new Map([...named(selector, name)].map(([key, node]) => [key, { node, value: read(node) }])));
  const pool = grouped([...main.children], (part) => sources.get(part));
  const wanted = [...fresh.children].map((part) => {
    sources.set(part, part.outerHTML);
    return pool.get(sources.get(part))?.shift() ?? part;
  });
  reconcile(main, wanted);
  CARRIED.forEach(([selector, name, , write], n) => {
    for (const [key, node] of named(selector, name)) {
      const old = before[n].get(key);
      if (old?.node !== node) write(node, old?.value);
    }
  });
  if (!focused || focused.isConnected) return;
  main.tabIndex = -1;
  (named(REACHED, reachedName).get(focusKey) ?? main).focus({ preventScroll: true });
}

// Whoever fills a form in, is about to press its button or drags a picture is left alone.
function busy() {
  const at = document.activeElement;
  if ((main.contains(at) && at.closest("form")) || main.querySelector("form:hover, .dragging")) return true;
  return [...main.querySelectorAll("input, textarea, select")].some(changed);
}

function changed(field) {
  if (field.options) {
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(0, first);
  }
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  return field.value !== field.defaultValue;
}

// `cut` is for what has to be seen wherever one is on the page.
function say(text, cut = false) {
  if (status.textContent !== text) status.textContent = text;
  line.classList.toggle("cut", cut);
}

function sayWhen() {
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  say(words.updated.replace("{time}", time));
}

function take(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const next = fresh.querySelector(".live")?.dataset.stamp;
  if (!next || busy()) return;
  if (next !== stamp) show(fresh.getElementById("content"));
  stamp = next;
  document.title = fresh.title;
  sayWhen();
}

function end(text) {
  turn(false);
  toggle.hidden = true;
  say(text, true);
}

async function poll() {
  clearTimeout(timer);
  if (!live || document.hidden || asking) return;
  asking = true;
  try {
    const answer = await fetch(location.href, {
      headers: { "If-None-Match": `W/"${stamp}"` }, signal: AbortSignal.timeout(PATIENCE),
    });
    const html = answer.status === 200 ? await answer.text() : "";
    if (!live) return;
    if (answer.status >= 400 && answer.status < 500) return end(answer.status === 401 ? words.out : words.gone);
    if (!html && answer.status !== 304) throw new Error("no page");
    if (html) take(html);
    else if (misses > 0) sayWhen();
    misses = 0;
  } catch {
    misses += 1; // once is nothing: whoever leaves the page ends a request, too
    if (live && misses > 1) say(words.lost, true);
  } finally {
    asking = false;
    if (live) timer = setTimeout(poll, EVERY);
  }
}

function turn(on) {
  live = on;
  toggle.setAttribute("aria-pressed", String(on));
  document.body.classList.toggle("is-live", on);
  clearTimeout(timer);
  say("");
}

function begin() {
  line.hidden = false;
  toggle.addEventListener("click", () => {
    localStorage.setItem(CHOICE, live ? "off" : "on");
    turn(!live);
    poll();
  });
  document.addEventListener("visibilitychange", poll);
  const saving = matchMedia("(prefers-reduced-data: reduce)").matches || navigator.connection?.saveData;
  turn((localStorage.getItem(CHOICE) ?? (saving ? "off" : "on")) === "on");
  if (!live) return;
  sayWhen();
  timer = setTimeout(poll, EVERY);
}

for (const part of main.children) sources.set(part, part.outerHTML);
for (const picture of main.querySelectorAll(".picture")) enliven(picture, words);
if (stamp) begin();
