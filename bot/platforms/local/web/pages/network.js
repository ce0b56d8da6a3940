// A network that answers: who somebody is linked with, nearer and farther, moved by drag or keys.

import { el } from "../base/dom.js";
import { draw, least, place } from "./plot.js";

const REACH = 24; // how near the pointer has to come, in pixels of the screen
const MOST = 8;
const NAMED = 10;
const ARROWS = { ArrowRight: [1, 0], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowUp: [0, -1] };

export function network({ picture, plot, svg, marks, say, words, before }) {
  const [, , across, down] = svg.getAttribute("viewBox").split(" ").map(Number);
  const state = { at: null, label: null, scale: 1, x: 0, y: 0 };
  const byAt = new Map(marks.map((mark) => [mark.at, mark]));
  const lines = draw(svg, "path", { class: "ties" });
  marks[0].node.before(lines);

  function choose(mark) {
    state.at = mark?.at ?? null;
    state.label = mark?.label ?? null;
    const near = (mark?.links ?? "").split(" ").filter(Boolean).map((at) => byAt.get(Number(at)));
    svg.classList.toggle("busy", Boolean(mark));
    for (const each of marks) {
      each.node.classList.toggle("on", each === mark);
      each.node.classList.toggle("near", near.includes(each));
    }
    lines.setAttribute("d", near.map((each) => `M${mark.x} ${mark.y}L${each.x} ${each.y}`).join(""));
    say(mark ? sentence(mark, near) : "");
  }

  function view(scale, x, y) {
    state.scale = Math.min(Math.max(scale, 1), MOST);
    const [wide, high] = [across / state.scale, down / state.scale];
    state.x = Math.min(Math.max(x, 0), across - wide);
    state.y = Math.min(Math.max(y, 0), down - high);
    svg.setAttribute("viewBox", `${state.x} ${state.y} ${wide} ${high}`);
    plot.classList.toggle("zoomed", state.scale > 1);
    if (smaller) smaller.disabled = whole.disabled = state.scale === 1;
    if (larger) larger.disabled = state.scale === MOST;
  }

  // The point that is in the middle, or under the pointer, stays where it is.
  function zoom(factor, point) {
    const chosen = byAt.get(state.at);
    const fix = point ?? chosen ?? { x: state.x + across / state.scale / 2, y: state.y + down / state.scale / 2 };
    const scale = Math.min(Math.max(state.scale * factor, 1), MOST);
    const change = state.scale / scale;
    view(scale, fix.x - (fix.x - state.x) * change, fix.y - (fix.y - state.y) * change);
  }

  const button = (sign, name, run) => el("button", { type: "button", class: "button small", title: name, "aria-label": name, on: { click: run } }, sign);
  const larger = button("+", words.larger, () => zoom(1.6));
  const smaller = button("−", words.smaller, () => zoom(1 / 1.6));
  const whole = button("⤢", words.whole, () => view(1, 0, 0));
  plot.before(el("div", { class: "zoom", role: "group", "aria-label": words.zoom }, larger, smaller, whole));

  plot.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== plot) return;
    if (!press(event)) return;
    event.preventDefault();
  });

  function press({ key, shiftKey }) {
    const arrow = ARROWS[key];
    if (arrow && shiftKey) view(state.scale, state.x + (arrow[0] * across) / state.scale / 6, state.y + (arrow[1] * down) / state.scale / 6);
    else if (arrow || key === "Home" || key === "End") walk(key, arrow);
    else if (key === "+" || key === "=") zoom(1.6);
    else if (key === "-") zoom(1 / 1.6);
    else if (key === "0") view(1, 0, 0);
    else if (key === "Escape") choose(null);
    else return false;
    return true;
  }

  // The marks stand in the order of their importance.
  function walk(key, arrow) {
    const now = marks.findIndex((mark) => mark.at === state.at);
    const last = marks.length - 1;
    const back = now < 0 ? last : now - 1;
    const to = key === "Home" ? 0 : key === "End" ? last : arrow[0] + arrow[1] > 0 ? now + 1 : back;
    const mark = marks[Math.min(Math.max(to, 0), last)];
    choose(mark);
    const [wide, high] = [across / state.scale, down / state.scale];
    const inside = mark.x > state.x && mark.x < state.x + wide && mark.y > state.y && mark.y < state.y + high;
    if (!inside) view(state.scale, mark.x - wide / 2, mark.y - high / 2);
  }

  function point(event) {
    const at = place(svg, event);
    const mark = least(marks, (each) => Math.hypot(each.x - at.x, each.y - at.y));
    const far = Math.hypot(mark.x - at.x, mark.y - at.y) * svg.getScreenCTM().a;
    if (far <= Math.max(REACH, (mark.box.width / 2) * svg.getScreenCTM().a)) choose(mark);
    else if (document.activeElement !== plot) choose(null);
  }

  svg.addEventListener("pointerdown", (event) => {
    point(event);
    if (state.scale === 1) return;
    plot.classList.add("dragging");
    svg.setPointerCapture(event.pointerId);
  });
  svg.addEventListener("pointermove", (event) => {
    if (!plot.classList.contains("dragging")) return point(event);
    const pixel = svg.getScreenCTM().a;
    view(state.scale, state.x - event.movementX / pixel, state.y - event.movementY / pixel);
  });
  for (const kind of ["pointerup", "pointercancel"]) svg.addEventListener(kind, () => plot.classList.remove("dragging"));
  svg.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse" && document.activeElement !== plot) choose(null);
  });
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 200), place(svg, event));
  }, { passive: false });
  plot.addEventListener("blur", () => choose(null));

  view(before.scale ?? 1, before.x ?? 0, before.y ?? 0);
  if (before.at !== undefined && before.at !== null) {
    const same = byAt.get(before.at);
    choose(same?.label === before.label ? same : marks.find((mark) => mark.label && mark.label === before.label));
  }
  picture.classList.add("answers");
  return state;
}

function sentence(mark, near) {
  const names = near.map((each) => each.label).filter(Boolean);
  const some = names.length > NAMED ? [...names.slice(0, NAMED), "…"] : names;
  return [mark.label, mark.value].filter(Boolean).join(": ") + (some.length > 0 ? ` – ${some.join(", ")}` : "");
}
