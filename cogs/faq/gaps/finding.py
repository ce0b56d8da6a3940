"""Finds gaps: by meaning where there is a model, else by words."""

from __future__ import annotations

import asyncio

from bot.api.services import Embedder

from ..model import Asked
from ..store import FaqStore
from .clusters import BY_MEANING, BY_WORDS, Gap, by_words, gaps

MOST_QUESTIONS = 400


class GapFinder:
    """Open questions whose text is still kept."""

    def __init__(self, store: FaqStore, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder

    async def all(self, community_id: int, since: int = 0) -> list[Gap]:
        """The largest first, of the newest questions."""
        found = await self._store.open_questions(community_id, since=since, limit=MOST_QUESTIONS)
        questions = sorted(found, key=lambda one: one.id)
        return await self._together(questions) if questions else []

    async def around(self, community_id: int, question_id: int) -> Gap | None:
        """The gap that a question belongs to; None when it is settled."""
        for gap in await self.all(community_id):
            if any(one.id == question_id for one in gap.questions):
                return gap
        return None

    async def _together(self, questions: list[Asked]) -> list[Gap]:
        texts = [one.text for one in questions]
        rows = await self._embedder.embed(texts, kind="query") if self._embedder.available else None
        if rows is None:
            alike, least = await asyncio.to_thread(by_words, texts), BY_WORDS
            return await asyncio.to_thread(gaps, questions, alike, least)
        return await asyncio.to_thread(gaps, questions, rows @ rows.T, BY_MEANING)
