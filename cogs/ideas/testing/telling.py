"""Tells volunteers what became of their offer, and testers what is written to them: each once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.api.model import Member
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Directory, Outbox

from ..board import cards
from ..model import Idea
from ..store import IdeaStore
from . import wording
from .store import Tester, TesterStore


class Telling:
    """Private words. Repeating any of it after a crash is harmless: the outbox knows its keys."""

    def __init__(
        self, testers: TesterStore, ideas: IdeaStore, outbox: Outbox, directory: Directory
    ) -> None:
        self._testers = testers
        self._ideas = ideas
        self._outbox = outbox
        self._directory = directory

    async def of_picking(self, idea: Idea, group: Sequence[Tester]) -> None:
        """These have been told that they are testers now."""
        chosen = [one for one in group if one.state == "picked"]
        await self._each(chosen, idea, "in", wording.picked(idea))

    async def of_putting_out(self, idea: Idea, member_id: int, at: int) -> None:
        """Somebody who was put out of the group just then, and still is, has been told so."""
        one = await self._testers.of(idea.id, member_id)
        if one is not None and one.state == "offered" and one.at == at:
            await self._each([one], idea, "out", wording.put_out(idea))

    async def resume(self, data: dict[str, Any]) -> None:
        """What a crash kept from being told."""
        idea = await self._standing(data)
        if idea is None:
            return
        if data["out"] is None:
            await self.of_picking(idea, await self._testers.group(idea.id))
        else:
            await self.of_putting_out(idea, data["out"], data["at"])

    async def send(self, data: dict[str, Any]) -> None:
        """A letter to all who are testers now and are still in the community."""
        idea = await self._standing(data)
        writer = await self._directory.member(data["writer"])
        if idea is None or writer is None:
            return
        key = f"{cards.tag(idea)}:letter:{data['at']}:{writer.id}"
        for member in await self.readers(idea):
            letter = wording.letter(idea, writer, data["text"])
            await self._outbox.tell(member, letter, key=f"{key}:{member.id}")

    async def readers(self, idea: Idea) -> list[Member]:
        """The testers of an idea who have not left the community."""
        picked = set(await self._testers.picked(idea.id))
        here = await self._directory.staff(idea.community_id, Level.MEMBER)
        return [member for member in here if member.id in picked]

    async def _standing(self, data: dict[str, Any]) -> Idea | None:
        """The idea of a task, or the one that it was put into meanwhile."""
        idea = await self._ideas.get(data["community"], data["idea"])
        if idea is None or idea.root == idea.id:
            return idea
        return await self._ideas.get(idea.community_id, idea.root)

    async def _each(self, group: Sequence[Tester], idea: Idea, what: str, news: Reply) -> None:
        people = await self._directory.members([one.member_id for one in group])
        for one in group:
            if (member := people.get(one.member_id)) is not None:
                # named by the number it was offered for: merging must not tell it again
                key = f"idea:{one.idea_id}:tester:{what}:{one.at}:{one.member_id}"
                await self._outbox.tell(member, news, key=key)
