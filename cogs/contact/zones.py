"""Time zones as people type them: "Europe/Berlin", "Berlin", "new york", "Wien"; no I/O but the
machine's list of zones, read once."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError

from bot.api.errors import UserError
from bot.api.text import T, code, joined

OFFERED = 25
SUGGESTED = 3
CLOSE = 0.75
_OTHERS = ("Etc/", "SystemV/", "posix/", "right/")


def found(typed: str, locale: str) -> str:
    """The name of the zone that is meant; UserError with what could be meant."""
    words = _folded(typed)
    known = _zones(locale)
    if words in known:
        return known[words]
    near = get_close_matches(words, list(known), SUGGESTED, CLOSE) if words else []
    names = joined([code(name) for name in _unique(known[word] for word in near)])
    guess = T("Did you mean {names}?", names=names) if near else ""
    hint = T(
        "Type the nearest large city, like {one} or {other}.",
        one=code("Berlin"),
        other=code("New York"),
    )
    shown = typed if len(typed) <= 40 else f"{typed[:39]}…"
    raise UserError(joined((T("I know no time zone “{typed}”.", typed=shown), guess, hint), " "))


def offered(typed: str, locale: str) -> list[str]:
    """Zones for what was typed so far: those that begin so first."""
    words, known = _folded(typed), _zones(locale)
    begin = sorted(name for name in known if name.startswith(words))
    within = sorted(name for name in known if words in name and not name.startswith(words))
    return _unique(known[name] for name in (*begin, *within))[:OFFERED]


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


@cache
def _zones(locale: str) -> Mapping[str, str]:
    """Zone by what people may type for it: its name, its city, the city in their language."""
    names = sorted(
        (name for name in available_timezones() if "/" in name and not name.startswith(_OTHERS)),
        key=lambda name: (len(name), name),
    )
    known = {"utc": "UTC"} | {_folded(name): name for name in names}
    for name in names:  # of old and new names of one city the short one
        known.setdefault(_folded(name.rpartition("/")[2]), name)
    for language in _unique((locale, "en")):
        for name, city in _cities(language):
            known.setdefault(_folded(city), name)
    return known


def _cities(locale: str) -> Sequence[tuple[str, str]]:
    try:
        zones = Locale.parse(locale.replace("-", "_")).time_zones
    except (UnknownLocaleError, ValueError):
        return ()
    there = available_timezones()
    return [
        (name, zone["city"]) for name, zone in zones.items() if "city" in zone and name in there
    ]


def _folded(text: str) -> str:
    """As it is compared: without case, accents and underscores."""
    plain = unicodedata.normalize("NFKD", text.strip().replace("_", " ").casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
