// Understands what is being typed after "/" and "@": which command, which option, which values.

import { ask } from "../base/net.js";
import { people, store } from "../base/store.js";
import { pick, roleOf } from "../base/words.js";

const CLOSING = { '"': '"', "'": "'", "„": "“”\"", "“": "”“", "«": "»" };
const BOOLS = { en: ["yes", "no"], de: ["ja", "nein"] };

export function chosenCommand(text) {
  const found = store.commands.filter((one) => text.startsWith(`/${one.path} `));
  return found.sort((a, b) => b.path.length - a.path.length)[0] ?? null;
}

// Words of the rest up to the caret: {start, key, raw} with raw still in its quotation marks.
function tokens(rest) {
  const found = [];
  let at = 0;
  while (at < rest.length) {
    if (/\s/.test(rest[at])) { at += 1; continue; }
    const start = at;
    const key = /^(\w+):/.exec(rest.slice(at))?.[1] ?? null;
    if (key) at += key.length + 1;
    const from = at;
    const closing = CLOSING[rest[at]];
    if (closing) {
      at += 1;
      while (at < rest.length && !closing.includes(rest[at])) at += rest[at] === "\\" ? 2 : 1;
      at = Math.min(at + 1, rest.length);
    } else while (at < rest.length && !/\s/.test(rest[at])) at += 1;
    found.push({ start, from, key, raw: rest.slice(from, at) });
  }
  return found;
}

// Where one stands within a command: the option being typed and what is typed of it.
export function place(text, command) {
  const offset = command.path.length + 2;
  const rest = text.slice(offset);
  const names = command.options.map((option) => option.name);
  const all = tokens(rest).map((one) => (names.includes(one.key) ? one : { ...one, key: null, from: one.start, raw: rest.slice(one.start, one.from) + one.raw }));
  const fresh = rest === "" || /\s$/.test(rest);
  const last = fresh ? { start: rest.length, from: rest.length, key: null, raw: "" } : all.pop();
  const named = new Set(all.map((one) => one.key).filter(Boolean));
  const free = command.options.filter((option) => !named.has(option.name) && option.name !== last.key);
  const positional = all.filter((one) => !one.key).length;
  const current = last.key
    ? command.options.find((option) => option.name === last.key)
    : free[Math.min(positional, Math.max(0, free.findLastIndex((option) => option.required)))] ?? null;
  const greedy = !last.key && current === free.filter((option) => option.required).at(-1) && positional >= 1;
  const words = all.filter((one) => !one.key);
  const start = greedy && words[free.indexOf(current)] ? words[free.indexOf(current)].start : last.from;
  return {
    current, start: offset + start, typed: rest.slice(start).replace(/^["“„']/, ""),
    missing: fresh && positional >= command.options.filter((option) => option.required).length
      ? command.options.filter((option) => !option.required && !named.has(option.name)) : [],
  };
}

const quoted = (value) => (/[\s;|,:]/.test(value) ? `"${value.replaceAll('"', '\\"')}"` : value);
const starts = (value, typed) => value.toLowerCase().startsWith(typed.toLowerCase());

function commandItems(text) {
  const typed = text.slice(1).toLowerCase();
  const found = store.commands.filter((one) => one.path.startsWith(typed) || one.path.split(" ").some((word) => typed && word.startsWith(typed)));
  return found.sort((a, b) => Number(b.path.startsWith(typed)) - Number(a.path.startsWith(typed)) || a.path.localeCompare(b.path)).map((one) => ({
    label: `/${one.path}`, usage: one.options.map((option) => (option.required ? option.name : `[${option.name}]`)).join("  "),
    about: pick(one.description), insert: `/${one.path} `, start: 0, exact: text === `/${one.path}` && !one.options.some((option) => option.required),
  }));
}

const member = (person, start) => ({ label: `@${person.username}`, about: `${person.name} · ${roleOf(person)}`, insert: `@${person.username} `, start });

async function valueItems(command, spot) {
  const { current, start, typed } = spot;
  const value = (given, about = "") => ({ label: given, about, insert: `${quoted(given)} `, start });
  if (current?.choices.length) {
    return current.choices.filter(([given, texts]) => starts(given, typed) || starts(pick(texts), typed)).map(([given, texts]) => value(given, pick(texts)));
  }
  if (current?.kind === "bool") return BOOLS[document.documentElement.lang].filter((one) => starts(one, typed)).map((one) => value(one));
  if (current?.kind === "member") {
    const asked = typed.replace(/^@/, "");
    return people().filter((one) => !one.bot && (starts(one.username, asked) || starts(one.name, asked))).slice(0, 12).map((one) => member(one, start));
  }
  if (current?.kind === "channel") {
    return store.channels.filter((one) => !one.direct && starts(one.name, typed.replace(/^#/, ""))).map((one) => ({ ...value(`#${one.name}`, one.topic), insert: `#${one.name} ` }));
  }
  if (current?.completes) {
    const answer = await ask("complete", { channel: store.channel, path: command.path, option: current.name, typed: typed.slice(0, 200) });
    return answer.ok ? answer.result.map((one) => value(one)) : [];
  }
  return [];
}

// {hint, items, firm}: `firm` lists take Enter at once, the others only after an arrow key.
export async function suggest(text) {
  if (text.startsWith("/")) {
    const command = chosenCommand(text);
    if (!command) return text.includes("\n") ? null : { items: commandItems(text), firm: true, unknown: true };
    const spot = place(text, command);
    const items = await valueItems(command, spot);
    for (const option of spot.missing) {
      items.push({ label: `${option.name}:`, about: pick(option.description), insert: `${option.name}:`, start: text.length, again: true });
    }
    return { hint: { command, current: spot.current }, items, firm: false };
  }
  const mention = /(?:^|\s)@(\w*)$/.exec(text);
  if (!mention) return null;
  const found = people().filter((one) => starts(one.username ?? "", mention[1]) || starts(one.name, mention[1]));
  const start = text.length - mention[1].length - 1;
  return { items: found.filter((one) => one.username).slice(0, 8).map((one) => member(one, start)), firm: mention[1].length > 0 };
}
