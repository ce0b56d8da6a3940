"""Typed values from what was typed: numbers, choices, times, items; and quotation marks."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

from bot.api.errors import UserError
from bot.api.options import Duration, Items, When
from bot.api.port.commands import OptionInfo
from bot.api.text import Length, N, T, Text, code, joined

from .times import parse_duration, parse_when

YES_NO = {
    **dict.fromkeys(("yes", "y", "true", "on", "1", "ja", "j", "wahr", "an"), True),
    **dict.fromkeys(("no", "n", "false", "off", "0", "nein", "falsch", "aus"), False),
}
WHOLE = re.compile(r"[+-]?\d{1,15}")
_CLOSING = {'"': '"', "'": "'", "„": '“”"', "“": "”“", "«": "»", "»": "«"}
_MARKS = r"[\\\"'„“”«»]"
_ESCAPED = rf"\\{_MARKS}"
_ENDS = {
    opening: re.compile(rf"{_ESCAPED}|[{closing}](?=[\s;|,]|$)")
    for opening, closing in _CLOSING.items()
}
_PART = re.compile(r"[^\s;|,]+|[;|,\n]|\s")


def take_quoted(text: str) -> tuple[str, str] | None:
    """The quoted words at the start and what follows them; None without a closing mark.

    A backslash keeps a quotation mark within the quotes.
    """
    ends = _ENDS.get(text[:1])
    for mark in ends.finditer(text, 1) if ends else ():
        if not mark[0].startswith("\\"):
            inner = re.sub(_ESCAPED, lambda escape: escape[0][1], text[1 : mark.start()])
            return inner, text[mark.end() :]
    return None


def split_items(text: str) -> tuple[str, ...]:
    """Split on ; | or line breaks; else into quoted parts, else on commas, else into words."""
    text = text.strip()
    if (whole := take_quoted(text)) and not whole[1].strip(" \t\r\n;|,"):
        inner = whole[0]
        return split_items(inner) if re.search(r"[;|,\n]", inner) else (inner,)
    parts, quoted = _parts(text)
    kinds = {part for part, literal in parts if not literal}
    marks = kinds & {";", "|", "\n"}
    if marks:
        ends = marks
    elif quoted:
        ends = {" ", ",", "\t", "\r"}
    else:
        ends = {","} if "," in kinds else {" ", "\t", "\r"}
    items, current = list[str](), ""
    for part, literal in [*parts, (next(iter(ends)), False)]:
        if not literal and part in ends:
            items.append(" ".join(current.split()))
            current = ""
        else:
            current += part
    return tuple(item for item in items if item)


def _parts(text: str) -> tuple[list[tuple[str, bool]], bool]:
    """Words, marks and blanks with a flag for words (never a separator); whether any is quoted."""
    parts, quoted = list[tuple[str, bool]](), False
    fresh, unclosed = True, ""
    while text:
        if fresh and text[0] not in unclosed:
            if found := take_quoted(text):
                parts.append((found[0], True))
                text, quoted, fresh = found[1], True, False
                continue
            unclosed += text[0]  # nor will a later one be closed
        match = _PART.match(text)
        piece = match[0] if match else text[0]
        fresh = piece.isspace() or piece in ";|,"
        parts.append((piece, not fresh))
        text = text[len(piece) :]
    return parts, quoted


def coerce(option: OptionInfo, raw: Any, *, now: int, zone: str, locale: str) -> Any:
    """The typed value of one option; UserError says what was expected and what was found.

    `member` and `channel` pass through, as do values that the platform has typed already.
    """
    if option.kind in ("member", "channel"):
        return raw
    if option.choices:
        return _choice(option, str(raw), locale)
    match option.kind:
        case "int":
            return _int(option, raw)
        case "float":
            return _float(option, raw)
        case "bool":
            return _bool(option, raw)
        case "when":
            return When(parse_when(str(raw), now=now, zone=zone, locale=locale))
        case "duration":
            return _duration(option, str(raw))
        case "items":
            return _items(option, str(raw))
        case _:
            return _text(option, str(raw))


def _wrong(option: OptionInfo, expected: Text, found: object) -> UserError:
    shown = str(found)
    return UserError(
        T(
            "{option} must be {expected}, not “{found}”.",
            option=code(option.name),
            expected=expected,
            found=shown if len(shown) <= 40 else f"{shown[:39]}…",
        )
    )


def _bounded(option: OptionInfo, amount: float, say: Callable[[float], Text]) -> None:
    """UserError when the amount is out of the option's bounds; `say` words an amount."""
    low, high = option.min, option.max
    if (low is None or amount >= low) and (high is None or amount <= high):
        return
    name, found = code(option.name), say(amount)
    if low is None and high is not None:
        raise UserError(
            T("{option}: at most {high}, not {found}.", option=name, high=say(high), found=found)
        )
    if high is None and low is not None:
        raise UserError(
            T("{option}: at least {low}, not {found}.", option=name, low=say(low), found=found)
        )
    raise UserError(
        T(
            "{option}: from {low} to {high}, not {found}.",
            option=name,
            low=say(low or 0),
            high=say(high or 0),
            found=found,
        )
    )


def _choice(option: OptionInfo, raw: str, locale: str) -> str:
    typed = raw.strip().casefold()
    for value, labels in option.choices:
        if typed in (value.casefold(), *(label.casefold() for label in labels.values())):
            return value
    shown = [code(labels.get(locale, value)) for value, labels in option.choices]
    raise _wrong(option, T("one of {choices}", choices=joined(shown)), raw)


def _int(option: OptionInfo, raw: Any) -> int:
    typed = str(raw).strip()
    if not WHOLE.fullmatch(typed):
        raise _wrong(option, T("a whole number"), raw)
    _bounded(option, int(typed), lambda amount: f"{amount:.0f}")
    return int(typed)


def _float(option: OptionInfo, raw: Any) -> float:
    try:
        number = float(str(raw).strip().replace(",", "."))
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise _wrong(option, T("a number"), raw)
    _bounded(option, number, lambda amount: f"{amount:g}")
    return number


def _bool(option: OptionInfo, raw: Any) -> bool:
    value = YES_NO.get(str(raw).strip().casefold())
    if value is None:
        raise _wrong(option, T("yes or no"), raw)
    return value


def _duration(option: OptionInfo, raw: str) -> Duration:
    seconds = parse_duration(raw)
    _bounded(option, seconds, lambda amount: Length(round(amount)))
    return Duration(seconds)


def _items(option: OptionInfo, raw: str) -> Items:
    items = Items(split_items(raw))
    _bounded(option, len(items), lambda amount: N("{n} entry", "{n} entries", round(amount)))
    return items


def _text(option: OptionInfo, raw: str) -> str:
    text = raw.strip()
    _bounded(option, len(text), lambda amount: N("{n} character", "{n} characters", round(amount)))
    return text
