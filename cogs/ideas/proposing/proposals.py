"""From words to a card on the board, past the ideas that look alike."""

from __future__ import annotations

from bot.api.services import Outbox

from ..board import cards
from ..board.desk import IdeaDesk
from ..board.shelf import Shelf
from ..config import IdeasConfig
from ..model import Draft, Idea
from ..store import DraftStore, IdeaStore
from . import wording

DAY_MS = 86_400_000


class Proposals:
    """What happens before an idea stands on the board."""

    def __init__(
        self, store: IdeaStore, drafts: DraftStore, shelf: Shelf, desk: IdeaDesk, outbox: Outbox
    ) -> None:
        self._store = store
        self._drafts = drafts
        self._shelf = shelf
        self._desk = desk
        self._outbox = outbox

    async def hold(self, draft: Draft, config: IdeasConfig) -> tuple[Draft, list[Idea]] | None:
        """Keep the draft when ideas look alike, and say which; None when there are none."""
        if not config.similar_shown:
            return None
        found = await self._shelf.words(draft.community_id, draft.words.title, config.similar_shown)
        sure = [match.id for match in found if match.score >= config.similar_from]
        alike = await self._store.some(draft.community_id, sure)
        if not alike:
            return None
        oldest = draft.created_at - config.draft_days * DAY_MS
        await self._drafts.purge(draft.community_id, oldest)
        return await self._drafts.save(draft), alike

    async def post(self, draft: Draft) -> Idea:
        """Put words on the board that nothing resembles."""
        return await self._publish(await self._store.post(draft, draft.created_at))

    async def post_anyway(
        self, community_id: int, draft_id: int, member_id: int, now: int
    ) -> Idea | None:
        """Put a draft on the board, exactly once; None when it is gone."""
        idea = await self._drafts.post(community_id, draft_id, member_id, now)
        return await self._publish(idea) if idea is not None else None

    async def _publish(self, idea: Idea) -> Idea:
        await self._shelf.add(idea)
        await self._desk.show(idea)
        people = await self._desk.people(idea)
        author, noter = people.get(idea.author_id or 0), people.get(idea.noted_by or 0)
        if author is not None and noter is not None:
            news = wording.noted(idea, noter)
            await self._outbox.tell(author, news, key=f"{cards.tag(idea)}:noted")
        return idea
