"""Numbers, dates and whole goals as people write them, English and German; no I/O."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.api.boards.reports import Unit
from bot.api.calendar import local_date, midnight
from bot.api.errors import UserError
from bot.api.text import Moment, T

from ..model import Aim

MOST = 10**12
MOST_DAYS = 2 * 366
_LESS = r"under|below|at most|less than|no more than|max(?:imum)?|unter|höchstens|weniger als|<=?|≤"
_MORE = r"over|above|at least|more than|min(?:imum)?|über|mindestens|mehr als|>=?|≥"
_SIZES = {
    "min": 60_000,
    "minute": 60_000,
    "h": 3_600_000,
    "hour": 3_600_000,
    "stunde": 3_600_000,
    "d": 86_400_000,
    "day": 86_400_000,
    "tag": 86_400_000,
}
_NUMBER = re.compile(
    # not the "over" of "turnover"; "-5" is not 5, and "10k" is not 10
    rf"(?:(?<!\w)(?:(?P<less>{_LESS})|(?P<more>{_MORE})))?\s*"
    r"(?<![-−\d.,])(?P<number>\d[\d.,]*+)(?!\s*(?:k|m|mio|tsd)\b)\s*"
    r"(?:(?P<share>%|percent\b|prozent\b)|(?P<time>min|minutes?|minuten?|h|hours?|stunden?|d|days?|"
    r"tage?n?)\b)?"
)
_THOUSANDS = re.compile(r"[1-9]\d{0,2}([.,]\d{3})+")
_MARK = re.compile(r"\b(?:by|until|till|before|within|in(?=\s+\d)|bis zum|bis|vor)\b")
_LEAD = re.compile(r"^(?:(?:by|until|till|before|on|bis|vor|zum|am)\b\s*)+")
_END_OF = re.compile(r"^(?:the\s+)?(?:end of|ende(?: des)?)\s*(?:the\s+|this\s+|der\s+)?")
_MONTHS = (
    ("january", "januar", "jan"),
    ("february", "februar", "feb"),
    ("march", "märz", "maerz", "mar"),
    ("april", "apr"),
    ("may", "mai"),
    ("june", "juni", "jun"),
    ("july", "juli", "jul"),
    ("august", "aug"),
    ("september", "sep", "sept"),
    ("october", "oktober", "oct", "okt"),
    ("november", "nov"),
    ("december", "dezember", "dec", "dez"),
)
_MONTH_OF = {name: n for n, names in enumerate(_MONTHS, 1) for name in names}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written: with % ("share"), with a unit of time ("ms"), or plain."""

    value: float
    aim: Aim | None
    kind: Unit


@dataclass(frozen=True, slots=True)
class Sentence:
    """A whole goal: "20 ideas by June" has the words "ideas" and the date "June"."""

    number: Number
    words: str
    date: str


def read_number(text: str) -> Number | None:
    """ "20", "1,000", "under 5%", "at most 2 hours", "mindestens 30 %"; None for anything else."""
    found = _NUMBER.fullmatch(_plain(text))
    return _number(found) if found else None


def _number(found: re.Match[str]) -> Number | None:
    typed = found["number"].rstrip(".,")
    if _THOUSANDS.fullmatch(typed):
        typed = re.sub("[.,]", "", typed)
    try:
        value = float(typed.replace(",", "."))
    except ValueError:
        return None
    if not value < MOST:
        return None
    aim: Aim | None = "down" if found["less"] else "up" if found["more"] else None
    if found["share"]:
        return Number(value / 100, aim, "share")
    if unit := found["time"]:
        return Number(value * _size(unit), aim, "ms")
    return Number(value, aim, "count")


def _size(unit: str) -> int:
    for ending in ("", "s", "n", "e", "en"):
        if unit.endswith(ending) and (word := unit.removesuffix(ending)) in _SIZES:
            return _SIZES[word]
    return _SIZES["min"]


def in_unit(number: Number, unit: Unit) -> float:
    """The number as its measure counts; UserError says how to write it."""
    match unit, number.kind:
        case ("share", "share") | ("ms", "ms") | ("number", "count"):
            value = number.value
        case "share", "count":  # "churn under 5" means 5 per cent
            value = number.value if number.value < 1 else number.value / 100
        case "count", "count":
            value = number.value
            if not value.is_integer():
                raise UserError(T("This is counted in whole numbers: write it like 20."))
        case "ms", _:
            raise UserError(T("This is a length of time: write it like 2 hours or 30 min."))
        case "share", _:
            raise UserError(T("This is a share: write it like 5%."))
        case _:
            raise UserError(T("This is a number: write it like 20."))
    if unit == "share" and not 0 <= value <= 1:
        raise UserError(T("A share is at most 100%."))
    return value


def read_sentence(text: str) -> Iterator[Sentence]:
    """Every way to read a whole goal, the likeliest first: with what stands behind the last "by" or
    "until" as its date, then behind the one before, then behind the number ("sales 10 31 March"),
    then without a date."""
    plain = _plain(text)
    marks = [m.start() for m in _MARK.finditer(plain)]
    first = _NUMBER.search(plain)
    ends = [first.end()] if first and plain[: first.start()] else []
    for at in [*reversed(marks), *ends, len(plain)]:
        head, tail = plain[:at], plain[at:].strip()
        found = _NUMBER.search(head)
        number = _number(found) if found else None
        if found is None or number is None:
            continue
        rest = f"{head[: found.start()]} {head[found.end() :]}"
        yield Sentence(number, " ".join(rest.split()), tail)


def read_due(text: str, now: int, zone: str, when: Callable[[str], int]) -> int:
    """The end of the last local day, in UTC ms. "June" and "end of June" are its last day; all that
    is not a month or a year is read by `when`. UserError when it cannot be read or has passed."""
    plain = re.sub(r"^within\b", "in", _LEAD.sub("", _plain(text)))
    today = local_date(now, zone)
    day = _end_of(plain, today)
    if day is None:
        day = local_date(when(plain), zone)
    end = midnight(day + timedelta(days=1), zone)
    if end <= now:
        raise UserError(T("{date} has passed.", date=Moment(end - 1, "date")))
    if (day - today).days > MOST_DAYS:
        raise UserError(T("A goal is at most two years away."))
    return end


def _end_of(plain: str, today: date) -> date | None:
    """The last day of the month or year that is named."""
    named = _END_OF.sub("", plain)
    if named in ("month", "monats") and named != plain:
        return _last(today.year, today.month)
    if named in ("year", "jahres") and named != plain:
        return date(today.year, 12, 31)
    if re.fullmatch(r"20\d\d", named):
        return date(int(named), 12, 31)
    month = re.fullmatch(r"([a-zäöü]+)\.?(?:\s+(20\d\d))?", named)
    number = _MONTH_OF.get(month[1]) if month else None
    if month is None or number is None:
        return None
    if month[2]:
        return _last(int(month[2]), number)
    return _last(today.year + (number < today.month), number)


def read_since(text: str, now: int, zone: str) -> int:
    """A day that has begun, in UTC ms: "2026-03-01", "1.3.", "1 March", "March"; UserError."""
    plain, today = _plain(text), local_date(now, zone)
    day = _past_day(re.sub(r"^(?:since|from|seit|ab)\s+", "", plain), today)
    if day is None:
        raise UserError(
            T("I cannot read “{typed}” as a day. Write it like 2026-03-01.", typed=text[:40])
        )
    if day > today:
        raise UserError(T("The start of a goal is a day that has begun."))
    if (today - day).days > MOST_DAYS:
        raise UserError(T("A goal begins at most two years ago."))
    return midnight(day, zone)


def _past_day(plain: str, today: date) -> date | None:
    if plain in ("today", "heute"):
        return today
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", plain):
            return date.fromisoformat(plain)
        if found := re.fullmatch(r"(\d{1,2})\.\s*(\d{1,2})\.(?:\s*(\d{4}))?", plain):
            return _latest(int(found[1]), int(found[2]), found[3], today)
        if found := re.fullmatch(r"(?:(\d{1,2})\.?\s+)?([a-zäöü]+)(?:\s+(\d{4}))?", plain):
            month = _MONTH_OF.get(found[2])
            return _latest(int(found[1] or 1), month, found[3], today) if month else None
    except ValueError:
        return None
    return None


def _latest(day: int, month: int, year: str | None, today: date) -> date:
    """That day in the year named, else the last one that has begun."""
    if year:
        return date(int(year), month, day)
    this = date(today.year, month, day)
    return this if this <= today else date(today.year - 1, month, day)


def _last(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
