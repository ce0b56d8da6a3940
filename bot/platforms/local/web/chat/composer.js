// The message box: sending, editing, replying, and the list of suggestions above it.

import { suggest } from "./complete.js";
import { $, el, icon } from "../base/dom.js";
import { ask } from "../base/net.js";
import { changed, listen, room, shown, store } from "../base/store.js";
import { locale, pick, t } from "../base/words.js";

const input = $("input");
const options = $("options");
const drafts = new Map();
const MOST = 4000;
const touch = matchMedia("(pointer: coarse)");
let offered = { items: [], firm: false };
let active = -1;
let moved = false;
let asked = 0;

// ---- suggestions

async function refresh() {
  const mine = (asked += 1);
  const before = input.value.slice(0, input.selectionStart);
  const next = await suggest(before);
  if (mine !== asked) return;
  offered = next ?? { items: [], firm: false };
  moved = false;
  active = offered.firm && offered.items.length ? 0 : -1;
  drawSuggestions();
}

function drawSuggestions() {
  const { items, hint, unknown } = offered;
  const open = items.length > 0 || Boolean(hint) || Boolean(unknown);
  $("suggestions").hidden = !open;
  $("hint").hidden = !hint && !(unknown && !items.length);
  const said = hint ? `${hint.command.path} ${hint.current?.name} ${locale()}` : "";
  if (!hint || $("hint").dataset.said !== said) $("hint").replaceChildren(...(hint ? hintParts(hint) : [el("span", { class: "quiet" }, t("noCommand"))]));
  $("hint").dataset.said = said;
  options.replaceChildren(...items.map((item, at) => el("li", {
    role: "option", id: `option-${at}`, "aria-selected": String(at === active),
    on: { pointerdown: (event) => event.preventDefault(), click: () => accept(at) },
  }, el("span", { class: "option-name" }, item.label), item.usage ? el("span", { class: "option-usage" }, item.usage) : null,
  item.about ? el("span", { class: "option-about" }, item.about) : null)));
  input.setAttribute("aria-expanded", String(items.length > 0));
  if (active >= 0) {
    input.setAttribute("aria-activedescendant", `option-${active}`);
    $(`option-${active}`).scrollIntoView({ block: "nearest" });
  } else input.removeAttribute("aria-activedescendant");
}

function hintParts({ command, current }) {
  const parts = command.options.map((option) => el("span", {
    class: option === current ? "hint-option current" : "hint-option", "aria-current": option === current ? "true" : undefined,
  }, option.required ? option.name : `${option.name}:…`));
  const about = current ? pick(current.description) : pick(command.description);
  const need = current ? ` · ${t(current.required ? "required" : "optional")}` : "";
  return [el("div", { class: "hint-line" }, el("b", {}, `/${command.path}`), ...parts),
    el("p", { class: "quiet", role: "status" }, current ? el("b", {}, current.name) : "", ` ${about}${need}`)];
}

function accept(at) {
  const item = offered.items[at];
  const caret = input.selectionStart;
  input.setRangeText(item.insert, item.start, caret, "end");
  input.focus();
  typed();
}

function hide() {
  asked += 1;
  offered = { items: [], firm: false };
  active = -1;
  drawSuggestions();
}

// ---- keys

function listKey(event) {
  const { items } = offered;
  if (event.key === "Escape" && !$("suggestions").hidden) hide();
  else if (!items.length) return false;
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const step = event.key === "ArrowDown" ? 1 : -1;
    active = active < 0 ? (step > 0 ? 0 : items.length - 1) : (active + step + items.length) % items.length;
    moved = true;
    drawSuggestions();
  } else if (event.key === "Tab" && !event.shiftKey && (offered.firm || moved || items.length === 1)) accept(Math.max(0, active));
  else if (event.key === "Enter" && !event.shiftKey && active >= 0 && !items[active].exact) accept(active);
  else return false;
  event.preventDefault();
  return true;
}

input.addEventListener("keydown", (event) => {
  if (event.isComposing || listKey(event)) return;
  if (event.key === "Enter" && !event.shiftKey && !touch.matches) {
    event.preventDefault();
    send();
  } else if (event.key === "Escape" && (store.replyTo || store.editing)) endContext();
  else if (event.key === "ArrowUp" && !input.value) {
    const own = shown().findLast((post) => post.author.id === store.me.id && !post.private && !post.notice);
    if (own) {
      event.preventDefault();
      startEdit(own);
    }
  }
});
input.addEventListener("input", typed);
input.addEventListener("click", refresh);
input.addEventListener("blur", () => setTimeout(() => document.activeElement !== input && hide(), 150));
$("slash").addEventListener("click", () => startWith(input.value.startsWith("/") ? input.value : `/${input.value}`));
$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});

function typed() {
  grow();
  refresh();
}

function grow() {
  input.style.height = "auto";
  if (input.scrollHeight) input.style.height = `${Math.min(input.scrollHeight, 180)}px`;
  const { length } = input.value;
  $("left").hidden = length < MOST - 200;
  $("left").textContent = $("left").hidden ? "" : `${length} / ${MOST}`;
  $("left").classList.toggle("over", length > MOST);
  ready();
}

function ready() {
  $("send").disabled = !input.value.trim() || input.value.length > MOST;
}

// ---- sending

async function send() {
  const text = input.value;
  if (!text.trim() || text.length > MOST) return;
  const { editing, replyTo, channel } = store;
  hide();
  input.value = "";
  endContext(false);
  const answer = editing
    ? await ask("edit", { channel, id: editing.id, text })
    : await ask("say", { channel, text, reply_to: replyTo?.id ?? null });
  if (!answer.ok && !input.value && store.channel === channel) {
    input.value = text;
    store.replyTo = replyTo;
    store.editing = editing;
    changed();
  }
  grow();
}

// Puts a command into the box, ready for its options.
export function startWith(text) {
  input.value = text;
  input.focus();
  input.setSelectionRange(text.length, text.length);
  typed();
}

export function startReply(post) {
  store.replyTo = post;
  store.editing = null;
  changed();
  input.focus();
}

export function startEdit(post) {
  store.editing = post;
  store.replyTo = null;
  input.value = post.raw ?? post.spans.map((span) => span.t).join("");
  changed();
  input.focus();
  grow();
}

function endContext(draw = true) {
  if (store.editing && draw) input.value = "";
  store.replyTo = store.editing = null;
  grow();
  changed();
}

export function drawComposer() {
  const place = room();
  const writes = Boolean(place) && (place.direct || store.me.joined);
  $("composer").hidden = !writes;
  if (!writes) return;
  const label = place.direct ? t("writeDirect") : t("write", { channel: place.name });
  if (input.placeholder !== label) {
    input.placeholder = label;
    grow();
  }
  input.setAttribute("aria-label", label);
  const context = store.editing ?? store.replyTo;
  $("context").hidden = !context;
  if (context) {
    const words = store.editing ? t("editing") : t("replyTo", { name: context.author.name });
    const cancel = el("button", { class: "icon-button", type: "button", "aria-label": t("cancel"), on: { click: () => { endContext(); input.focus(); } } }, icon("close"));
    $("context").replaceChildren(icon(store.editing ? "edit" : "reply"), el("span", {}, words), cancel);
  }
  ready();
}

let draftOf = null;
listen((event) => {
  if (event.is !== "opened" || !event.fresh) return;
  if (draftOf) drafts.set(draftOf, input.value);
  draftOf = `${store.me.id} ${store.channel}`;
  input.value = drafts.get(draftOf) ?? "";
  hide();
  grow();
});
