"""Tells of steps."""

from __future__ import annotations

from bot.api.services import Clock, Directory, Outbox

from ..board import cards
from ..board.desk import IdeaDesk
from ..model import Change, Idea
from ..store import IdeaStore, StepStore
from . import wording


class News:
    """Steps on the cards and in private. Telling twice after a crash is harmless."""

    def __init__(
        self,
        ideas: IdeaStore,
        steps: StepStore,
        desk: IdeaDesk,
        outbox: Outbox,
        directory: Directory,
        clock: Clock,
    ) -> None:
        self._ideas = ideas
        self._steps = steps
        self._desk = desk
        self._outbox = outbox
        self._directory = directory
        self._clock = clock

    async def resume(self) -> None:
        """Tell what a crash kept from being told."""
        for community_id, change in await self._steps.untold():
            idea = await self._ideas.get(community_id, change.idea_id)
            if idea is not None:
                await self.announce(idea, change)

    async def announce(self, idea: Idea, change: Change) -> None:
        """Show a step on the cards and tell author and supporters, each of them once."""
        await self._desk.refresh(idea)
        ids = set(await self._ideas.voters(idea.id)) | {idea.author_id or 0}
        for member in (await self._directory.members(sorted(ids - {0}))).values():
            if member.id == change.actor_id:
                continue
            own = member.id == idea.author_id
            key = f"{cards.tag(idea)}:step:{change.id}:{member.id}"
            await self._outbox.tell(member, wording.news(idea, change, own=own), key=key)
        await self._steps.told(change.id, self._clock.now())
