// The list of messages: what is drawn, where it is scrolled, and which message has the focus.

import { startWith } from "./composer.js";
import { $, el, icon, reconcile, toast } from "../base/dom.js";
import { grouped, messageNode } from "./message.js";
import { ask } from "../base/net.js";
import { addOlder, changed, listen, room, shown, store, trim } from "../base/store.js";
import { day, locale, pick, t, when } from "../base/words.js";

const NEAR = 120;
const drawn = new Map();
const written = new WeakMap();
let pinned = true;
let arrived = 0;
let tall = null;
let fetching = false;
let top = 0;
let target = null;

const list = $("messages");
const scroller = $("scroller");

function node(key, signature, make) {
  const known = drawn.get(key);
  if (known?.signature === signature) return known.node;
  const fresh = make();
  if (known?.node.contains(document.activeElement)) keepFocus(known.node, fresh);
  drawn.set(key, { signature, node: fresh });
  return fresh;
}

// A card that changes under the finger keeps the focus on its button.
function keepFocus(old, fresh) {
  const focusable = "button, a, [tabindex]";
  const at = [...old.querySelectorAll(focusable)].indexOf(document.activeElement);
  const whole = document.activeElement === old;
  queueMicrotask(() => (whole ? fresh : fresh.querySelectorAll(focusable)[at])?.focus({ preventScroll: true }));
}

// A post is replaced, never changed, so its signature is written once.
function signatureOf(post) {
  if (!written.has(post)) written.set(post, JSON.stringify(post));
  return written.get(post);
}

function nodes() {
  const wanted = [];
  let before = null;
  let last = null;
  const mark = store.newFrom[store.channel];
  let marked = !mark;
  for (const post of shown()) {
    const title = day(post.at);
    if (title !== last) {
      wanted.push(node(`day ${title} ${post.id}`, locale(), () => el("li", { class: "day" }, el("span", {}, title))));
    }
    if (!marked && post.id > mark) {
      marked = true;
      wanted.push(node("new", `${mark} ${locale()}`, () => el("li", { class: "new-line" }, el("span", {}, t("newLine")))));
      before = null;
    }
    const joined = grouped(post, before);
    wanted.push(node(post.id, `${joined}${locale()}${signatureOf(post)}`, () => messageNode(post, joined)));
    before = post;
    last = title;
  }
  return wanted;
}

// What one can do here, as a first step: the command is put into the box, not sent.
const TRIES = {
  general: ["poll", "idea", "faq ask"], ideas: ["idea", "ideas list"], support: ["faq ask", "faq add"],
  moderators: ["queue", "faq questions", "digest now"], direct: ["help"],
};

function tries(place) {
  const wanted = TRIES[place.direct ? "direct" : place.id] ?? [];
  const known = wanted.map((path) => store.commands.find((one) => one.path === path)).filter(Boolean);
  return el("div", { class: "tries" }, known.map((one) => el("button", {
    class: "try", type: "button", on: { click: () => startWith(`/${one.path} `) },
  }, el("b", {}, `/${one.path}`), el("span", { class: "quiet" }, pick(one.description)))),
  store.replay && !place.direct ? el("button", { class: "try", type: "button", on: { click: () => $("demo").click() } },
    el("b", {}, icon("play"), t("play")), el("span", { class: "quiet" }, t("playAbout"))) : null);
}

function intro() {
  const place = room();
  const box = $("intro");
  if (!place) return box.replaceChildren();
  const parts = [];
  if (store.complete[place.id]) {
    const key = place.direct ? "intro.direct" : "intro.channel";
    const text = place.direct ? t("intro.directText") : t("intro.text", { channel: place.name });
    parts.push(el("h2", {}, t(key, { channel: place.name })), el("p", { class: "quiet" }, text), tries(place));
  } else parts.push(el("button", { class: "button small", type: "button", on: { click: older } }, t("older")));
  const signature = `${place.id}${parts.map((part) => part.textContent).join()}`;
  if (box.dataset.signature !== signature) {
    box.dataset.signature = signature;
    box.replaceChildren(...parts);
  }
  return undefined;
}

async function older() {
  if (fetching) return;
  fetching = true;
  const channel = store.channel;
  const answer = await ask("more", { channel, before: shown()[0]?.id ?? 0 });
  fetching = false;
  if (!answer.ok || channel !== store.channel) return;
  // What one reads stays where it is; the browser's own anchor would move it a second time.
  scroller.style.overflowAnchor = "none";
  const height = scroller.scrollHeight;
  addOlder(channel, answer.result);
  drawMessages();
  scroller.scrollTop += scroller.scrollHeight - height;
  requestAnimationFrame(() => { scroller.style.overflowAnchor = ""; });
}

export function drawMessages() {
  if (pinned) trim(store.channel);
  intro();
  const wanted = nodes();
  reconcile(list, wanted);
  if (drawn.size > wanted.length * 2 + 200) {
    const kept = new Set(wanted);
    for (const [key, one] of drawn) if (!kept.has(one.node)) drawn.delete(key);
  }
  rove();
  const busy = (store.busy[store.channel] ?? []).length > 0;
  $("typing").hidden = !busy;
  $("typing").textContent = busy ? t("typing") : "";
  if (target !== null && reach(target)) target = null;
  else if (pinned) toEnd();
  drawJump();
}

function drawJump() {
  $("jump").hidden = pinned;
  $("jump").textContent = arrived ? t("jumpNew", { n: arrived }) : t("jump");
}

// A new message that is higher than the screen is shown from its first line, once.
function toEnd() {
  const last = list.lastElementChild;
  if (!last || last.id === tall || last.offsetHeight <= scroller.clientHeight) return bottom();
  tall = last.id;
  pinned = false;
  scroller.scrollTop += last.getBoundingClientRect().top - scroller.getBoundingClientRect().top;
  return undefined;
}

export function bottom() {
  scroller.scrollTop = scroller.scrollHeight;
  pinned = true;
  arrived = 0;
}

// ---- one message is in the tab order; arrows move between them

const rows = () => [...list.querySelectorAll(".message")];

function rove(current = null) {
  const all = rows();
  const chosen = current ?? all.find((row) => row.tabIndex === 0) ?? all.at(-1);
  for (const row of all) row.tabIndex = row === chosen ? 0 : -1;
  if (!current && !list.contains(document.activeElement)) {
    for (const row of all) row.tabIndex = row === all.at(-1) ? 0 : -1;
  }
}

list.addEventListener("focusin", (event) => rove(event.target.closest(".message")));
list.addEventListener("keydown", (event) => {
  if (!event.target.matches(".message")) return;
  const all = rows();
  const at = all.indexOf(event.target);
  const next = { ArrowUp: all[at - 1], ArrowDown: all[at + 1], Home: all[0], End: all.at(-1) }[event.key];
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

scroller.addEventListener("scroll", () => {
  // A picture that loads moves the end away; only who scrolls up leaves it.
  if (scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR) pinned = true;
  else if (scroller.scrollTop < top) pinned = false;
  top = scroller.scrollTop;
  if (pinned) arrived = 0;
  if (scroller.scrollTop < NEAR && store.ready && !pinned && !store.complete[store.channel]) older();
  drawJump();
}, { passive: true });
const sizes = new ResizeObserver(() => pinned && bottom());
sizes.observe(scroller);
sizes.observe(list);
list.addEventListener("load", () => pinned && toEnd(), true);
$("jump").addEventListener("click", () => { bottom(); changed(); });

function reach(id) {
  const found = $(`m${id}`);
  if (!found) return false;
  pinned = false;
  found.scrollIntoView({ block: "center" });
  found.classList.add("found");
  found.focus({ preventScroll: true });
  setTimeout(() => found.classList.remove("found"), 2500);
  return true;
}

// "#/general/123": go to that message once it is drawn.
export async function goTo(id) {
  const there = () => shown().some((post) => post.id === id);
  const channel = store.channel;
  if (!there() && !store.complete[channel]) {
    pinned = false;
    const answer = await ask("more", { channel, before: shown()[0]?.id ?? 0, until: id });
    if (answer.ok) addOlder(channel, answer.result);
  }
  if (store.channel !== channel) return;
  if (there()) target = id;
  else toast(t("replyGone"));
  changed();
}

function announce(post) {
  if (post.channel !== store.channel || post.author.id === store.me.id || post.notice) return;
  const text = post.spans.filter((span) => !span.s?.includes("spoiler")).map((span) => span.t).join("").slice(0, 300);
  $("live").textContent = t(post.private ? "privateSent" : "sent", { name: post.author.name, text });
}

listen((event) => {
  if (event.is === "opened" && event.fresh) bottom();
  if (event.is === "arrived") {
    announce(event.post);
    if (event.post.author.id === store.me.id) pinned = true;
    else if (!pinned && event.post.channel === store.channel) arrived += 1;
  }
});
setInterval(() => {
  for (const time of list.querySelectorAll("time[data-at]")) time.textContent = when(Number(time.dataset.at));
}, 30000);
