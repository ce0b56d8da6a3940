"""Tells those concerned that ideas were put together or taken apart, each of them once."""

from __future__ import annotations

from bot.api.model import Member
from bot.api.reply import Reply
from bot.api.services import Directory

from ..board.desk import IdeaDesk
from ..letters import Letters
from ..model import Idea
from ..store import IdeaStore, Merge, MergeStore
from ..store.merges import Audience
from . import wording


class Telling:
    """Cards and private words. Telling twice after a crash is harmless: the outbox has keys."""

    def __init__(
        self,
        merges: MergeStore,
        ideas: IdeaStore,
        desk: IdeaDesk,
        letters: Letters,
        directory: Directory,
    ) -> None:
        self._merges = merges
        self._ideas = ideas
        self._desk = desk
        self._letters = letters
        self._directory = directory

    async def tell(self, community_id: int, merge: Merge) -> None:
        """Show and tell how things stand after a merge, or after it was undone."""
        family = await self._merges.family(community_id, merge.idea_id)
        into = await self._ideas.get(community_id, merge.into_id)
        root = await self._ideas.get(community_id, into.root) if into is not None else None
        if not family or root is None:
            return
        for idea in (*family, root):
            await self._desk.refresh(idea)
        undone = merge.undone_at is not None
        actor = merge.undone_by if undone else merge.actor_id
        audience = await self._merges.audience(merge.idea_id, [one.id for one in family])
        people = await self._directory.members([who.member_id for who in audience])
        by_number = {one.id: one for one in family}
        for who in audience:
            member = people.get(who.member_id)
            if member is not None and member.id != actor:
                mine = by_number[who.wrote or merge.idea_id]
                await self._one(member, merge, _news(mine, root, who, undone=undone))

    async def _one(self, member: Member, merge: Merge, news: Reply) -> None:
        what = "merged" if merge.undone_at is None else "parted"
        key = f"idea:{merge.idea_id}:{what}:{merge.id}:{member.id}"
        await self._letters.tell(member, news, key=key)


def _news(mine: Idea, root: Idea, who: Audience, *, undone: bool) -> Reply:
    say = wording.parted_news if undone else wording.joined_news
    return say(mine, root, who)
