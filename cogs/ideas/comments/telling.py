"""Tells authors of comments, at most once a day for each idea."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from bot.api.calendar import stamp
from bot.api.model import Community
from bot.api.services import Clock, Configs, Directory, Scheduler

from ..board import cards
from ..config import IdeasConfig
from ..letters import Letters
from ..model import Idea
from ..steps import calendar
from ..store import FollowerStore, IdeaStore
from . import wording
from .store import CommentStore

TASK = "ideas.comments"


class CommentNews:
    """A comment plans a note for the next daily round, which tells how many came since the last.

    The note is counted when it is told, so that deleted comments are not told, and has a key of
    its day: doing any of it twice after a crash is harmless.
    """

    def __init__(
        self,
        store: CommentStore,
        ideas: IdeaStore,
        followers: FollowerStore,
        configs: Configs,
        letters: Letters,
        directory: Directory,
        scheduler: Scheduler,
        clock: Clock,
    ) -> None:
        self._store = store
        self._ideas = ideas
        self._followers = followers
        self._configs = configs
        self._letters = letters
        self._directory = directory
        self._scheduler = scheduler
        self._clock = clock
        self._planned: dict[int, int] = {}
        """When the next note on an idea is due, as planned since the start."""

    async def plan(self, community: Community, idea: Idea, now: int) -> None:
        """There will be something to tell of an idea."""
        clock = time.fromisoformat(self._configs.of(IdeasConfig, community.id).reminder_time)
        due = calendar.next_round(now, clock, community.timezone)
        if self._planned.get(idea.id) == due.at:
            return
        day_before = stamp(due.day - timedelta(days=1), clock, community.timezone)
        await self._scheduler.at(
            due.at,
            TASK,
            {
                "community": community.id,
                "idea": idea.id,
                "day": due.day.isoformat(),
                "start": day_before,
                "end": due.at,
            },
            # one row a day: planning the next one never replaces one that was missed
            key=f"ideas:comments:{idea.id}:{due.day.isoformat()}",
            community_id=community.id,
        )
        self._planned[idea.id] = due.at

    async def tell(self, data: dict[str, Any]) -> None:
        """Tell each author how many comments others have written since the last round."""
        self._planned = {
            idea: due for idea, due in self._planned.items() if due > self._clock.now()
        }
        idea = await self._ideas.get(data["community"], data["idea"])
        root = await self._ideas.get(data["community"], idea.root) if idea is not None else None
        if root is None:
            return
        authors = await self._store.authors(root.id)
        hearing = authors & set(await self._followers.audience(root.id))
        for member in (await self._directory.members(sorted(hearing))).values():
            n = await self._store.by_others(root.id, member.id, data["start"], data["end"])
            if n:
                note = wording.news(root, n, own=member.id == root.author_id)
                key = f"{cards.tag(root)}:comments:{data['day']}:{member.id}"
                await self._letters.tell(member, note, key=key)
