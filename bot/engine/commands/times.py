"""Times and lengths of time in natural words, English and German."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta, tzinfo

from bot.api.errors import UserError
from bot.api.model import zone_of
from bot.api.text import Moment, T
from bot.locales.timewords import (
    AMOUNT,
    CLOCKS,
    COUNTS,
    DATES,
    DAY,
    FILLERS,
    HALF_HOUR,
    NEXT_WEEK,
    NOON,
    OFFSETS,
    ON_WEEKDAY,
    PARTS,
    RELATIVE,
)

MAX_AHEAD_DAYS = 366
MAX_DURATION = 3660 * 86400
MAX_CHARS = 80


def parse_duration(text: str) -> int:
    """Seconds in "10m", "2h 30m", "3 days" or "1 Woche"; UserError when it is something else."""
    amounts = _amounts(_normal(text)) if len(text) <= MAX_CHARS else None
    seconds = round(sum(count * size for count, size in amounts or ()))
    if not amounts or not 0 < seconds <= MAX_DURATION:
        found = _short(text)
        raise UserError(
            T(
                "“{found}” is not a length of time. Write it like 10m, 2h 30m or 3 days.",
                found=found,
            )
        )
    return seconds


def parse_when(text: str, *, now: int, zone: str, locale: str) -> int:
    """UTC milliseconds of a time in the future; UserError when it cannot be read or used."""
    tz = zone_of(zone)
    at = _read(text, now, tz, locale) if 0 < len(text) <= MAX_CHARS else None
    if at is None:
        raise UserError(
            T(
                "I cannot read “{found}” as a time. "
                "Write it like friday 18:00, tomorrow 9am, in 2h or 2027-03-31 18:00.",
                found=_short(text),
            )
        )
    if at <= now:
        raise UserError(T("{moment} has already passed. Choose a later time.", moment=Moment(at)))
    if at - now > MAX_AHEAD_DAYS * 86_400_000:
        day = Moment(at, "date")
        raise UserError(
            T("{moment} is more than a year ahead. Choose an earlier time.", moment=day)
        )
    return at


def _read(text: str, now: int, tz: tzinfo, locale: str) -> int | None:
    base = datetime.fromtimestamp(now / 1000, tz).replace(tzinfo=None)
    normal = _normal(text)
    try:
        at = _relative(normal, base, now, tz)
        at = at if at is not None else _absolute(normal, base, now, tz, locale)
        return at if at is not None else _dateparser(normal, base, tz, locale)
    except (ValueError, OverflowError):
        return None


def _normal(text: str) -> str:
    words = " ".join(text.casefold().replace("ß", "ss").split())
    words = re.sub(r"(?<=\d)t(?=\d\d:)", " ", words).rstrip("!?;")
    return HALF_HOUR.sub("30 minutes", words)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _amounts(text: str) -> list[tuple[float, int]] | None:
    """(count, seconds of the unit) of each part; None when anything else is in the text."""
    found: list[tuple[float, int]] = []
    for match in AMOUNT.finditer(text):
        count, unit = match["count"], match.lastgroup or ""
        number = COUNTS[count] if count in COUNTS else float(count.replace(",", "."))
        found.append((number, int(unit.removeprefix("u"))))
    left = re.sub(r"\band\b|\bund\b|[,&+\s]", "", AMOUNT.sub("", text))
    return None if left else found or None


def _relative(text: str, base: datetime, now: int, tz: tzinfo) -> int | None:
    """ "in 2h", "2 days from now", "in 3 tagen um 18 uhr"; days keep the wall clock."""
    clock, rest = _take_clock(text)
    match = RELATIVE.fullmatch(rest)
    amounts = _amounts(match["amounts"]) if match else None
    if not amounts or any(size >= 30 * 86400 for _, size in amounts):
        return None
    days = sum(count * size for count, size in amounts if size >= 86400) / 86400
    seconds = sum(count * size for count, size in amounts if size < 86400)
    if not days.is_integer() or (clock is None and not days):
        return None if clock is not None else now + round((days * 86400 + seconds) * 1000)
    if clock is not None:
        return None if seconds else _at(base.date() + timedelta(days=days), clock, tz)
    return _stamp(base + timedelta(days=days), tz) + round(seconds * 1000)


def _absolute(text: str, base: datetime, now: int, tz: tzinfo, locale: str) -> int | None:
    clock, rest = _take_clock(text)
    clock, rest = _take_part(clock, rest)
    rest = " ".join(FILLERS.sub(" ", rest).split())
    bare = re.fullmatch(r"(.*[a-zäöü]) (\d{1,2})", rest) if clock is None else None
    if bare and (bare[1] in OFFSETS or _weekday(bare[1], base.date())):
        clock, rest = _minutes(int(bare[2]), 0), bare[1]
    found = _day(rest, base.date(), locale)
    if found is None or (clock is None and not rest):
        return None
    day, again = found
    if clock is None:
        clock = DAY - 1 if rest in ("today", "heute") and base.hour >= 12 else NOON
    at = _at(day, clock, tz)
    return at if at > now or again is None else _at(again, clock, tz)


def _take_clock(text: str) -> tuple[int | None, str]:
    """Minutes since midnight, and the text without them."""
    for pattern in CLOCKS:
        if match := pattern.search(text):
            groups = match.groupdict()
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            if groups.get("noon"):
                minutes = NOON
            elif groups.get("midnight"):
                minutes = DAY
            elif half := groups.get("half"):
                minutes = _minutes(int(half), 0) - 30
            else:
                hour = int(groups["h"])
                if half_day := groups.get("ap"):
                    if not 1 <= hour <= 12:
                        raise ValueError(text)
                    hour = hour % 12 + (12 if half_day.startswith("p") else 0)
                minutes = _minutes(hour, int(groups.get("m") or groups.get("m2") or 0))
            return minutes, " ".join(rest.split())
    return None, text


def _take_part(clock: int | None, text: str) -> tuple[int | None, str]:
    """Applies "in the evening" to the clock, or takes its usual hour."""
    for pattern, usual in PARTS:
        if match := pattern.search(text):
            today = "today" if match[0].startswith(("this", "tonight")) else ""
            rest = f"{text[: match.start()]}{today}{text[match.end() :]}"
            if clock is None:
                return usual, rest
            if usual > NOON and clock < NOON:
                clock += DAY if usual == 20 * 60 and clock < 6 * 60 else NOON
            return clock, rest
    return clock, text


def _minutes(hour: int, minute: int) -> int:
    if not (0 <= hour < 24 and 0 <= minute < 60) and (hour, minute) != (24, 0):
        raise ValueError("no such time of day")
    return hour * 60 + minute


def _day(text: str, today: date, locale: str) -> tuple[date, date | None] | None:
    """The day, and the one to take when the time on it has passed."""
    if not text:
        return today, today + timedelta(days=1)
    if text in OFFSETS:
        return today + timedelta(days=OFFSETS[text]), None
    if re.fullmatch(NEXT_WEEK, text):
        return today + timedelta(days=7 - today.weekday()), None
    if found := _weekday(text, today):
        return found
    return next(
        (d for p in DATES if (m := p.fullmatch(text)) and (d := _date(m, today, locale))), None
    )


def _weekday(text: str, today: date) -> tuple[date, date] | None:
    match = ON_WEEKDAY.fullmatch(text)
    if match is None:
        return None
    groups = match.groupdict()
    wanted = next(n for n in range(7) if groups[f"w{n}"])
    if groups["lead"] or groups["tail"]:
        day = today + timedelta(days=7 - today.weekday() + wanted)
    else:
        ahead = (wanted - today.weekday()) % 7
        day = today + timedelta(days=7 if groups["next"] and not ahead else ahead)
    return day, day + timedelta(days=7)


def _date(match: re.Match[str], today: date, locale: str) -> tuple[date, date | None]:
    groups = match.groupdict()
    if groups.get("slash"):
        first, second = int(groups["slash"]), int(groups["second"])
        american = (locale == "en" and first <= 12) or second > 12
        month, day = (first, second) if american else (second, first)
    else:
        named = (n for n in range(1, 13) if groups.get(f"m{n}"))
        day, month = int(groups["day"]), int(groups.get("month") or next(named))
    if groups["year"]:
        year = int(groups["year"])
        return date(year + 2000 if year < 100 else year, month, day), None
    if (month, day) == (2, 29) and today.year % 4:
        return date(today.year + 1, 2, 29), None
    later = date(today.year + 1, month, min(day, 28) if month == 2 else day)
    return date(today.year, month, day), later


def _at(day: date, minutes: int, tz: tzinfo) -> int:
    midnight = datetime.combine(day, time())
    return _stamp(midnight + timedelta(minutes=minutes), tz)


def _stamp(local: datetime, tz: tzinfo) -> int:
    """An ambiguous time means the first; one that the clock skips moves forward (PEP 495)."""
    return round(local.replace(tzinfo=tz, fold=0).timestamp() * 1000)


def _dateparser(text: str, base: datetime, tz: tzinfo, locale: str) -> int | None:
    if not re.search(r"[^\W\d]{3}|:", text):
        return None  # it reads a day of the month into any number
    import dateparser  # reads its data when imported

    found: datetime | None = dateparser.parse(
        text,
        languages=["de", "en"] if locale == "de" else ["en", "de"],
        settings={"RELATIVE_BASE": base, "PREFER_DATES_FROM": "future"},
    )
    if found is None:
        return None
    if found.tzinfo is not None:
        return round(found.timestamp() * 1000)
    if found.time() == time():
        found = found.replace(hour=12)
    return _stamp(found, tz)
