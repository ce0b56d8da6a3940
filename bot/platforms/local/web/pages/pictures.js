// Charts that answer: the mouse, a finger or the arrow keys read their numbers, the legend shows
// and hides series. All words and numbers are in the picture's own attributes (data-at, ...).

import { el } from "../base/dom.js";
import { network } from "./network.js";
import { draw, grouped, least, place } from "./plot.js";

const LYING = new Set(["hbars", "stacked", "grid", "heat"]);
const states = new WeakMap();

// What somebody has chosen in a picture, to be chosen again in the one that takes its place.
export const kept = (picture) => ({ ...states.get(picture) });

export function enliven(picture, words, before = {}) {
  const svg = picture.querySelector("svg");
  const marks = [...svg.querySelectorAll("[data-at]")].map(read);
  if (marks.length === 0) return;
  for (const title of svg.querySelectorAll("title")) title.remove();
  const stage = setUp(picture, svg, svg.dataset.kind === "network" ? [words.walk, words.meet] : [words.explore, words.point]);
  states.set(picture, (svg.dataset.kind === "network" ? network : chart)({ ...stage, picture, svg, marks, words, before }));
}

function read(node) {
  const box = node.getBBox();
  const { at, series, label, name, value, links } = node.dataset;
  return { node, box, x: box.x + box.width / 2, y: box.y + box.height / 2, at: Number(at), series: Number(series), label, name, value, links };
}

// The picture gets a frame that takes the focus, and a line that says what is pointed at.
function setUp(picture, svg, [how, hint]) {
  const readout = el("p", { class: "readout quiet", "aria-live": "polite" }, hint);
  const plot = el("div", { class: "plot", tabIndex: 0, role: "application", "aria-label": `${svg.getAttribute("aria-label")} ${how}` });
  svg.replaceWith(plot);
  plot.append(svg);
  plot.after(readout);
  const say = (text) => {
    readout.textContent = text || hint;
    readout.classList.toggle("quiet", !text);
  };
  return { plot, say };
}

function chart(stage) {
  const { picture, plot, svg, marks, say, before } = stage;
  const { kind } = svg.dataset;
  const state = { at: null, series: null, hidden: new Set(before.hidden) };
  const cross = draw(svg, "g", { class: "cross" });
  const shown = () => marks.filter((mark) => !state.hidden.has(mark.series));
  const chosen = () => shown().filter((mark) => mark.at === state.at && (kind !== "heat" || mark.series === state.series));

  function choose(mark) {
    state.at = mark?.at ?? null;
    state.series = mark?.series ?? null;
    cross.replaceChildren();
    const here = chosen();
    if (here.length > 0) aim(cross, here, kind === "line" ? marks : null);
    say(here.length > 0 ? sentence(here) : mark?.label);
  }

  legend(stage, state, () => choose(marks.find((mark) => mark.at === state.at && mark.series === state.series)));
  plot.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== plot) return;
    if (event.key === "Escape") choose(null);
    const next = step(event.key, marks, state, kind);
    if (!next) return;
    event.preventDefault();
    choose(next);
  });
  const point = (event) => choose(nearest(place(svg, event), marks, kind));
  svg.addEventListener("pointermove", point);
  svg.addEventListener("pointerdown", point);
  svg.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse" && document.activeElement !== plot) choose(null);
  });
  plot.addEventListener("blur", () => choose(null));
  if (before.at !== undefined && before.at !== null) {
    choose(marks.find((mark) => mark.at === before.at && mark.series === before.series));
  }
  picture.classList.add("answers");
  return state;
}

function sentence(here) {
  const numbers = here.map((mark) => (mark.name ? `${mark.value} (${mark.name})` : mark.value));
  return `${here[0].label}: ${numbers.join(", ")}`;
}

function average(marks, axis) {
  return marks.reduce((sum, mark) => sum + mark[axis], 0) / marks.length;
}

function nearest(point, marks, kind) {
  if (kind === "heat") return least(marks, (mark) => Math.hypot(mark.x - point.x, mark.y - point.y));
  const axis = LYING.has(kind) ? "y" : "x";
  const groups = [...grouped(marks, (mark) => mark.at).values()];
  return least(groups, (group) => Math.abs(average(group, axis) - point[axis]))[0];
}

// The mark to which a key leads; nothing where the key is not for us.
function step(key, marks, state, kind) {
  const across = kind === "heat" && (key === "ArrowLeft" || key === "ArrowRight");
  const axis = across ? "series" : "at";
  const line = across ? marks.filter((mark) => mark.at === (state.at ?? marks[0].at)) : marks;
  const stops = [...new Set(line.map((mark) => mark[axis]))].sort((a, b) => a - b);
  const now = stops.indexOf(state[axis]);
  const to = {
    ArrowRight: now + 1, ArrowDown: now + 1, Home: 0, End: stops.length - 1,
    ArrowLeft: now < 0 ? stops.length - 1 : now - 1, ArrowUp: now < 0 ? stops.length - 1 : now - 1,
  }[key];
  if (to === undefined) return null;
  const stop = stops[Math.min(Math.max(to, 0), stops.length - 1)];
  const there = line.filter((mark) => mark[axis] === stop);
  return kind === "heat" ? least(there, (mark) => (across ? 0 : Math.abs(mark.series - (state.series ?? 0)))) : there[0];
}

// A line through the points, or a frame around bars.
function aim(cross, here, all) {
  if (all) {
    const x = average(here, "x");
    const [top, bottom] = [Math.min(...all.map((mark) => mark.box.y)), Math.max(...all.map((mark) => mark.box.y + mark.box.height))];
    draw(cross, "line", { x1: x, x2: x, y1: top - 12, y2: bottom + 12 });
    for (const mark of here) draw(cross, "circle", { cx: mark.x, cy: mark.y, r: 13 });
    return;
  }
  const [left, top] = ["x", "y"].map((axis) => Math.min(...here.map((mark) => mark.box[axis])) - 6);
  const right = Math.max(...here.map((mark) => mark.box.x + mark.box.width)) + 6;
  const bottom = Math.max(...here.map((mark) => mark.box.y + mark.box.height)) + 6;
  draw(cross, "rect", { x: left, y: top, width: right - left, height: bottom - top, rx: 10 });
}

function legend({ picture, svg, words }, state, changed) {
  const keys = picture.querySelector(".keys");
  keys?.setAttribute("aria-label", words.keys);
  for (const entry of keys?.children ?? []) {
    const series = Number(entry.dataset.series);
    const button = el("button", { type: "button", class: "key" }, ...entry.childNodes);
    entry.append(button);
    const apply = () => {
      const off = state.hidden.has(series);
      button.setAttribute("aria-pressed", String(!off));
      for (const node of svg.querySelectorAll(`[data-series="${series}"]`)) node.classList.toggle("off", off);
    };
    button.addEventListener("click", () => {
      if (!state.hidden.delete(series)) state.hidden.add(series);
      apply();
      changed();
    });
    apply();
  }
}
