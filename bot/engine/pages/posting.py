"""Forms of a page as HTML, and the mark by which a form is known as one of ours."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Mapping
from hashlib import sha256
from xml.etree.ElementTree import Element, SubElement

from bot.api.boards.pages import Attached, Posting, Question
from bot.api.text import Text

MARK = "mark"
"""Name of the field that holds it."""
LONGEST = 10_000
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_TYPES = {"text": "text", "whole": "number", "number": "number"}
_KEPT = "application/octet-stream"

Plain = Callable[[Text], str]


def mark_of(token: str) -> str:
    """What a form for the browser with this token carries: another site cannot know it."""
    return hmac.new(token.encode("utf-8", "replace"), b"a form of a page", sha256).hexdigest()


def is_ours(token: str, form: Mapping[str, str]) -> bool:
    """Whether a form was made for the browser that sends it."""
    sent = form.get(MARK, "").encode("utf-8", "replace")
    return bool(token) and hmac.compare_digest(sent, mark_of(token).encode())


def write(parent: Element, shown: Posting, address: str, mark: str, plain: Plain) -> None:
    """A form at the end of an element: its questions, and the button."""
    css = "ask" if shown.questions else "press"
    form = SubElement(parent, "form", {"method": "post", "action": address, "class": css})
    for name, value in {**shown.hidden, MARK: mark}.items():
        SubElement(form, "input", {"type": "hidden", "name": name, "value": value})
    for question in shown.questions:
        _question(form, question, plain)
    button = SubElement(form, "button", {"type": "submit", "class": f"button {shown.look.value}"})
    button.text = plain(shown.label)


def _question(form: Element, asked: Question, plain: Plain) -> None:
    """Within its label, so that both belong together without ids."""
    label = SubElement(form, "label")
    SubElement(label, "span").text = plain(asked.label)
    if asked.hint:
        SubElement(label, "small").text = plain(asked.hint)
    about = {"name": asked.name, **({"required": "required"} if asked.required else {})}
    match asked.kind:
        case "choice":
            _choice(label, asked, about, plain)
        case "long":
            field = SubElement(label, "textarea", {**about, **_lengths(asked), "rows": "4"})
            # a browser takes the first line break for part of the markup
            field.text = f"\n{asked.value}"
        case "text":
            field = SubElement(label, "input", {**about, "type": "text", "value": asked.value})
            field.attrib.update({**_lengths(asked), "autocomplete": "off"})
            _suggest(label, field, asked)
        case _:
            kind = {"type": "number", "step": "1" if asked.kind == "whole" else "any"}
            field = SubElement(label, "input", {**about, **kind, "value": asked.value})
            for name, bound in (("min", asked.min), ("max", asked.max)):
                if bound is not None:
                    field.set(name, str(bound))


def _lengths(asked: Question) -> dict[str, str]:
    found = {"maxlength": str(min(asked.max or LONGEST, LONGEST))}
    if asked.min:
        found["minlength"] = str(asked.min)
    return found


def _choice(label: Element, asked: Question, about: dict[str, str], plain: Plain) -> None:
    field = SubElement(label, "select", about)
    open_yet = [] if asked.required and asked.value else [("", "–")]
    for value, words in [*open_yet, *asked.choices]:
        option = SubElement(field, "option", {"value": value})
        option.text = plain(words)
        if value and value == asked.value:
            option.set("selected", "selected")


def _suggest(label: Element, field: Element, asked: Question) -> None:
    if not asked.suggested:
        return
    name = f"values-{asked.name}"
    field.set("list", name)
    values = SubElement(label, "datalist", {"id": name})
    for value in asked.suggested:
        SubElement(values, "option", {"value": value})


def attach(parent: Element, shown: Attached, plain: Plain) -> None:
    """A picture, or a link that keeps the file, at the end of an element."""
    file = shown.file
    mime = file.mime if file.mime in _PICTURES else _KEPT
    address = f"data:{mime};base64,{base64.b64encode(file.content).decode()}"
    if file.mime in _PICTURES:
        figure = SubElement(parent, "figure")
        SubElement(figure, "img", {"src": address, "alt": plain(file.alt or file.name)})
        return
    link = SubElement(parent, "a", {"href": address, "download": file.name, "class": "button"})
    link.text = plain(shown.words)
