"""Reads what people type about an announcement: when, how often, to whom, where. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.calendar import local
from bot.api.calendar.rhythm import WEEK, Every, Rhythm, next_due
from bot.api.errors import UserError
from bot.api.model import Space
from bot.api.text import T, bold, joined

NOW = frozenset({"", "now", "jetzt", "sofort"})
BEST = frozenset({"best", "best hour", "beste", "beste zeit", "beste stunde"})
ONCE = frozenset({"", "no", "never", "once", "nein", "nie", "einmal"})
YES = frozenset({"yes", "y", "ja", "j", "true", "x", "1"})
WEEKLY = frozenset({"week", "weekly", "woche", "wöchentlich"})
EVERYBODY = frozenset({"", "everybody", "everyone", "all", "alle"})
_RHYTHMS: dict[str, Every] = {
    "day": "daily", "daily": "daily", "tag": "daily", "täglich": "daily",
    "workday": "workdays", "workdays": "workdays", "weekdays": "workdays",
    "werktag": "workdays", "werktags": "workdays",
    "month": "monthly", "monthly": "monthly", "monat": "monthly", "monatlich": "monthly",
}  # fmt: skip
_SAID = {"daily": "day", "workdays": "workdays", "monthly": "month"}
_ENGLISH = "monday tuesday wednesday thursday friday saturday sunday"
_GERMAN = "montag dienstag mittwoch donnerstag freitag samstag sonntag"
for _names in (_ENGLISH, _GERMAN):
    _RHYTHMS |= dict(zip(_names.split(), WEEK, strict=True))
_FIRST_WORDS = frozenset({"every", "each", "jeden", "jede", "jedes", "alle", "am", "on"})


def rhythm(text: str, starts_at: int, zone: str) -> str:
    """A rhythm as the database keeps it, "" for once; its time of day, day of the week and day of
    the month are those of `starts_at`. UserError for words that are none."""
    words = text.casefold().strip().rstrip(".").split()
    if words and words[0] in _FIRST_WORDS:
        words = words[1:]
    said = " ".join(words)
    if said in ONCE:
        return ""
    start = local(starts_at, zone)
    every = WEEK[start.weekday()] if said in WEEKLY else _RHYTHMS.get(said)
    if every is None:
        raise UserError(
            T(
                "I do not know how often “{words}” is. Write every day, workdays, every week, "
                "every monday or every month, or leave it empty for once.",
                words=text.strip()[:60],
            )
        )
    clock = start.time().replace(second=0, microsecond=0)
    return str(Rhythm(every, clock, start.day))


def typed(kept: str) -> str:
    """A kept rhythm in words that `rhythm` reads."""
    if not kept:
        return ""
    every = Rhythm.read(kept).every
    return _ENGLISH.split()[WEEK.index(every)] if every in WEEK else _SAID[every]


def next_alike(kept: str, now: int, zone: str) -> int:
    """The next time of a rhythm from which the same rhythm is read again: of one on the 31st not
    the last day of a shorter month."""
    wanted = Rhythm.read(kept)
    due = next_due(wanted, now, zone)
    while wanted.every == "monthly" and local(due.at, zone).day != wanted.day:
        due = next_due(wanted, due.at, zone)
    return due.at


def places(text: str, spaces: Sequence[Space]) -> tuple[int, ...] | None:
    """Spaces by platform, name or number ("#3"), with commas between; None for all. UserError for
    others."""
    said = text.casefold().strip()
    if said in EVERYBODY:
        return None
    called = {s.id: {s.platform.casefold(), s.name.casefold(), f"#{s.id}"} for s in spaces}
    known_words = frozenset().union(*called.values())
    # the name of a place may have commas
    parts = [said] if said in known_words else said.split(",")
    wanted = {part.strip() for part in parts if part.strip()}
    if unknown := wanted - known_words:
        known = sorted({s.platform for s in spaces} | {s.name for s in spaces})
        raise UserError(
            T(
                "I am not in “{place}”. There are: {known}.",
                place=min(unknown)[:60],
                known=joined([bold(name) for name in known]),
            )
        )
    chosen = [s.id for s in spaces if wanted & called[s.id]]
    return None if len(chosen) == len(spaces) else tuple(chosen)


def condition(text: str) -> str:
    """Whom it is for, "" for everybody."""
    return "" if text.casefold().strip() in EVERYBODY else text.strip()


def yes(text: str) -> bool:
    """Whether somebody wrote yes."""
    return text.casefold().strip() in YES
