"""Elections to try methods on, made without the methods' own code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from hypothesis import settings
from hypothesis import strategies as st

from bot.api.text import Text
from bot.engine.rendering.catalogue import Catalogue
from bot.engine.rendering.i18n import Renderer
from cogs.polls.methods import METHODS, Count, Method
from cogs.polls.model import Kind, Marks, Poll, Rules

KINDS: tuple[Kind, ...] = get_args(Kind)
CAKES = ("Apfel", "Käse", "Mohn", "Nuss", "Öl", "Pflaume", "Quark", "Rübli", "Streusel")
relaxed = settings(deadline=None)
"""The machine that runs the tests may be busy."""
_RENDERER = Renderer(Catalogue(Path("nowhere")))


@dataclass(frozen=True)
class Election:
    """Ballots, one for each voter."""

    rules: Rules
    options: int
    ballots: tuple[Marks, ...]
    order: tuple[int, ...]

    @property
    def method(self) -> Method:
        return METHODS[self.rules.kind]

    def count(self, *, lots: bool = True) -> Count:
        order = self.order if lots else None
        return self.method.count(Counter(self.ballots), self.options, self.rules, order)

    @property
    def poll(self) -> Poll:
        labels = CAKES[: self.options]
        return Poll(1, 1, 1, 1, "Which cake?", labels, self.rules, 0, 0, closed=True)


def ranked(*choices: int, options: int) -> Marks:
    """A ballot that ranks these, the first choice first."""
    marks = [0] * options
    for rank, option in enumerate(choices, 1):
        marks[option] = rank
    return tuple(marks)


def marks(rules: Rules, options: int) -> st.SearchStrategy[Marks]:
    """Ballots that are valid by the words of the design."""
    positions = st.integers(0, options - 1)

    def counted(chosen: Sequence[int]) -> Marks:
        return tuple(chosen.count(option) for option in range(options))

    def of(highest: int) -> st.SearchStrategy[Marks]:
        values = st.lists(st.integers(0, highest), min_size=options, max_size=options)
        return values.map(tuple).filter(any)

    match rules.kind:
        case "single" | "yesno":
            return positions.map(lambda option: counted([option]))
        case "multiple":
            return of(1)
        case "rating":
            return of(5)
        case "dates":
            return of(3)
        case "dots":
            return st.lists(positions, min_size=1, max_size=rules.budget).map(counted)
        case "ranked":
            orders = st.lists(positions, min_size=1, unique=True)
            return orders.map(lambda choices: ranked(*choices, options=options))


@st.composite
def elections(
    draw: st.DrawFn, kinds: Sequence[Kind] = KINDS, most: int = 5, voters: int = 9
) -> Election:
    kind = draw(st.sampled_from(kinds))
    rules = Rules(kind=kind, budget=draw(st.integers(1, 6)))
    least = METHODS[kind].least
    options = 3 if kind == "yesno" else draw(st.integers(least, most))
    ballots = draw(st.lists(marks(rules, options), max_size=voters))
    order = draw(st.permutations(range(options)))
    return Election(rules, options, tuple(ballots), tuple(order))


def words(text: Text) -> str:
    """As it is read, in English."""
    return _RENDERER.plain(text, locale="en", zone="UTC", platform="local", now=0)
