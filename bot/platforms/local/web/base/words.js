// The page's own words. What the bot says comes from the bot, in the language chosen here.

const WORDS = {
  en: {
    skip: "Skip to the message box", channels: "Channels", pages: "Pages", openChannels: "Open channels", openUnread: "Open channels, {n} unread", close: "Close",
    direct: "Direct messages", messages: "Messages", suggestions: "Suggestions", commands: "Commands", send: "Send",
    members: "Members", team: "Team", here: "In the conversation", count: "{n} members", countOne: "1 member",
    note: "A playground on your own machine. Open more tabs to be several people at once.",
    newcomer: "Newcomer", member: "Member", moderator: "Moderator", admin: "Admin", owner: "Owner", bot: "Bot",
    whoHint: "Each tab can be somebody else. You can switch at any time.", who: "Who do you want to be?",
    "about.newcomer": "New here: join and be welcomed", "about.member": "Votes, asks and shares ideas",
    "about.moderator": "Sees #moderators and keeps order", "about.owner": "Runs the place and reads the digest",
    youAre: "You are {name} ({role}). Switch persona", language: "Language", light: "Light theme", dark: "Dark theme",
    write: "Message #{channel}", writeDirect: "Message Townhall", writeShort: "Message", "intro.channel": "Welcome to #{channel}",
    "intro.direct": "You and Townhall", "intro.directText": "Only you can read this. Ask anything, or type / to see what Townhall can do.",
    "intro.text": "This is where #{channel} begins. Type / to see what Townhall can do for you.",
    older: "Show earlier messages", foldMore: "Show all of it", foldLess: "Show less", jump: "Jump to the newest", jumpNew: "{n} new", today: "Today", yesterday: "Yesterday",
    now: "just now", minutes: "{n} min ago", edited: "edited", only: "Only you can see this", dismiss: "Dismiss",
    used: "{name} used {command}", replyTo: "Replying to {name}", replyGone: "The message is no longer there", reply: "Reply",
    react: "React", more: "More actions", edit: "Edit", remove: "Delete", editing: "Editing your message", cancel: "Cancel",
    actions: "Actions for the message of {name}", hidden: "Hidden text. Show it", zoom: "Enlarge the picture", picture: "Picture",
    reactedBy: "{emoji}, {n}: {names}", toggleReaction: "{emoji}, {n}", typing: "Townhall is working on it …", newLine: "New",
    "notice.joined": "{name} joined the community", "notice.left": "{name} left the community", "notice.removed": "{name} was removed",
    join: "Join the community", joinTitle: "Hello {name}, welcome to the door of {community}", leave: "Leave the community",
    joinText: "You have not joined yet. Come in, and the community will be told that you are here.",
    banned: "You were banned from {community}", bannedText: "Switch to another persona to look around.",
    lost: "The connection is lost. Trying again …", timedOut: "You are timed out until {until}. You can still talk to Townhall directly.",
    demo: "Demo", play: "Play a conversation", playAbout: "See this place with life in it", playing: "Playing a conversation", "speed.calm": "In five minutes, to read along", "speed.fast": "In one minute", "speed.max": "As fast as it can",
    submit: "Send", optional: "optional", letters: "{n} characters left", required: "required", noCommand: "No command of that name",
    unread: "{n} unread", tookTooLong: "No answer yet. Try again.", sent: "{name}: {text}", privateSent: "Only for you, {name}: {text}", file: "Download {name}", newTab: "opens in a new tab",
    "refused.timed_out": "You are timed out until {until}.", "refused.too_long": "At most {max} characters fit.",
    "refused.empty": "Write something first.", "refused.gone": "This is no longer there.",
    "refused.not_yours": "You can only do that with your own messages.", "refused.no_channel": "You cannot read this channel.",
    "refused.banned": "You cannot come back: you were banned.", "refused.required": "Please fill in “{field}”.",
    "refused.replaying": "A conversation is being played already.", "refused.no_replay": "Only the owner can play a conversation.",
    "refused.no_command": "There is no command /{word}. Type / to see what there is.", "refused.failed": "That did not work. Try again.", "refused.bad": "That was not understood.", "refused.no_emoji": "Choose one emoji.",
    "refused.no_person": "Choose who you are first.",
  },
  de: {
    skip: "Zum Nachrichtenfeld springen", channels: "Kanäle", pages: "Seiten", openChannels: "Kanäle öffnen", openUnread: "Kanäle öffnen, {n} ungelesen", close: "Schließen",
    direct: "Direktnachrichten", messages: "Nachrichten", suggestions: "Vorschläge", commands: "Befehle", send: "Senden",
    members: "Mitglieder", team: "Team", here: "Im Gespräch", count: "{n} Mitglieder", countOne: "1 Mitglied",
    note: "Eine Spielwiese auf deinem eigenen Rechner. Öffne mehr Tabs, um mehrere Personen zugleich zu sein.",
    newcomer: "Neu hier", member: "Mitglied", moderator: "Moderation", admin: "Admin", owner: "Inhaber:in", bot: "Bot",
    whoHint: "Jeder Tab kann jemand anderes sein. Du kannst jederzeit wechseln.", who: "Wer möchtest du sein?",
    "about.newcomer": "Neu: tritt bei und werde begrüßt", "about.member": "Stimmt ab, fragt und hat Ideen",
    "about.moderator": "Sieht #moderators und hält Ordnung", "about.owner": "Führt den Laden und liest den Bericht",
    youAre: "Du bist {name} ({role}). Person wechseln", language: "Sprache", light: "Helles Design", dark: "Dunkles Design",
    write: "Nachricht an #{channel}", writeDirect: "Nachricht an Townhall", writeShort: "Nachricht", "intro.channel": "Willkommen in #{channel}",
    "intro.direct": "Du und Townhall", "intro.directText": "Das liest nur du. Frag etwas, oder tippe / und sieh, was Townhall kann.",
    "intro.text": "Hier beginnt #{channel}. Tippe / und sieh, was Townhall für dich tun kann.",
    older: "Frühere Nachrichten zeigen", foldMore: "Alles zeigen", foldLess: "Weniger zeigen", jump: "Zum Neuesten", jumpNew: "{n} neu", today: "Heute", yesterday: "Gestern",
    now: "gerade eben", minutes: "vor {n} Min.", edited: "bearbeitet", only: "Das siehst nur du", dismiss: "Ausblenden",
    used: "{name} hat {command} benutzt", replyTo: "Antwort an {name}", replyGone: "Die Nachricht gibt es nicht mehr", reply: "Antworten",
    react: "Reagieren", more: "Weitere Aktionen", edit: "Bearbeiten", remove: "Löschen", editing: "Du bearbeitest deine Nachricht", cancel: "Abbrechen",
    actions: "Aktionen zur Nachricht von {name}", hidden: "Verdeckter Text. Zeigen", zoom: "Bild vergrößern", picture: "Bild",
    reactedBy: "{emoji}, {n}: {names}", toggleReaction: "{emoji}, {n}", typing: "Townhall arbeitet daran …", newLine: "Neu",
    "notice.joined": "{name} ist der Community beigetreten", "notice.left": "{name} hat die Community verlassen", "notice.removed": "{name} wurde entfernt",
    join: "Der Community beitreten", joinTitle: "Hallo {name}, du stehst vor der Tür von {community}", leave: "Community verlassen",
    joinText: "Du bist noch nicht beigetreten. Komm herein, und die Community erfährt, dass du da bist.",
    banned: "Du wurdest aus {community} ausgeschlossen", bannedText: "Wechsle zu einer anderen Person, um dich umzusehen.",
    lost: "Die Verbindung ist weg. Neuer Versuch …", timedOut: "Du bist bis {until} stummgeschaltet. Mit Townhall kannst du direkt sprechen.",
    demo: "Demo", play: "Ein Gespräch abspielen", playAbout: "Sieh, wie es hier lebendig wird", playing: "Ein Gespräch läuft", "speed.calm": "In fünf Minuten, zum Mitlesen", "speed.fast": "In einer Minute", "speed.max": "So schnell es geht",
    submit: "Absenden", optional: "freiwillig", letters: "noch {n} Zeichen", required: "nötig", noCommand: "Diesen Befehl gibt es nicht",
    unread: "{n} ungelesen", tookTooLong: "Noch keine Antwort. Versuch es noch einmal.", sent: "{name}: {text}", privateSent: "Nur für dich, {name}: {text}", file: "{name} herunterladen", newTab: "öffnet in neuem Tab",
    "refused.timed_out": "Du bist bis {until} stummgeschaltet.", "refused.too_long": "Höchstens {max} Zeichen passen hinein.",
    "refused.empty": "Schreib zuerst etwas.", "refused.gone": "Das gibt es nicht mehr.",
    "refused.not_yours": "Das geht nur mit deinen eigenen Nachrichten.", "refused.no_channel": "Diesen Kanal kannst du nicht lesen.",
    "refused.banned": "Du kannst nicht zurück: du wurdest ausgeschlossen.", "refused.required": "Bitte fülle „{field}“ aus.",
    "refused.replaying": "Es wird schon ein Gespräch abgespielt.", "refused.no_replay": "Nur die Leitung kann ein Gespräch abspielen.",
    "refused.no_command": "Den Befehl /{word} gibt es nicht. Tippe / und sieh, was es gibt.", "refused.failed": "Das hat nicht geklappt. Versuch es noch einmal.", "refused.bad": "Das wurde nicht verstanden.", "refused.no_emoji": "Wähle ein Emoji.",
    "refused.no_person": "Wähle zuerst, wer du bist.",
  },
};

export const LANGUAGES = { en: "English", de: "Deutsch" };
let current = localStorage.getItem("townhall.locale") ?? (navigator.language.startsWith("de") ? "de" : "en");

export const locale = () => current;

export function setLocale(next) {
  current = next;
  localStorage.setItem("townhall.locale", next);
}

export function t(key, data = {}) {
  const text = WORDS[current][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (hole, name) => data[name] ?? hole);
}

export const has = (key) => key in WORDS[current];

// A text that the bot gives by locale.
export const pick = (texts) => texts[current] ?? texts.en ?? Object.values(texts)[0] ?? "";

export function roleOf(person) {
  if (person.bot) return t("bot");
  return t(["member", "moderator", "admin", "owner"][person.level] ?? "member");
}

// ---- times

const OPTIONS = {
  clock: { hour: "2-digit", minute: "2-digit" }, full: { dateStyle: "full", timeStyle: "short" },
  day: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
};
const formats = new Map();
// Somebody in Britain reads English with British dates.
const region = () => navigator.languages.find((one) => one.startsWith(current)) ?? current;

// Making a format costs far more than using it, and every message has several times.
function format(kind, at) {
  const key = `${current} ${kind}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(region(), OPTIONS[kind]));
  return formats.get(key).format(at);
}

export const clock = (at) => format("clock", at);
export const fullTime = (at) => format("full", at);

export function when(at) {
  const minutes = Math.floor((Date.now() - at) / 60000);
  if (minutes < 1 && minutes > -5) return t("now");
  return minutes > 0 && minutes < 60 ? t("minutes", { n: minutes }) : clock(at);
}

export function day(at) {
  const start = (time) => new Date(time).setHours(0, 0, 0, 0);
  const days = Math.round((start(Date.now()) - start(at)) / 86400000);
  if (days === 0) return t("today");
  if (days === 1) return t("yesterday");
  return format("day", at);
}

export function refusal(answer) {
  const key = `refused.${answer.reason}`;
  const data = { ...answer.data };
  if (data.until) data.until = clock(data.until);
  return has(key) ? t(key, data) : (answer.text ?? t("refused.failed"));
}
