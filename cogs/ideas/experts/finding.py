"""Whose ideas and feedback are nearest to an idea."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.api.model import Member
from bot.api.people import Level
from bot.api.services import Directory

from ..board.shelf import Shelf
from ..model import Idea
from ..store import IdeaStore
from .known import Known
from .store import ExpertStore

MOST = 5
LOOKED_AT = 500
# Cosines of the shipped embedder lie close together (docs/models/embedder.md): about 0.80 for
# unrelated texts. For 29 ideas of a made-up community, compared with its 35 texts, this names
# somebody who wrote about the same for 8 and about something else for 4, of which 2 were near it
# (board games, tournament); 0.84 would name 12 and 8, 0.86 only 6 and none. Rather nobody than
# somebody by chance.
ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class Expert:
    """A member, and what of theirs is nearest: an idea they wrote or one they told something of."""

    member: Member
    how: Literal["wrote", "tried"]
    idea: Idea
    cosine: float


@dataclass(frozen=True, slots=True)
class _Trace:
    member_id: int
    how: Literal["wrote", "tried"]
    idea_id: int
    cosine: float


class Finder:
    """Compares by meaning alone; of members who wish to be named and are in the community."""

    def __init__(
        self,
        shelf: Shelf,
        ideas: IdeaStore,
        experts: ExpertStore,
        known: Known,
        directory: Directory,
    ) -> None:
        self._shelf = shelf
        self._ideas = ideas
        self._experts = experts
        self._known = known
        self._directory = directory

    async def find(self, idea: Idea, asker_id: int) -> list[Expert] | None:
        """Who could help, best first, each once, but for the asker and the named author.

        None without an embedder.
        """
        traces = await self._traces(idea)
        if traces is None:
            return None
        but = {asker_id}
        if not idea.anonymous and idea.author_id is not None:
            # to leave out an author who is not named would tell who it is
            but.add(idea.author_id)
        willing = await self._experts.among({trace.member_id for trace in traces} - but)
        here = await self._directory.staff(idea.community_id, Level.MEMBER)
        people = {member.id: member for member in here if member.id in willing}
        best: dict[int, _Trace] = {}
        for trace in sorted(traces, key=lambda one: -one.cosine):
            if trace.member_id in people:
                best.setdefault(trace.member_id, trace)
        shown = list(best.values())[:MOST]
        numbers = [trace.idea_id for trace in shown]
        about = {one.id: one for one in await self._ideas.some(idea.community_id, numbers)}
        return [
            Expert(people[one.member_id], one.how, about[one.idea_id], one.cosine)
            for one in shown
            if one.idea_id in about
        ]

    async def may_be_asked(self, idea: Idea, member_id: int) -> Member | None:
        """A member who wishes to be named and is in the community."""
        if not await self._experts.among([member_id]):
            return None
        here = await self._directory.staff(idea.community_id, Level.MEMBER)
        return next((member for member in here if member.id == member_id), None)

    async def _traces(self, idea: Idea) -> list[_Trace] | None:
        here = idea.community_id
        near = await self._shelf.nearest(here, idea.text, LOOKED_AT)
        told = await self._known.nearest(here, idea.text, LOOKED_AT)
        if near is None or told is None:
            return None
        return [
            *_written(await self._ideas.some(here, [n for n, _ in _alike(near)]), dict(near), idea),
            *[
                _Trace(one.member_id, "tried", one.idea_id, dict(told)[one.id])
                for _, one in await self._experts.feedback(ids=[n for n, _ in _alike(told)])
                if one.member_id is not None
            ],
        ]


def _alike(near: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    return [one for one in near if one[1] >= ALIKE]


def _written(found: Sequence[Idea], near: dict[int, float], idea: Idea) -> Iterator[_Trace]:
    """Of ideas other than that one; who did not wish to be named with one is not."""
    for one in found:
        if one.author_id is not None and one.id != idea.id and not one.anonymous:
            yield _Trace(one.author_id, "wrote", one.id, near[one.id])
