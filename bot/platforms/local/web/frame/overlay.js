// What lies over the page: menus (a sheet from below on a phone), forms and enlarged pictures.

import { $, el, icon } from "../base/dom.js";
import { ask } from "../base/net.js";
import { t } from "../base/words.js";

// ---- menus

let closeOpen = null;

export function openMenu(anchor, items, { label, point } = {}) {
  closeOpen?.();
  const nodes = items.filter(Boolean).map(menuItem);
  const menu = el("div", { class: "menu", role: "menu", "aria-label": label }, nodes);
  const shade = el("div", { class: "menu-shade" });
  document.body.append(shade, menu);
  place(menu, anchor.getBoundingClientRect(), point);
  const entries = [...menu.querySelectorAll("[role^=menuitem]")];
  const close = (refocus = true) => {
    if (closeOpen !== close) return;
    closeOpen = null;
    menu.remove();
    shade.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (refocus) anchor.isConnected ? anchor.focus() : $("input").focus();
  };
  closeOpen = close;
  if (anchor.hasAttribute("aria-haspopup")) anchor.setAttribute("aria-expanded", "true");
  shade.addEventListener("pointerdown", () => close());
  menu.addEventListener("click", (event) => event.target.closest("[role^=menuitem]") && close());
  menu.addEventListener("keydown", (event) => menuKey(event, entries, close));
  entries[0]?.focus();
}

function menuItem(item) {
  if (item.heading) return el("p", { class: "menu-heading" }, item.heading);
  if (item.line) return el("hr");
  if (item.emojis) {
    return el("div", { class: "menu-emojis", role: "group", "aria-label": t("react") }, item.emojis.map((emoji) => el("button", {
      type: "button", role: "menuitem", tabIndex: -1, class: "emoji", "aria-label": emoji, on: { click: () => item.run(emoji) },
    }, emoji)));
  }
  const checked = item.checked !== undefined;
  return el("button", {
    type: "button", role: checked ? "menuitemradio" : "menuitem", "aria-checked": checked ? String(item.checked) : undefined,
    tabIndex: -1, class: item.danger ? "menu-item danger" : "menu-item", on: { click: item.run }, data: item.data ?? {},
  }, item.lead ?? (item.icon ? icon(item.icon) : null),
  el("span", { class: "menu-words" }, el("span", {}, item.label), item.about ? el("span", { class: "quiet" }, item.about) : null),
  item.checked ? icon("check") : null);
}

function menuKey(event, entries, close) {
  const at = entries.indexOf(document.activeElement);
  const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
  if (event.key in steps) entries[(at + steps[event.key] + entries.length) % entries.length]?.focus();
  else if (event.key === "Home") entries[0]?.focus();
  else if (event.key === "End") entries.at(-1)?.focus();
  else if (event.key === "Escape" || event.key === "Tab") close();
  else return;
  event.preventDefault();
}

function place(menu, box, point) {
  if (matchMedia("(max-width: 640px)").matches) return;
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = point ? point.x : box.right - width;
  const below = point ? point.y : box.bottom + 6;
  const top = below + height > innerHeight - 8 ? Math.max(8, (point ? point.y : box.top - 6) - height) : below;
  menu.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  menu.style.top = `${top}px`;
}

// ---- forms

let formDialog = null;

export function drawForm(form) {
  if (formDialog?.dataset.id === String(form?.id ?? "")) return;
  if (formDialog) {
    formDialog.dataset.done = "yes";
    formDialog.close();
    formDialog.remove();
    formDialog = null;
    if (!form) $("input").focus();
  }
  if (form) formDialog = formNode(form);
}

function formNode(form) {
  const inputs = form.fields.map(fieldNode);
  const cancel = el("button", { type: "button", class: "button" }, t("cancel"));
  const body = el("form", {}, el("h2", { id: "form-title" }, form.title), inputs.map((one) => one.row),
    el("div", { class: "form-end" }, cancel, el("button", { type: "submit", class: "button primary" }, t("submit"))));
  const dialog = el("dialog", { class: "dialog", "aria-labelledby": "form-title", data: { id: String(form.id) } }, body);
  const give = (answers) => ask("fill", { id: form.id, answers });
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => { if (!dialog.dataset.done) give(null); });
  body.addEventListener("submit", async (event) => {
    event.preventDefault();
    await give(Object.fromEntries(inputs.map((one) => [one.key, one.input.value])));
  });
  document.body.append(dialog);
  dialog.showModal();
  inputs[0]?.input.focus();
  return dialog;
}

function fieldNode(field) {
  const id = `field-${field.key}`;
  const input = el(field.multiline ? "textarea" : "input", {
    id, maxLength: field.max, required: field.required, placeholder: field.placeholder, rows: field.multiline ? 4 : undefined,
    "aria-describedby": `${id}-left`, autocomplete: "off",
  });
  input.value = field.value;
  const left = el("span", { class: "quiet", id: `${id}-left` });
  const count = () => {
    const rest = field.max - input.value.length;
    left.textContent = rest <= Math.max(20, field.max / 5) ? t("letters", { n: rest }) : "";
  };
  input.addEventListener("input", count);
  count();
  const name = el("label", { htmlFor: id }, field.label, field.required ? null : el("span", { class: "quiet" }, ` · ${t("optional")}`));
  return { key: field.key, input, row: el("div", { class: "field" }, name, input, left) };
}

// ---- pictures

export function openPicture(picture) {
  const close = el("button", { type: "button", class: "icon-button", "aria-label": t("close") }, icon("close"));
  const dialog = el("dialog", { class: "zoom", "aria-label": picture.alt || t("picture") }, close,
    el("img", { src: picture.url, alt: picture.alt || t("picture") }), picture.alt ? el("p", {}, picture.alt) : null);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
