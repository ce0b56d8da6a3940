// One message as an element.

import { avatar, el, icon } from "../base/dom.js";
import { ask } from "../base/net.js";
import { openPicture } from "../frame/overlay.js";
import { clock, fullTime, roleOf, t, when } from "../base/words.js";
import { store } from "../base/store.js";

const GROUP = 5 * 60 * 1000;
const BLOCKS = /([█░]{6,})/;
const TAGS = { bold: "strong", italic: "em", code: "code", strike: "s" };

export function grouped(post, before) {
  return Boolean(
    before && !post.notice && !before.notice && before.author.id === post.author.id && post.at - before.at < GROUP
      && !post.reply && !post.via && post.private === before.private && post.tone === "plain" && before.tone === "plain"
      && new Date(post.at).toDateString() === new Date(before.at).toDateString(),
  );
}

// ---- words

// A bar made of block characters, drawn; the figures beside it say the same in words.
function meter(blocks) {
  const fill = el("span");
  fill.style.width = `${(100 * [...blocks].filter((block) => block === "█").length) / blocks.length}%`;
  return el("span", { class: "meter", "aria-hidden": "true" }, fill);
}

function textNode(text) {
  if (!BLOCKS.test(text)) return document.createTextNode(text);
  return el("span", {}, text.split(BLOCKS).map((part) => (BLOCKS.test(part) ? meter(part) : part)));
}

function spanNode(span) {
  let node = textNode(span.t);
  const styles = span.s ?? [];
  for (const style of styles) {
    if (TAGS[style]) node = el(TAGS[style], {}, node);
  }
  if (span.l) node = link(span.l, node);
  if (span.m) node = el("span", { class: span.m === store.me?.id ? "mention me" : "mention" }, node);
  return styles.includes("spoiler") ? spoiler(node) : node;
}

// An address of this page; also the one where one is already, since one may have scrolled away.
function visit(hash) {
  if (location.hash === hash) dispatchEvent(new HashChangeEvent("hashchange"));
  else location.hash = hash;
}

function link(url, ...children) {
  const here = url.startsWith(`${location.origin}/#/`);
  const go = (event) => {
    event.preventDefault();
    visit(new URL(url).hash);
  };
  return here
    ? el("a", { href: url, on: { click: go } }, ...children)
    : el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children, el("span", { class: "sr" }, ` (${t("newTab")})`));
}

function spoiler(content) {
  const hidden = el("span", { "aria-hidden": "true" }, content);
  const node = el("span", { class: "spoiler", role: "button", tabIndex: 0, "aria-label": t("hidden") }, hidden);
  const show = (event) => {
    event.preventDefault();
    node.classList.add("shown");
    for (const name of ["role", "aria-label"]) node.removeAttribute(name);
    node.tabIndex = -1;
    hidden.removeAttribute("aria-hidden");
  };
  node.addEventListener("click", (event) => node.classList.contains("shown") || show(event));
  node.addEventListener("keydown", (event) => ["Enter", " "].includes(event.key) && !node.classList.contains("shown") && show(event));
  return node;
}

// Neighbouring quoted spans become one block; a line break beside a block is already drawn by it.
export function words(spans) {
  const nodes = [];
  let quote = null;
  for (const span of spans) {
    if (span.s?.includes("quote")) {
      if (!quote) nodes.push((quote = el("blockquote")));
      const text = quote.hasChildNodes() ? span.t : span.t.replace(/^\n/, "");
      if (text) quote.append(spanNode({ ...span, t: text }));
    } else {
      const text = quote ? span.t.replace(/^\n/, "") : span.t;
      quote = null;
      if (text) nodes.push(spanNode({ ...span, t: text }));
    }
  }
  nodes.forEach((node, at) => {
    const next = nodes[at + 1];
    if (node.nodeType === Node.TEXT_NODE && next?.tagName === "BLOCKQUOTE") node.data = node.data.replace(/\n$/, "");
  });
  return nodes;
}

// ---- parts

function replyLine(post) {
  if (!post.reply) return null;
  const known = post.reply.name !== null;
  const go = () => visit(`#/${post.channel}/${post.reply.id}`);
  return el("button", { class: "reply-line", type: "button", disabled: !known, on: { click: go } },
    icon("reply"), known ? el("b", {}, post.reply.name) : "", el("span", {}, known ? post.reply.text : t("replyGone")));
}

function head(post) {
  const badge = post.author.bot || post.author.level > 0
    ? el("span", { class: `badge level-${post.author.bot ? "bot" : post.author.level}` }, roleOf(post.author)) : null;
  return el("div", { class: "head" }, el("span", { class: "author" }, post.author.name), badge,
    ...(post.author.roles ?? []).slice(0, 2).map((role) => el("span", { class: "badge" }, role)),
    el("time", { dateTime: new Date(post.at).toISOString(), title: fullTime(post.at), data: { at: post.at } }, when(post.at)));
}

function button(post, one) {
  if (one.url) return el("a", { class: `button ${one.look}`, href: one.url, target: "_blank", rel: "noopener noreferrer" }, one.label);
  const press = async (event) => {
    const node = event.currentTarget;
    node.classList.add("waiting");
    await ask("press", { channel: post.channel, id: post.id, payload: one.payload });
    node.classList.remove("waiting");
  };
  return el("button", { class: `button ${one.look}`, type: "button", data: { payload: one.payload }, on: { click: press } }, one.label);
}

function picture(shown) {
  if (!shown) return null;
  if (!shown.image) {
    return el("a", { class: "file", href: shown.url, download: shown.name }, icon("file"), t("file", { name: shown.name }));
  }
  const image = el("img", { src: shown.url, alt: shown.alt || t("picture"), loading: "lazy" });
  return el("button", { class: "picture", type: "button", title: t("zoom"), on: { click: () => openPicture(shown) } }, image);
}

function reactions(post) {
  if (!post.reactions.length) return null;
  return el("div", { class: "reactions" }, post.reactions.map((one) => el("button", {
    class: one.mine ? "reaction mine" : "reaction", type: "button", "aria-pressed": String(one.mine), data: { emoji: one.emoji },
    title: one.names.join(", "), "aria-label": t("reactedBy", { emoji: one.emoji, n: one.count, names: one.names.join(", ") }),
    on: { click: () => ask("react", { channel: post.channel, id: post.id, emoji: one.emoji }) },
  }, el("span", { class: "emoji" }, one.emoji), el("span", {}, one.count))));
}

function privateLine(post) {
  if (!post.private) return null;
  const dismiss = () => ask("delete", { channel: post.channel, id: post.id });
  return el("p", { class: "private-line" }, icon("eye"), el("span", {}, t("only")),
    el("button", { class: "link", type: "button", on: { click: dismiss } }, t("dismiss")));
}

// A very long message of a person is folded, so that it does not push everybody else away.
const LONG = 1200;
const unfolded = new Set();

function fold(post, text) {
  const words = post.spans.map((span) => span.t).join("");
  if (post.author.bot || (words.length <= LONG && words.split("\n").length <= 18)) return null;
  const node = el("button", { class: "link fold", type: "button", "aria-controls": `t${post.id}`, on: { click: () => turn(!unfolded.has(post.id)) } });
  const turn = (open) => {
    unfolded[open ? "add" : "delete"](post.id);
    text.classList.toggle("folded", !open);
    node.setAttribute("aria-expanded", String(open));
    node.textContent = t(open ? "foldLess" : "foldMore");
  };
  turn(unfolded.has(post.id));
  return node;
}

// ---- the whole

// What one typed after "/": one quiet line, since the answer follows.
function commandNode(post) {
  const dismiss = () => ask("delete", { channel: post.channel, id: post.id });
  return el("li", { class: "message typed", id: `m${post.id}`, tabIndex: -1, data: { id: post.id } }, icon("slash"),
    el("div", { class: "typed-line" }, el("span", { class: "sr" }, post.author.name), el("span", { class: "typed-words" }, post.raw),
      el("span", { class: "typed-note" }, icon("eye"), t("only")), el("button", { class: "link", type: "button", on: { click: dismiss } }, t("dismiss"))));
}

export function messageNode(post, joined) {
  if (post.private && post.raw !== null) return commandNode(post);
  if (post.notice) {
    return el("li", { class: `notice ${post.notice}`, id: `m${post.id}` }, icon(post.notice === "joined" ? "enter" : "door"),
      el("span", {}, t(`notice.${post.notice}`, { name: post.author.name })));
  }
  const classes = ["message", joined ? "grouped" : "", post.private ? "private" : "", post.mentionsMe ? "mentions-me" : ""];
  const text = post.spans.length
    ? el("div", { class: "text", id: `t${post.id}` }, words(post.spans), post.edited ? el("span", { class: "edited" }, ` (${t("edited")})`) : null) : null;
  const used = post.via ? el("p", { class: "via" }, icon("slash"), t("used", { name: post.via[0], command: post.via[1] })) : null;
  const rows = post.buttons.map((row) => el("div", { class: "row" }, row.map((one) => button(post, one))));
  const inner = [text, fold(post, text), picture(post.picture), rows.length ? el("div", { class: "rows" }, rows) : null];
  const body = post.tone === "plain" ? inner : el("div", { class: `card ${post.tone}` }, inner);
  return el("li", { class: classes.filter(Boolean).join(" "), id: `m${post.id}`, tabIndex: -1, data: { id: post.id } },
    used, replyLine(post),
    joined ? el("time", { class: "side-time", dateTime: new Date(post.at).toISOString(), title: fullTime(post.at) }, clock(post.at)) : avatar(post.author),
    el("div", { class: "content" }, joined ? el("span", { class: "sr" }, post.author.name) : head(post), body, reactions(post), privateLine(post)));
}
