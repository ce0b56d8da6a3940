// The channels, the header, the people, and who one is.

import { $, avatar, el, icon } from "../base/dom.js";
import { ask } from "../base/net.js";
import { openMenu } from "./overlay.js";
import { open, people, room, store } from "../base/store.js";
import { LANGUAGES, clock, locale, pick, roleOf, setLocale, t } from "../base/words.js";

const ROLES = ["member", "moderator", "admin", "owner"];
const roleKey = (person) => (person.newcomer && person.level === 0 ? "newcomer" : ROLES[person.level]);

// ---- channels

function channelNode(place) {
  const unread = store.unread[place.id] ?? 0;
  const here = place.id === store.channel;
  const sign = place.direct ? avatar({ bot: true }, "tiny") : icon(place.private ? "lock" : "hash");
  return el("a", {
    class: ["channel", here ? "here" : "", unread ? "unread" : ""].join(" "), href: `#/${place.id}`, "aria-current": here ? "page" : undefined,
    data: { channel: place.id },
  }, sign, el("span", { class: "channel-name" }, place.name),
  unread ? el("span", { class: "count", "aria-label": t("unread", { n: unread }) }, unread > 99 ? "99+" : unread) : null);
}

// They come from the bot, which knows neither the language nor the theme chosen here.
function drawPages() {
  const theme = document.documentElement.dataset.theme;
  const query = new URLSearchParams({ lang: locale(), ...(theme ? { theme } : {}) });
  const nav = $("pages");
  const signature = JSON.stringify([store.pages, String(query)]);
  if (nav.dataset.signature === signature) return;
  nav.dataset.signature = signature;
  nav.hidden = !store.pages.length;
  nav.replaceChildren(el("h2", {}, t("pages")), el("ul", {}, store.pages.map((page) => el("li", {},
    el("a", { class: "channel", href: `pages/${page.path}?${query}` }, icon("book"), el("span", { class: "channel-name" }, pick(page.title)))))));
}

export function drawSidebar() {
  drawPages();
  const groups = [[t("channels"), store.channels.filter((one) => !one.direct)], [t("direct"), store.channels.filter((one) => one.direct)]];
  const signature = JSON.stringify([groups, store.unread, store.channel, locale()]);
  $("community").textContent = store.community;
  $("count").textContent = store.members === 1 ? t("countOne") : t("count", { n: new Intl.NumberFormat(locale()).format(store.members) });
  if ($("channels").dataset.signature === signature) return;
  $("channels").dataset.signature = signature;
  const focused = document.activeElement?.dataset?.channel;
  $("channels").replaceChildren(...groups.filter(([, places]) => places.length).flatMap(([title, places]) => [
    el("h2", {}, title), el("ul", {}, places.map((place) => el("li", {}, channelNode(place))))]));
  if (focused) $("channels").querySelector(`[data-channel="${CSS.escape(focused)}"]`)?.focus();
}

export function drawer(show) {
  $("app").classList.toggle("drawer-open", show);
  $("open-drawer").setAttribute("aria-expanded", String(show));
  if (show) $("channels").querySelector("a")?.focus();
}

$("open-drawer").addEventListener("click", () => drawer(true));
$("close-drawer").addEventListener("click", () => { drawer(false); $("open-drawer").focus(); });
$("shade").addEventListener("click", () => drawer(false));
$("sidebar").addEventListener("keydown", (event) => {
  if (event.key === "Escape" && $("app").classList.contains("drawer-open")) {
    drawer(false);
    $("open-drawer").focus();
  }
});
$("channels").addEventListener("click", (event) => {
  const link = event.target.closest("a");
  if (!link) return;
  drawer(false);
  if (link.dataset.channel === store.channel) event.preventDefault();
});

// ---- header

export function drawTop() {
  const place = room();
  $("title").replaceChildren(...(place ? [place.direct ? "" : icon(place.private ? "lock" : "hash"), el("span", {}, place.name)].filter(Boolean) : [el("span", {}, store.community)]));
  $("topic").textContent = place?.direct ? t("only") : (place?.topic ?? "");
  const { me } = store;
  const role = t(roleKey(me));
  const persona = $("persona");
  const signature = `${me.id}${role}${me.name}${locale()}`;
  if (persona.dataset.signature !== signature) {
    persona.dataset.signature = signature;
    persona.setAttribute("aria-label", t("youAre", { name: me.name, role }));
    persona.replaceChildren(avatar(me, "small"), el("span", { class: "persona-words" }, el("b", {}, me.name), el("span", {}, role)), icon("chevron"));
  }
  $("demo").hidden = !store.replay;
  drawTheme();
  drawBanner();
  drawProgress();
  const total = Object.values(store.unread).reduce((sum, one) => sum + one, 0);
  $("open-drawer").classList.toggle("has-unread", total > 0);
  $("open-drawer").setAttribute("aria-label", total ? t("openUnread", { n: total }) : t("openChannels"));
  document.title = `${total ? `(${total}) ` : ""}${place ? `${place.direct ? "" : "#"}${place.name} · ` : ""}${store.community}`;
}

function drawBanner() {
  const until = store.me.timedOutUntil;
  const text = !store.online ? t("lost") : until > Date.now() ? t("timedOut", { until: clock(until) }) : "";
  if ($("banner").textContent !== text) $("banner").textContent = text;
  $("banner").hidden = !text;
  $("banner").classList.toggle("calm", store.online);
}

function drawProgress() {
  $("progress").hidden = !store.progress;
  if (!store.progress) return;
  const [done, total, label] = store.progress;
  const number = new Intl.NumberFormat(locale());
  $("progress-bar").max = total;
  $("progress-bar").value = done;
  $("progress-bar").setAttribute("aria-label", t("playing"));
  $("progress-words").title = label;
  $("progress-words").textContent = `${t("playing")} · ${number.format(done)} / ${number.format(total)}`;
}

// ---- who one is

export function be(person) {
  sessionStorage.setItem("townhall.persona", person);
  return ask("be", { person, locale: locale() });
}

$("persona").addEventListener("click", (event) => openMenu(event.currentTarget, [
  { heading: t("who") },
  ...store.personas.map((person) => ({
    label: person.name, about: `${t(roleKey(person))} · ${t(`about.${roleKey(person)}`)}`, lead: avatar(person, "small"),
    checked: person.id === store.me.id, data: { persona: person.id }, run: () => be(person.id),
  })),
  store.me.joined ? { line: true } : null,
  store.me.joined ? { label: t("leave"), icon: "door", danger: true, run: () => ask("leave") } : null,
], { label: t("who") }));

export function drawSplash(personas, community) {
  const splash = $("splash");
  splash.replaceChildren(el("div", { class: "splash-card" }, el("img", { src: "web/logo.svg", alt: "", width: 64, height: 64 }),
    el("h1", {}, community), el("p", {}, t("who")),
    el("div", { class: "splash-people" }, personas.map((person) => el("button", {
      type: "button", class: "splash-person", data: { persona: person.id }, on: { click: () => be(person.id) },
    }, avatar(person, "large"), el("b", {}, person.name), el("span", { class: "badge" }, t(roleKey(person))), el("span", { class: "quiet" }, t(`about.${roleKey(person)}`))))),
    el("p", { class: "quiet" }, t("whoHint"))));
  splash.hidden = false;
}

export function drawDoor() {
  const { me } = store;
  const outside = !room();
  $("app").classList.toggle("outside", outside);
  if (!outside) return $("door")?.remove();
  if ($("door")?.dataset.signature === `${me.id}${me.banned}${locale()}`) return undefined;
  $("door")?.remove();
  const data = { name: me.name, community: store.community };
  const parts = me.banned
    ? [el("h2", {}, t("banned", data)), el("p", { class: "quiet" }, t("bannedText"))]
    : [el("h2", {}, t("joinTitle", data)), el("p", { class: "quiet" }, t("joinText")),
      el("button", { class: "button primary large", type: "button", id: "join", on: { click: () => ask("join") } }, t("join"))];
  $("scroller").before(el("section", { id: "door", class: "door", data: { signature: `${me.id}${me.banned}${locale()}` } },
    el("img", { src: "web/logo.svg", alt: "", width: 72, height: 72 }), ...parts));
  return undefined;
}

// ---- people on the right

export function drawMembers() {
  const all = people();
  const team = all.filter((person) => person.bot || person.level > 0).sort((a, b) => b.level - a.level);
  const others = all.filter((person) => !person.bot && person.level === 0).slice(0, 40);
  const signature = JSON.stringify([team.map((one) => [one.id, one.roles]), others.map((one) => [one.id, one.roles]), locale()]);
  if ($("members").dataset.signature === signature) return;
  $("members").dataset.signature = signature;
  const group = (title, list) => (list.length ? [el("h2", {}, title), el("ul", {}, list.map((person) => el("li", { class: "person" },
    avatar(person, "small"), el("span", { class: "person-name" }, person.name),
    person.bot || person.level ? el("span", { class: `badge level-${person.bot ? "bot" : person.level}` }, roleOf(person)) : null,
    ...(person.roles ?? []).slice(0, 2).map((role) => el("span", { class: "badge" }, role)))))] : []);
  $("members").replaceChildren(...group(t("team"), team), ...group(t("here"), others));
}

// ---- theme, language, demo

const isDark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

function drawTheme() {
  const label = t(isDark() ? "light" : "dark");
  if ($("theme").getAttribute("aria-label") === label) return;
  $("theme").setAttribute("aria-label", label);
  $("theme").title = label;
  $("theme").replaceChildren(icon(isDark() ? "sun" : "moon"));
}

$("theme").addEventListener("click", () => {
  const next = isDark() ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  localStorage.setItem("townhall.theme", next);
  drawTheme();
  drawPages();
});

export function drawWords() {
  document.documentElement.lang = locale();
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  $("language").setAttribute("aria-label", `${t("language")}: ${LANGUAGES[locale()]}`);
  $("demo").replaceChildren(icon("play"), el("span", {}, t("demo")));
}

$("language").addEventListener("click", (event) => openMenu(event.currentTarget, Object.entries(LANGUAGES).map(([key, label]) => ({
  label, checked: key === locale(), run: () => { setLocale(key); drawWords(); be(store.me.id); },
})), { label: t("language") }));

// 1 is about a minute for the whole conversation.
const SPEEDS = { calm: 0.2, fast: 1, max: 1000 };
$("demo").addEventListener("click", (event) => openMenu(event.currentTarget, [{ heading: t("play") },
  ...Object.entries(SPEEDS).map(([key, speed]) => ({ label: t(`speed.${key}`), icon: "play", data: { speed: key }, run: () => ask("replay", { speed }) })),
], { label: t("demo") }));

// ---- the address names the channel: "#/general/123"

export function follow() {
  const [, channel, id] = decodeURIComponent(location.hash).split("/");
  if (channel) open(channel);
  return id ? Number(id) : null;
}
