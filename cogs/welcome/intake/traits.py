"""What was answered, as words that segments can ask for."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

from bot.api.boards.audience import Audiences, Known, Trait
from bot.api.errors import UserError
from bot.api.text import T

from .store import IntakeStore

log = logging.getLogger(__name__)


class AnswerTraits:
    """One trait for each word that an owner gave to a question with choices. Where a community has
    no such question, a condition with the word fails rather than mean somebody else."""

    def __init__(self, cog: str, store: IntakeStore, audiences: Audiences) -> None:
        self._cog = cog
        self._store = store
        self._audiences = audiences
        self._offered: set[str] = set()

    async def offer_all(self) -> None:
        """The words of all communities."""
        for word in await self._store.words():
            if not self.offer(word):
                log.warning("the intake's word %s means something else now", word)

    def offer(self, word: str) -> bool:
        """False when the word means something else in segments."""
        if word in self._offered:
            return True

        async def values(community_id: int) -> Mapping[int, Known]:
            await self._choices(community_id, word)
            return await self._store.labels(community_id, word)

        async def choices(community_id: int) -> Sequence[str]:
            return await self._choices(community_id, word)

        description = T("What they answered to the intake's question “{word}”", word=word)
        try:
            trait = Trait(word, "words", description, values, choices)
            self._audiences.offer(self._cog, trait)
        except ValueError:
            return False
        self._offered.add(word)
        return True

    async def _choices(self, community_id: int, word: str) -> Sequence[str]:
        for question in await self._store.questions(community_id):
            if question.word == word and question.choices:
                return [choice.label for choice in question.choices]
        raise UserError(T("There is no question with the word “{word}” here.", word=word))
