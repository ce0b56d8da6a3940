// What one can do with a message: a toolbar on hover or focus, a menu on long press.

import { $, el, icon } from "../base/dom.js";
import { startEdit, startReply } from "./composer.js";
import { ask } from "../base/net.js";
import { openMenu } from "../frame/overlay.js";
import { shown, store } from "../base/store.js";
import { pick, t } from "../base/words.js";

const EMOJIS = ["👍", "❤️", "😂", "🎉", "🙌", "👀", "✅", "🍞"];
const MENU_ICONS = { report_message: "flag", save_as_faq: "book", make_an_idea: "idea" };
const PRESS = 450;
const list = $("messages");

const postOf = (row) => shown().find((post) => String(post.id) === row?.dataset.id);
const react = (post, emoji) => ask("react", { channel: post.channel, id: post.id, emoji });

function items(post) {
  const own = post.author.id === store.me.id;
  const where = { channel: post.channel, id: post.id };
  const engine = post.private || post.author.bot ? [] : store.menus.map((menu) => ({
    label: pick(menu.name), icon: MENU_ICONS[menu.key] ?? "spark", data: { key: menu.key }, run: () => ask("menu", { ...where, key: menu.key }),
  }));
  return [
    post.private ? null : { emojis: EMOJIS, run: (emoji) => react(post, emoji) },
    post.private ? null : { label: t("reply"), icon: "reply", run: () => startReply(post) },
    ...(engine.length ? [{ line: true }, ...engine] : []),
    own && !post.private ? { label: t("edit"), icon: "edit", run: () => startEdit(post) } : null,
    own || post.private || store.me.level > 0
      ? { label: post.private ? t("dismiss") : t("remove"), icon: "trash", danger: true, run: () => ask("delete", where) } : null,
  ];
}

function menuFor(row, anchor, point) {
  const post = postOf(row);
  if (post) openMenu(anchor, items(post), { label: t("actions", { name: post.author.name }), point });
}

// ---- the toolbar: one element that visits the message under the pointer or focus

const tool = (name, run, extra = {}) => el("button", { class: "icon-button", type: "button", on: { click: run }, ...extra }, icon(name));
const bar = el("div", { class: "toolbar", role: "toolbar" });
const rowOf = () => bar.closest(".message");

function show(row) {
  const post = postOf(row);
  if (!post || post.private || bar.parentElement === row) return;
  const name = post.author.name;
  bar.setAttribute("aria-label", t("actions", { name }));
  const quick = ["👍", "❤️", "🎉"].map((emoji) => el("button", {
    class: "icon-button emoji", type: "button", "aria-label": `${t("react")} ${emoji}`, on: { click: () => react(postOf(rowOf()), emoji) },
  }, emoji));
  bar.replaceChildren(...quick,
    tool("reply", () => startReply(postOf(rowOf())), { "aria-label": t("reply"), title: t("reply") }),
    tool("more", (event) => menuFor(rowOf(), event.currentTarget), { "aria-label": t("more"), title: t("more"), "aria-haspopup": "menu" }));
  // Under the header there is no room above the message.
  bar.classList.toggle("low", row.getBoundingClientRect().top - $("scroller").getBoundingClientRect().top < 20);
  row.append(bar);
}

list.addEventListener("pointerover", (event) => event.pointerType === "mouse" && show(event.target.closest(".message")));
list.addEventListener("focusin", (event) => show(event.target.closest(".message")));
list.addEventListener("keydown", (event) => {
  if (event.target.matches(".message") && (event.key === "Enter" || event.key === "ContextMenu")) {
    event.preventDefault();
    menuFor(event.target, event.target);
  }
});

// ---- long press

let press = null;
const endPress = () => clearTimeout(press);
list.addEventListener("pointerdown", (event) => {
  const row = event.target.closest(".message");
  endPress();
  if (event.pointerType === "mouse" || !row || event.target.closest("button, a")) return;
  press = setTimeout(() => menuFor(row, row, { x: event.clientX, y: event.clientY }), PRESS);
});
for (const type of ["pointerup", "pointermove", "pointercancel"]) list.addEventListener(type, endPress);
$("scroller").addEventListener("scroll", endPress, { passive: true });
list.addEventListener("contextmenu", (event) => {
  if (event.pointerType === "touch") event.preventDefault();
});
