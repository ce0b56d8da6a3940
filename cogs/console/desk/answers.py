"""What the bot answered, as the body of a page; no I/O."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.api.boards.pages import Content, Posting, Question, attached, drawing, el, posting
from bot.api.boards.pages.desk import Said
from bot.api.errors import UserError
from bot.api.reply import Button, Field, File, Form, Look, Reply
from bot.api.text import Link, T

DESK = "console/desk"
ANSWER = "a."
"""Begins the names of a form's answers, so that none is taken for a field of ours."""
_ASKED = re.compile(r"(\S{1,40}):([0-9]{1,6}):([01])")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an answer stands: the command whose page it is on ("" for none), the channel in which
    things are done, and whether it was given to a button."""

    path: str = ""
    at: int = 0
    on_card: bool = False

    @property
    def page(self) -> str:
        """Its page."""
        return address(self.path)


def address(path: str) -> str:
    """The page of a command."""
    return f"{DESK}/{path.replace(' ', '/')}" if path else DESK


def body(said: Said, spot: Spot) -> list[Content]:
    """All of it, in order."""
    shown = [form(one, spot) if isinstance(one, Form) else _reply(one, spot) for one in said]
    return shown or [el("p", T("Done."), css="card said good")]


def _reply(reply: Reply, spot: Spot) -> Content:
    rows = [el("div", *[_button(one, spot) for one in row], css="buttons") for row in reply.buttons]
    words = el("p", reply.text) if reply.text != "" else None
    return el("article", words, _picture(reply), *rows, css=f"card said {reply.tone}")


def _picture(reply: Reply) -> Content | None:
    match reply.picture:
        case None:
            return None
        case File() as file:
            return attached(file, T("Keep {name}", name=file.name))
        case picture:
            return drawing(picture)


def _button(button: Button, spot: Spot) -> Content:
    if button.payload is None:
        return el("span", Link(button.label, button.url or ""), css="link")
    return press(button, spot)


def press(button: Button, spot: Spot) -> Posting:
    """A button, to be pressed on a page."""
    wire = button.payload.encode() if button.payload is not None else ""
    hidden = {"do": "press", "payload": wire, "at": str(spot.at)}
    return posting(spot.page, button.label, look=button.look, hidden=hidden)


def form(asked: Form, spot: Spot) -> Content:
    """A form, under its title."""
    hidden = {"do": "fill", "payload": asked.payload.encode(), "at": str(spot.at)}
    hidden |= {"card": "1"} if spot.on_card else {}
    hidden["asks"] = " ".join(f"{one.key}:{one.max}:{one.required:d}" for one in asked.fields)
    questions = [_question(one) for one in asked.fields]
    sent = posting(spot.page, T("Send"), *questions, look=Look.PRIMARY, hidden=hidden)
    return el("section", el("h2", asked.title), sent, css="card")


def _question(one: Field) -> Question:
    return Question(
        f"{ANSWER}{one.key}",
        one.label,
        "long" if one.multiline else "text",
        one.value,
        one.placeholder,
        required=one.required,
        max=one.max,
    )


def answers(sent: Mapping[str, str], start: str = ANSWER) -> dict[str, str]:
    """The answers to the questions whose names begin like that; a browser writes line breaks as
    the internet does."""
    return {
        name.removeprefix(start): value.replace("\r\n", "\n").strip()
        for name, value in sent.items()
        if name.startswith(start)
    }


def checked(sent: Mapping[str, str]) -> dict[str, str]:
    """The answers to a form of the bot, each of the length that was asked for: a browser takes
    blanks for an answer, the chat does not. UserError says what is missing."""
    given = answers(sent)
    for key, most, required in _ASKED.findall(sent.get("asks", "")):
        answer = given.setdefault(key, "")
        if len(answer) > int(most) or (required == "1" and not answer):
            raise UserError(T("Please answer with 1 to {max} characters.", max=int(most)))
    return given
