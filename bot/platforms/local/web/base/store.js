// What the page knows. Frames change it; whoever draws is told that something changed.

const MOST = 240;
const PATIENCE = 20000;
export const PAGE = 60;
const listeners = new Set();

export const store = {
  ready: false, online: false, me: null, personas: [], staff: [], members: 0, community: "", channels: [],
  pages: [], posts: {}, complete: {}, unread: {}, newFrom: {}, channel: null, form: null, commands: [], menus: [], replay: false,
  progress: null, busy: {}, replyTo: null, editing: null,
};

export const listen = (listener) => listeners.add(listener);
const tell = (event) => listeners.forEach((listener) => listener(event));
export const changed = () => tell({ is: "changed" });

export const room = () => store.channels.find((one) => one.id === store.channel) ?? null;
export const shown = () => store.posts[store.channel] ?? [];
const readKey = () => `townhall.read.${store.me?.id}`;
const readMarks = () => JSON.parse(sessionStorage.getItem(readKey()) ?? "{}");

export function markRead() {
  const last = shown().at(-1);
  if (!last || document.hidden) return;
  store.unread[store.channel] = 0;
  sessionStorage.setItem(readKey(), JSON.stringify({ ...readMarks(), [store.channel]: last.id }));
}

export function open(channel) {
  if (!store.channels.some((one) => one.id === channel)) return;
  const fresh = channel !== store.channel;
  store.channel = channel;
  if (fresh) {
    store.replyTo = store.editing = null;
    const mark = readMarks()[channel];
    store.newFrom[channel] = store.unread[channel] && mark ? mark : null;
  }
  markRead();
  tell({ is: "opened", fresh });
  changed();
}

function whole(frame) {
  const samePerson = store.me?.id === frame.me.id;
  const { posts: before, complete } = store;
  Object.assign(store, {
    ready: true, me: frame.me, personas: frame.personas, staff: frame.staff, members: frame.members,
    community: frame.community, channels: frame.channels, form: frame.form, commands: frame.commands, menus: frame.menus,
    replay: frame.replay, progress: frame.progress, posts: {}, complete: {},
  });
  for (const [channel, posts] of Object.entries(frame.posts)) {
    // What one had is kept only where it joins on: no hole in the middle of a conversation.
    const had = samePerson ? (before[channel] ?? []) : [];
    const joins = had.findIndex((post) => post.id === posts[0]?.id);
    store.posts[channel] = [...had.slice(0, Math.max(0, joins)), ...posts];
    store.complete[channel] = posts.length < PAGE || (joins >= 0 && Boolean(complete[channel]));
  }
  const marks = readMarks();
  for (const { id } of frame.channels) {
    const mark = marks[id];
    store.unread[id] = mark ? (store.posts[id] ?? []).filter((post) => post.id > mark && counts(post)).length : 0;
    if (!mark) marks[id] = store.posts[id]?.at(-1)?.id ?? 1;
  }
  sessionStorage.setItem(readKey(), JSON.stringify(marks));
  store.busy = {};
  const still = samePerson && frame.channels.some((one) => one.id === store.channel);
  if (still) markRead();
  else {
    // Who has not joined stands at the door, in no channel.
    const wanted = frame.channels.find((one) => one.id === store.channel && !one.direct) ?? frame.channels[0];
    store.channel = null;
    if (store.me.joined) open(wanted.id);
  }
}

const counts = (post) => post.author.id !== store.me.id && !post.notice;

// Keeps a room short; the room one looks at only while one reads its end.
export function trim(channel) {
  const posts = store.posts[channel] ?? [];
  if (posts.length <= MOST * 1.5) return;
  posts.splice(0, posts.length - MOST);
  store.complete[channel] = false;
}

function put(post) {
  const posts = (store.posts[post.channel] ??= []);
  const at = posts.findIndex((one) => one.id === post.id);
  if (at >= 0) {
    posts[at] = post;
    return;
  }
  posts.push(post);
  if (post.channel !== store.channel) trim(post.channel);
  if (counts(post) && (post.channel !== store.channel || document.hidden)) {
    store.unread[post.channel] = (store.unread[post.channel] ?? 0) + 1;
  }
  tell({ is: "arrived", post });
}

function drop(channel, id) {
  const posts = store.posts[channel] ?? [];
  const gone = posts.find((post) => post.id === id);
  store.posts[channel] = posts.filter((post) => post !== gone);
  const unread = store.unread[channel] ?? 0;
  const waiting = unread ? posts.filter(counts).slice(-unread) : [];
  if (waiting.includes(gone)) store.unread[channel] = unread - 1;
}

// Whoever gave no sign for a while works no longer: no answer may keep the page waiting for ever.
function work(channel, on) {
  const tasks = (store.busy[channel] ??= []);
  clearTimeout(on ? undefined : tasks.shift());
  if (!on) return;
  const end = setTimeout(() => {
    store.busy[channel] = (store.busy[channel] ?? []).filter((task) => task !== end);
    changed();
  }, PATIENCE);
  tasks.push(end);
}

function take(frame) {
  if (frame.is === "state") whole(frame);
  else if (frame.is === "post") put(frame.post);
  else if (frame.is === "gone") drop(frame.channel, frame.id);
  else if (frame.is === "form") store.form = frame.form;
  else if (frame.is === "busy") {
    work(frame.channel, frame.on);
  } else if (frame.is === "progress") store.progress = frame.progress[0] < frame.progress[1] ? frame.progress : null;
  else if (frame.is === "hello") {
    store.personas = frame.personas;
    store.community = frame.community;
    store.pages = frame.pages;
    tell({ is: "hello" });
  }
}

export function receive(frames) {
  frames.forEach(take);
  if (store.ready) markRead();
  changed();
}

export function addOlder(channel, posts) {
  const first = store.posts[channel]?.[0]?.id ?? Infinity;
  store.posts[channel] = [...posts.filter((post) => post.id < first), ...(store.posts[channel] ?? [])];
  store.complete[channel] = posts.length < PAGE;
  changed();
}

// Everybody whose name can be offered: the personas, the team and who has written lately.
export function people() {
  const found = new Map();
  for (const person of [...store.personas.filter((one) => one.joined), ...store.staff]) found.set(person.id, person);
  for (const posts of Object.values(store.posts)) {
    for (const post of posts.slice(-100)) if (!found.has(post.author.id) && !post.notice) found.set(post.author.id, post.author);
  }
  return [...found.values()];
}
