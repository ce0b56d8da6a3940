"""Finds gaps: by meaning where there is a model, else by words."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.api.services import Embedder

from ..model import Asked
from ..store import FaqStore
from .clusters import BY_MEANING, BY_WORDS, Gap, by_words, gaps

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST_QUESTIONS = 400


class GapFinder:
    """Open questions whose text is still kept."""

    def __init__(self, store: FaqStore, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder
        # a question's words never change, and each digest and each click would read all of them
        self._rows: dict[int, dict[int, NDArray[np.float32]]] = {}

    async def all(self, community_id: int, since: int = 0) -> list[Gap]:
        """The largest first, of the newest questions."""
        found = await self._store.open_questions(community_id, since=since, limit=MOST_QUESTIONS)
        questions = sorted(found, key=lambda one: one.id)
        if not since:  # what is settled or forgotten by now is forgotten here, too
            kept, open_ = self._rows.get(community_id, {}), {one.id for one in questions}
            self._rows[community_id] = {id_: row for id_, row in kept.items() if id_ in open_}
        return await self._together(community_id, questions) if questions else []

    async def around(self, community_id: int, question_id: int) -> Gap | None:
        """The gap that a question belongs to; None when it is settled."""
        for gap in await self.all(community_id):
            if any(one.id == question_id for one in gap.questions):
                return gap
        return None

    async def _together(self, community_id: int, questions: list[Asked]) -> list[Gap]:
        known = self._rows.setdefault(community_id, {})
        new = [one for one in questions if one.id not in known]
        if new and self._embedder.available:
            rows = await self._embedder.embed([one.text for one in new], kind="query")
            if rows is not None:
                known.update(zip((one.id for one in new), rows, strict=True))
        if any(one.id not in known for one in questions):
            texts = [one.text for one in questions]
            alike, least = await asyncio.to_thread(by_words, texts), BY_WORDS
            return await asyncio.to_thread(gaps, questions, alike, least)
        return await asyncio.to_thread(_by_meaning, questions, [known[q.id] for q in questions])


def _by_meaning(questions: list[Asked], rows: list[NDArray[np.float32]]) -> list[Gap]:
    import numpy as np  # it takes its time to import: not before somebody needs it

    vectors = np.stack(rows)
    return gaps(questions, vectors @ vectors.T, BY_MEANING)
