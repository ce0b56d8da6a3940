"""What somebody may have meant by a word that means nothing here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from rapidfuzz import fuzz, process

from bot.api.text import T, Text, code, joined

_MAX_SHOWN = 25
_NEAR = 65

_USUAL: Mapping[str, str] = {
    "inactive": "quiet or slipping",
    "inaktiv": "quiet or slipping",
    "silent": "quiet",
    "still": "quiet",
    "ruhig": "quiet",
    "leaving": "slipping",
    "abwandernd": "slipping",
    "unreachable": "not reachable",
    "newcomer": "new",
    "newcomers": "new",
    "newbies": "new",
    "neue": "new",
    "neuling": "new",
    "neulinge": "new",
    "aktive": "active",
    "regelmäßig": "regular",
    "stammgast": "regular",
    "stammgäste": "regular",
    "leser": "lurker",
    "mitleser": "lurker",
    "returning": "back",
    "returned": "back",
    "zurück": "back",
    "rückkehrer": "back",
    "alle": "everybody",
    "jeder": "everybody",
    "und": "and",
    "oder": "or",
    "nicht": "not",
    "ohne": "not",
    "no": "not",
    "without": "not",
    "except": "and not",
}
"""What people type, and how it is said here; where letters alone would lead astray ("inactive" is
near to "active")."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that this may be a misspelling of."""
    found = process.extractOne(word, list(known), scorer=fuzz.ratio, processor=str.casefold)
    return found[0] if found is not None and found[1] >= _NEAR else None


def usual(word: str, known: Collection[str]) -> str | None:
    """How a word is said here that people often use; None where that says nothing either."""
    said = _USUAL.get(word.casefold())
    if said is None or not {*said.split()} <= {*known, "and", "or", "not", "everybody"}:
        return None
    return said


def instead(word: str, known: Iterable[str]) -> Text:
    """What could stand there instead of a word."""
    words = list(known)
    near = nearest(word, words)
    if near is not None:
        return T("Did you mean {word}?", word=code(near))
    shown = joined(code(other) for other in words[:_MAX_SHOWN])
    if len(words) > _MAX_SHOWN:
        return T("You can use {words} …", words=shown)
    return T("You can use {words}.", words=shown)
