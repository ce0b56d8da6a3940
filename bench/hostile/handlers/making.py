"""What is made up: words, numbers, whole JSON values, and payloads that were good once.

Hypothesis makes a stock of each kind, the same for a seed; a handler's inputs are drawn from it and
put together by a generator of its own, so that one handler alone sees what it sees among all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.hostile import kept

V = TypeVar("V")
TEXTS, VALUES = 10_000, 2_000
LONGEST, DEEPEST = 4096, 900
FRAGMENTS = (
    *("0", "1", "-1", "7", "999999999999999999999", "1e308", "nan", "inf", "٣", "½", "1,5", "0x10"),
    *("2h", "30m", "5d", "tomorrow", "in 2h", "every monday", "at 25:61", "2026-02-30", "30.02."),
    *("10:00", "morgen", "+02:00", "9999-12-31", "0001-01-01", "last friday", "1-2", "P1D"),
    *("; ", ";;", " | ", ",", "\n", "\r\n", "\t", " ", ":", "=", '"', "'", "„", "“", "\\", "`"),
    *("yes", "no", "on", "off", "all", "none", "null", "@", "@mo", "<@1>", "<#1>", "#general", "&"),
    *("http://", "https://a.example/?q=1#x", "mailto:a@b.example", "javascript:1", "%s", "{0}"),
    *("<b>", "</a>", "**", "__", "||", "~~", "[a](b)", "\u200b", "\u202e", "\ufeff", "e\u0301"),
    *("\x00", "\ud800", "\udfff", "\U0001f44d\U0001f3ff", "\U000e0001", "ß", "ı", "İ", "ﬃ", "日本"),
)  # fmt: skip
NUMBERS = (0, -1, 1, 2**31, 2**53, 2**63 - 1, 2**63, 2**64, -(2**63) - 1, 10**30, 0.5, -0.0, 1e308,
           float("nan"), float("inf"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stock:
    """What Hypothesis has made up for a seed."""

    texts: Sequence[str]
    values: Sequence[Any]


def stock(number: int, count: int = TEXTS) -> Stock:
    """`count` texts and JSON values at most, the same each time for a seed."""
    anything = st.characters(codec=None)
    parts = st.sampled_from(FRAGMENTS) | st.text(anything, max_size=8)
    pieced = st.lists(parts, min_size=1, max_size=8).map("".join)
    attacks = st.sampled_from([one.text[:LONGEST] for one in kept()])
    texts = st.text(anything, max_size=60) | pieced | attacks
    plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(anything, max_size=20)
    plain |= st.sampled_from(NUMBERS) | st.sampled_from(FRAGMENTS)
    values = st.recursive(
        plain,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
        ),
        max_leaves=5,
    )
    return Stock(_made(texts, number, min(count, TEXTS)), _made(values, number, min(count, VALUES)))


def _made(strategy: st.SearchStrategy[V], number: int, count: int) -> Sequence[V]:
    found: list[V] = []

    @seed(number)
    @settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(strategy)
    def collect(value: V) -> None:
        found.append(value)

    collect()
    return found


class Maker:
    """Makes the inputs of one handler."""

    def __init__(self, made: Stock, draw: Random) -> None:
        self._made = made
        self.draw = draw

    def chance(self, part: float) -> bool:
        """True for so large a part of all."""
        return self.draw.random() < part

    def pick(self, among: Sequence[V]) -> V:
        """One of these."""
        return among[int(self.draw.random() * len(among))]

    def text(self, longest: int = LONGEST) -> str:
        """Words, now and then very many."""
        words = self.pick(self._made.texts)
        if self.chance(0.01):
            words *= 1 + longest // max(len(words), 1)
        return words[:longest]

    def value(self) -> Any:
        """Anything that JSON and Python's own reader of it can hold; now and then very deep."""
        found = self.pick(self._made.values)
        if self.chance(0.01):
            for _ in range(self.draw.randrange(DEEPEST)):
                found = [found] if self.chance(0.5) else {"a": found}
        return found

    def number(self) -> int:
        """A small one mostly, that may be the number of something."""
        whole = [one for one in NUMBERS if isinstance(one, int)]
        return self.pick(whole) if self.chance(0.2) else self.draw.randrange(1, 12)

    def changed(self, good: V) -> V:
        """A payload that was good, with one to four things in it left out, put elsewhere, or of
        another kind; words are made up as well. The given one stays as it is."""
        found: Any = good
        for _ in range(self.draw.randrange(1, 5)):
            found = self._at_random(found)
        return found  # type: ignore[no-any-return]

    def filled(self, good: V) -> V:
        """A payload that was good, with other words and numbers in one to four places: of the same
        kind, and within what a platform sends."""
        found: Any = good
        for _ in range(self.draw.randrange(1, 5)):
            found = self._within(found)
        return found  # type: ignore[no-any-return]

    def _within(self, value: Any) -> Any:
        match value:
            case dict() if value:
                key = self.pick(list(value))
                # of what kind it is stays: else it would be another payload
                return value if key == "type" else {**value, key: self._within(value[key])}
            case list() if value:
                at = self.draw.randrange(len(value))
                return [*value[:at], self._within(value[at]), *value[at + 1 :]]
            case bool():
                return self.chance(0.5)
            case int():
                return self.pick((0, 1, 5, 255, 2**31 - 1)) if self.chance(0.7) else value
            case str():
                return (
                    str(self.draw.randrange(1, self.pick((12, 2**62))))
                    if value.isdecimal()
                    else self.text(2000)
                )
        return value

    def _at_random(self, value: Any) -> Any:
        """With one thing changed, at a place down from here."""
        inner = isinstance(value, dict | list) and value
        if not inner or self.chance(0.08):
            return self._other(value)
        if isinstance(value, dict):
            key = self.pick(list(value))
            if self.chance(0.12):
                return {name: part for name, part in value.items() if name != key}
            if self.chance(0.03):
                return {**value, self.text(20): self.value()}
            return {**value, key: self._at_random(value[key])}
        at = self.draw.randrange(len(value))
        if self.chance(0.1):
            return value[:at] + value[at + 1 :]
        if self.chance(0.1):
            return value + [value[at]] * self.draw.randrange(1, 30)
        return [*value[:at], self._at_random(value[at]), *value[at + 1 :]]

    def _other(self, value: Any) -> Any:
        if isinstance(value, str) and self.chance(0.6):
            return str(self.number()) if value.isdecimal() else self.text(400)
        if isinstance(value, int) and not isinstance(value, bool) and self.chance(0.5):
            return self.pick(NUMBERS)
        return self.value()

    def encoded(self, value: Any) -> bytes:
        """As JSON, of which now and then some bytes are broken."""
        return self.broken(json.dumps(value).encode())

    def broken(self, data: bytes, often: float = 0.15) -> bytes:
        """The same bytes, or with a piece cut out, doubled or overwritten."""
        if not data or not self.chance(often):
            return data
        at = self.draw.randrange(len(data))
        end = at + self.draw.randrange(1, 40)
        piece = self.pick((b"", data[at:end] * 2, bytes(self.draw.randbytes(3)), b"\xff\xfe", b"{"))
        return data[:at] + piece + data[end:]


Make = Callable[[Maker], Any]
