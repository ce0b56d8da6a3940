"""Reads what people type about an announcement: when, how often, to whom, where. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.calendar import local
from bot.api.calendar.rhythm import WEEK, Every, Rhythm
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


def places(text: str, spaces: Sequence[Space]) -> tuple[int, ...] | None:
    """Spaces by platform or name, with commas between; None for all. UserError for others."""
    if text.casefold().strip() in EVERYBODY:
        return None
    wanted = {part.strip().casefold() for part in text.split(",") if part.strip()}
    unknown = wanted - {s.platform.casefold() for s in spaces} - {s.name.casefold() for s in spaces}
    if unknown:
        known = sorted({s.platform for s in spaces} | {s.name for s in spaces})
        raise UserError(
            T(
                "I am not in “{place}”. There are: {known}.",
                place=min(unknown)[:60],
                known=joined([bold(name) for name in known]),
            )
        )
    chosen = [s.id for s in spaces if wanted & {s.platform.casefold(), s.name.casefold()}]
    return None if len(chosen) == len(spaces) else tuple(chosen)


def condition(text: str) -> str:
    """Whom it is for, "" for everybody."""
    return "" if text.casefold().strip() in EVERYBODY else text.strip()


def yes(text: str) -> bool:
    """Whether somebody wrote yes."""
    return text.casefold().strip() in YES
