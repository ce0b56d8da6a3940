"""Tells of steps, once what was a slip could be taken back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from bot.api.reply import Reply
from bot.api.services import Clock, Directory, Outbox, Scheduler

from ..board import cards
from ..board.desk import IdeaDesk
from ..letters import Letters
from ..model import Change, Idea
from ..store import FollowerStore, IdeaStore, StepStore
from . import wording

# A step that is taken back within this time is not told.
GRACE_S = 120
# Steps that follow each other sooner than this are told as one.
APART_S = 600

Elsewhere = Callable[[Idea, Change, bool], Awaitable[None]]
"""(idea, its last step, whether only its date has changed): tell it elsewhere too, once."""


class News:
    """Steps on the cards at once, and in private after a while.

    Every step has a task; the one of the last step tells what came of all that were not told yet.
    Doing any of it twice after a crash is harmless.
    """

    def __init__(
        self,
        ideas: IdeaStore,
        steps: StepStore,
        followers: FollowerStore,
        desk: IdeaDesk,
        letters: Letters,
        outbox: Outbox,
        directory: Directory,
        scheduler: Scheduler,
        clock: Clock,
        elsewhere: Sequence[Elsewhere] = (),
    ) -> None:
        self._ideas = ideas
        self._steps = steps
        self._followers = followers
        self._desk = desk
        self._letters = letters
        self._outbox = outbox
        self._directory = directory
        self._scheduler = scheduler
        self._clock = clock
        self._elsewhere = elsewhere

    async def resume(self) -> None:
        """Do what a crash kept from being done."""
        for community_id, change in await self._steps.untold():
            idea = await self._ideas.get(community_id, change.idea_id)
            if idea is not None:
                await self.announce(idea, change)

    async def announce(self, idea: Idea, change: Change) -> None:
        """Show a step on the cards, and tell of it when it is time."""
        await self._desk.refresh(idea)
        _, _, told = await self._steps.untold_of(idea.id)
        await self._plan(idea.community_id, change, told)

    async def _plan(self, community_id: int, change: Change, told: int) -> None:
        await self._scheduler.at(
            _due(change, told),
            "ideas.news",
            {"community": community_id, "idea": change.idea_id},
            # the number alone may have been that of another idea's step, which was taken back
            key=f"ideas:news:{change.idea_id}:{change.id}",
            community_id=community_id,
        )

    async def tell(self, data: dict[str, Any]) -> None:
        """Tell author, supporters and followers, each of them once, what became of an idea."""
        former, steps, told = await self._steps.untold_of(data["idea"])
        if not steps:
            return
        last, now = steps[-1], self._clock.now()
        if _due(last, told) > now:
            await self._plan(data["community"], last, told)
            return
        idea = await self._ideas.get(data["community"], last.idea_id)
        # who cares for an idea that was put into another is told of that instead
        if idea is not None and idea.merged_into is None:
            await self._tell(idea, steps[0], last, former)
        await self._steps.told(last.id, now)

    async def _tell(self, idea: Idea, first: Change, last: Change, former: Change | None) -> None:
        """`first` and `last` of the steps to tell, `former` is the one before."""
        moved = last.due_at != (former.due_at if former else None)
        owner_id = None
        if moved or last.owner_id != (former.owner_id if former else None):
            owner_id = last.owner_id if last.owner_id != last.actor_id else None
        readers: dict[int, Reply] = {}
        if first.before != last.after or moved:
            voters = set(await self._ideas.voters(idea.id))
            for member_id in await self._followers.audience(idea.id):
                role = _role(idea, member_id, voters)
                readers[member_id] = wording.news(idea, last, role, same=first.before == last.after)
            for tell in self._elsewhere:
                await tell(idea, last, first.before == last.after)
        if owner_id is not None:
            readers[owner_id] = wording.in_your_hands(idea, last)
        people = await self._directory.members(sorted(readers.keys() - {last.actor_id or 0}))
        for member in people.values():
            key = f"{cards.tag(idea)}:step:{last.id}:{member.id}"
            # what is put into somebody's hands is their task: no news that can be stopped
            way = self._outbox if member.id == owner_id else self._letters
            await way.tell(member, readers[member.id], key=key)


def _due(change: Change, told: int) -> int:
    return max(change.at + 1000 * GRACE_S, told + 1000 * APART_S if told else 0)


def _role(idea: Idea, member_id: int, voters: set[int]) -> wording.Role:
    if member_id == idea.author_id:
        return "author"
    return "supporter" if member_id in voters else "follower"
