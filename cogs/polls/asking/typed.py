"""Reads what people type in forms: lists, shares, clocks, dates. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, time

from bot.api.calendar.typed import read_clock
from bot.api.errors import UserError
from bot.api.model import zone_of
from bot.api.text import T, Text, clip, code

from ..model import MAX_LABEL, clean

MOST_PEOPLE = 1_000_000
# words that name the day already: 2026-05-30, 30.5., 5/30
_DAY_NAMED = re.compile(r"\d{4}-\d{2}-\d{2}|\b\d{1,2}[./]\d{1,2}\b(?!\s*(?:am|pm|uhr))")


def listed(text: str) -> tuple[str, ...]:
    """Answers, one in each line; on a single line with ; or | between them, else with commas."""
    separators = next((marks for marks in ("\n", ";|", ",") if set(marks) & set(text.strip())), ",")
    parts = re.split(f"[{separators}]", text)
    return tuple(cleaned for part in parts if (cleaned := clean(part)))


def quorum(text: str) -> tuple[int, int]:
    """(people, percent of those who may vote) in "20" or "30%"; UserError otherwise."""
    number, percent = _number(text)
    if number is not None and percent and number <= 100:
        return 0, number
    if number is not None and not percent and number <= MOST_PEOPLE:
        return number, 0
    raise UserError(
        T(
            "How many have to vote is a number or a share, like {people} or {share}, "
            "not “{found}”.",
            people=code("20"),
            share=code("30%"),
            found=_short(text),
        )
    )


def threshold(text: str) -> int:
    """Percent in "60%" or "60"; UserError otherwise."""
    number, _ = _number(text)
    if number is None or number > 100:
        raise UserError(
            T(
                "What the winner needs is a share from 0 to 100 percent, like {share}, "
                "not “{found}”.",
                share=code("60%"),
                found=_short(text),
            )
        )
    return number


def dots(text: str) -> int:
    """From 1 to 100; UserError otherwise."""
    number, percent = _number(text)
    if number is None or percent or not 1 <= number <= 100:
        raise UserError(
            T(
                "Everybody has 1 to 100 dots; please give a number, not “{found}”.",
                found=_short(text),
            )
        )
    return number


def clock(text: str) -> time:
    """A local time: "9", "9:30", "18.00", "6 pm"; UserError otherwise."""
    try:
        return read_clock(clean(text))
    except ValueError:
        raise UserError(
            T(
                "The time of day is missing: write it like {example}, not “{found}”.",
                example=code("09:00"),
                found=_short(text),
            )
        ) from None


def dated(options: Sequence[str], read: Callable[[str], int], zone: str) -> tuple[str, ...]:
    """Dates as people typed them, with the day that is meant where the words leave it open:
    "sat 10:00" becomes "sat 10:00 · 2026-05-30". What `read` cannot read stays as it is."""
    return tuple(_dated(clean(option), read, zone) for option in options)


def _dated(option: str, read: Callable[[str], int], zone: str) -> str:
    if _DAY_NAMED.search(option):
        return option
    try:
        at = read(option)
    except UserError:
        return option
    day = datetime.fromtimestamp(at / 1000, zone_of(zone)).date()
    label = f"{option} · {day.isoformat()}"
    return label if len(label) <= MAX_LABEL else option


def _number(text: str) -> tuple[int | None, bool]:
    """A whole number of up to seven digits, and whether a % stands behind it."""
    found = re.fullmatch(r"(\d{1,7})\s*(%?)", clean(text), re.ASCII)
    return (int(found[1]), bool(found[2])) if found else (None, False)


def _short(text: str) -> Text:
    return clip(clean(text), 40)
