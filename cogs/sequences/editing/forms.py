"""The forms of sequences, and what was typed into them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.api.calendar.typed import read_clock
from bot.api.errors import UserError
from bot.api.reply import Answers, Field, Form, Payload
from bot.api.text import T, code

from ..model import MAX_CONDITION, MAX_DAY, MAX_NAME, MAX_TEXT, Sequence, Step

AT_FIRST = Step(0, 0, 18 * 60, "")
_EVERYBODY = ("", "everybody", "everyone", "all", "alle", "-")
_NEVER = ("", "never", "nie", "-", "always", "immer")


@dataclass(frozen=True, slots=True)
class Outline:
    """A sequence without its steps, as typed."""

    name: str
    audience: str
    stops: str


def outline_form(payload: Payload, now: Sequence | None = None) -> Form:
    """Name, audience and end."""
    return Form(
        T("A sequence"),
        [
            Field(
                "name",
                T("Name"),
                T("First weeks"),
                value=now.name if now else "",
                max=MAX_NAME,
            ),
            Field(
                "audience",
                T("For whom? Empty: everybody"),
                T("new and not role Trainer"),
                value=now.audience if now else "",
                required=False,
                max=MAX_CONDITION,
            ),
            Field(
                "stops",
                T("It ends early for whom? Empty: nobody"),
                T("messages >= 3"),
                value=now.stops if now else "",
                required=False,
                max=MAX_CONDITION,
            ),
        ],
        payload,
    )


def outline_of(answers: Answers, now: Sequence | None = None) -> Outline:
    """The form filled in; UserError without a name."""
    name = " ".join(answers.get("name", "").split()) or (now.name if now else "")
    if not name:
        raise UserError(T("A sequence needs a name."))
    return Outline(
        name,
        _condition(answers.get("audience", ""), _EVERYBODY),
        _condition(answers.get("stops", ""), _NEVER),
    )


def step_form(payload: Payload, now: Step | None = None) -> Form:
    """When, what, and on which condition."""
    step = now or AT_FIRST
    return Form(
        T("A step"),
        [
            Field(
                "day", T("Day after the start (0 is the first)"), "0", value=str(step.day), max=8
            ),
            Field(
                "time",
                T("Time there; 00:00 on day 0 is at once"),
                "18:00",
                value=f"{step.clock:%H:%M}",
                max=12,
            ),
            Field(
                "text",
                T("Text"),
                T("Hello {hole}, …", hole="{first_name}"),
                value=step.text,
                max=MAX_TEXT,
                multiline=True,
            ),
            Field(
                "condition",
                T("Only if … Empty: always"),
                T("messages = 0"),
                value=step.condition,
                required=False,
                max=MAX_CONDITION,
            ),
        ],
        payload,
    )


def step_of(answers: Answers, step: Step) -> Step:
    """The form filled in; UserError for a day or time that cannot be read."""
    text = answers.get("text", "").strip() or step.text
    if not text:
        raise UserError(T("A step needs a text."))
    clock = answers.get("time", "").strip()
    try:
        read = read_clock(clock) if clock else step.clock
    except ValueError:
        raise UserError(
            T(
                "I cannot read “{typed}” as a time; type it like {time}.",
                typed=clock[:40],
                time=code("18:00"),
            )
        ) from None
    return replace(
        step,
        day=_day(answers.get("day", ""), step.day),
        minute=60 * read.hour + read.minute,
        text=text,
        condition=_condition(answers.get("condition", ""), _NEVER),
    )


def _day(typed: str, now: int) -> int:
    words = typed.strip().casefold().removeprefix("day").removeprefix("tag").strip(" .")
    if not words:
        return now
    if words.isdecimal() and int(words) <= MAX_DAY:
        return int(words)
    raise UserError(
        T("The day is a number from 0 to {most}, not “{typed}”.", most=MAX_DAY, typed=typed[:40])
    )


def _condition(typed: str, none: tuple[str, ...]) -> str:
    words = " ".join(typed.split())
    return "" if words.casefold() in none else words
