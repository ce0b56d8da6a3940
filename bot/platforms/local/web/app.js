// Puts the page together: frames in, one drawing a frame out.

import "./chat/actions.js";
import { drawComposer } from "./chat/composer.js";
import { $, icon } from "./base/dom.js";
import { drawMessages, goTo } from "./chat/messages.js";
import { connect } from "./base/net.js";
import { drawForm } from "./frame/overlay.js";
import { be, drawDoor, drawMembers, drawSidebar, drawSplash, drawTop, drawWords, follow } from "./frame/sidebar.js";
import { changed, listen, markRead, receive, store } from "./base/store.js";

let waiting = false;
let rest = 0;

function draw() {
  const start = performance.now();
  waiting = false;
  if (store.ready) drawAll();
  // When much happens, as in a replay, typing and clicking come before drawing every step.
  const cost = performance.now() - start;
  rest = cost > 12 ? Math.min(300, cost * 4) : 0;
}

function drawAll() {
  if (!$("splash").hidden) $("splash").replaceChildren();
  $("splash").hidden = true;
  $("app").hidden = false;
  drawSidebar();
  drawTop();
  drawDoor();
  drawMessages();
  drawComposer();
  drawMembers();
  drawForm(store.form);
}

function schedule() {
  if (waiting) return;
  waiting = true;
  // A hidden tab gets no animation frames, yet its title shows what is unread.
  if (document.hidden) setTimeout(draw, 200);
  else if (rest) setTimeout(() => requestAnimationFrame(draw), rest);
  else requestAnimationFrame(draw);
}

function hello() {
  const asked = new URLSearchParams(location.search).get("as");
  const wanted = store.me?.id ?? sessionStorage.getItem("townhall.persona") ?? asked;
  const known = store.personas.find((person) => person.id === wanted);
  if (known) be(known.id);
  else drawSplash(store.personas, store.community);
}

listen((event) => {
  if (event.is === "hello") hello();
  else if (event.is === "opened") {
    const hash = `#/${store.channel}`;
    if (event.fresh && !decodeURIComponent(location.hash).startsWith(hash)) history.replaceState(null, "", hash);
  } else if (event.is === "changed") schedule();
});

function routed() {
  const id = follow();
  const hash = `#/${store.channel}`;
  // An address that this person may not open stays where one is.
  if (store.channel && !decodeURIComponent(location.hash).startsWith(hash)) history.replaceState(null, "", hash);
  else if (id) goTo(id);
}

let first = true;
const wanted = location.hash;
function frames(all) {
  receive(all);
  if (!first || !store.ready) return;
  first = false;
  // Opening the first channel has written its own address over the one that was asked for.
  if (wanted) history.replaceState(null, "", wanted);
  routed();
}

for (const [id, name] of Object.entries({ "open-drawer": "menu", "close-drawer": "close", send: "send", slash: "slash", language: "globe" })) {
  $(id).append(icon(name));
}
drawWords();
addEventListener("hashchange", routed);
// A time-out ends by the clock, without any word from the bot.
setInterval(changed, 30000);
document.addEventListener("visibilitychange", () => { if (store.ready) { markRead(); changed(); } });
connect(frames, (online) => { store.online = online; changed(); });
