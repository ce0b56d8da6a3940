"""Which ideas say the same as a new one, and how sure that is."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, utils

from ..board.shelf import Shelf
from ..model import Change, Draft, Idea, Words
from ..store import IdeaStore, StepStore

DAY_MS = 86_400_000
LOOKED_AT = 8  # nearest ideas that are compared
# From here on two ideas of one author are taken for one, see docs/models/matching.md
SAME = 0.7
# Share of letters in common, in any order of words, from which two are taken for copies
COPY = 0.94
# Fitted on sentences that people judged, see docs/models/matching.md
SLOPE, BIAS = 45.57, -42.67

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Alike:
    """An idea that resembles a new one; `sure` (0 to 1) that it means the same, `last` the step
    that brought it where it is."""

    idea: Idea
    sure: float
    last: Change | None = None


def sureness(cosine: float) -> float:
    """How sure a cosine of the shipped embedder makes that two texts mean the same."""
    return 1 / (1 + math.exp(-(SLOPE * cosine + BIAS)))


class Likeness:
    """Compares by meaning; without an embedder, by words."""

    def __init__(self, shelf: Shelf, ideas: IdeaStore, steps: StepStore) -> None:
        self._shelf = shelf
        self._ideas = ideas
        self._steps = steps

    async def found(
        self, near: Sequence[tuple[Idea, float]], limit: int, least: float
    ) -> list[Alike]:
        """Those of `near` that are alike at least so surely."""
        enough = [one for one in near if one[1] >= least]
        return [await self._with_step(idea, sure) for idea, sure in enough[:limit]]

    async def near(
        self, community_id: int, words: Words, *, but: int | None = None
    ) -> list[tuple[Idea, float]]:
        """(idea, how sure) of the most alike, the surest first, without number `but`.

        What was put into another idea stands for that one.
        """
        sure = await self._sure(community_id, words)
        roots: dict[int, float] = {}
        for idea in await self._ideas.some(community_id, list(sure)):
            root = idea.merged_into or idea.id
            roots[root] = max(roots.get(root, 0.0), sure[idea.id])
        roots.pop(but or 0, None)
        found = await self._ideas.some(community_id, list(roots))
        # a copy is sure to mean the same, also where question and answer are embedded differently
        same = {idea.id: ratio for idea in found if (ratio := _ratio(idea.words, words)) >= COPY}
        near = [(idea, max(roots[idea.id], same.get(idea.id, 0.0))) for idea in found]
        return sorted(near, key=lambda one: -one[1])

    async def _sure(self, community_id: int, words: Words) -> dict[int, float]:
        """By the title, and by all that is said: what one leaves open the other may tell."""
        sure: dict[int, float] = {}
        texts = {words.title, _text(words)}
        for text in texts:
            near = await self._shelf.alike(community_id, text, LOOKED_AT)
            if near is None:
                found = await self._shelf.words(community_id, words.title, LOOKED_AT)
                return {match.id: match.score for match in found}
            for number, cosine in near:
                sure[number] = max(sure.get(number, 0.0), sureness(cosine))
        return sure

    async def _with_step(self, idea: Idea, sure: float) -> Alike:
        history = () if idea.status == "new" else await self._steps.history(idea.id)
        return Alike(idea, sure, history[-1] if history else None)


def own_double(near: Iterable[tuple[Idea, float]], draft: Draft, now: int) -> Idea | None:
    """What the author of a draft wrote within a day and means the same.

    Whoever notes the words of somebody else is never told whose idea without a name it is.
    """
    own = draft.author_id == draft.member_id
    for idea, sure in near:
        theirs = idea.author_id == draft.author_id and (own or not idea.anonymous)
        if theirs and sure >= SAME and idea.created_at > now - DAY_MS:
            return idea
    return None


def copied(near: Sequence[tuple[Idea, float]], words: Words) -> Idea | None:
    """The idea of which a new one is nearly a copy."""
    return next((idea for idea, _ in near if _ratio(idea.words, words) >= COPY), None)


def _ratio(one: Words, other: Words) -> float:
    """Share of letters in common; other numbers make another idea."""
    texts = _text(one), _text(other)
    numbers = [sorted(_NUMBER.findall(text)) for text in texts]
    if numbers[0] != numbers[1]:
        return 0.0
    return fuzz.token_sort_ratio(*texts, processor=utils.default_process) / 100


def _text(words: Words) -> str:
    """As ideas are found by, see `Idea.text`."""
    return f"{words.title}. {words.details}"
