"""Finding what answers a question, in the language it was asked in."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.services import Languages
from bot.api.text import Text

from .asking import wording
from .asking.rephrasing import Rephraser
from .config import FaqConfig
from .model import Entry
from .retrieval import MAYBE as MAYBE
from .retrieval import Found, Retrieval


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found for a question; `language` is the question's, None when not sure."""

    found: Found
    language: str | None

    @property
    def best(self) -> Entry | None:
        """The entry that answers; None when none is sure."""
        return self.found.matches[0].entry if self.found.outcome == "answer" else None

    @property
    def shown(self) -> tuple[tuple[int, float], ...]:
        """(entry id, score) of what was found, the surest first."""
        return tuple((m.entry.id, m.score) for m in self.found.matches[: wording.SHOWN])


class Answering:
    """Finds entries and says them; `hosted` are the settings of the file, which alone decide where
    a question may be sent to be rephrased."""

    def __init__(
        self,
        retrieval: Retrieval,
        languages: Languages,
        hosted: FaqConfig,
        rephraser: Rephraser | None = None,
    ) -> None:
        self._retrieval = retrieval
        self._languages = languages
        self._hosted = hosted
        self._rephraser = rephraser or Rephraser()

    async def look(self, community_id: int, question: str, config: FaqConfig) -> Looked:
        """The entries that may answer."""
        language = self._languages.of(question)
        found = await self._retrieval.find(
            community_id,
            question,
            language=language,
            limit=wording.SHOWN,
            sure=config.sure,
            maybe=min(MAYBE, config.sure),
        )
        return Looked(found, language)

    async def say(self, looked: Looked, entry: Entry, question: str, config: FaqConfig) -> Text:
        """An entry as the answer, with its source."""
        rephrased = None
        if config.rephrase and config.rephrase == self._hosted.rephrase:
            rephrased = await self._rephraser.rephrase(
                self._hosted.rephrase,
                self._hosted.rephrase_model,
                question,
                entry.answer,
                anywhere=self._hosted.rephrase_anywhere,
            )
        return wording.answer(entry, looked.language, rephrased)
