"""Why an idea should be seen by a moderator before everybody sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.api.services import Languages, Toxicity
from bot.api.text import T, Text, joined

from ...model import Draft, Words
from ..likeness import Likeness, copied
from .personal import personal

COPY = "copy"
_RUDE: dict[str, T] = {
    "threat": T("may threaten somebody"),
    "identity_attack": T("may attack a group of people"),
    "sexual_explicit": T("may be obscene"),
    "obscene": T("may be obscene"),
}
_INSULT = T("may insult somebody")
_PERSONAL: dict[str, T] = {
    "email": T("contains an e-mail address"),
    "phone": T("contains a telephone number"),
    "iban": T("contains the number of a bank account"),
    "card": T("contains the number of a payment card"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a kind of `personal`, a flagged label with its score, or "copy" with the number
    of the idea that was there before. Kept as "kind" or "kind:value", never with text.
    """

    kind: str
    value: str = ""

    @property
    def code(self) -> str:
        return f"{self.kind}:{self.value}" if self.value else self.kind

    def text(self, *, scored: bool) -> Text:
        """Goes on from "it"; with the model's score for those who decide."""
        if self.kind in _PERSONAL:
            return _PERSONAL[self.kind]
        if self.kind == COPY:
            return T("says almost the same as #{number}", number=self.value)
        said = _RUDE.get(self.kind, _INSULT)
        return T("{what} ({score})", what=said, score=self.value) if scored else said


def coded(reasons: Sequence[Reason]) -> str:
    """As it is kept."""
    return ",".join(reason.code for reason in reasons)


def decoded(codes: str) -> list[Reason]:
    """Back from what is kept."""
    parts = [code.partition(":") for code in codes.split(",") if code]
    return [Reason(kind, value) for kind, _, value in parts]


def told(reasons: Sequence[Reason], *, scored: bool = False) -> Text:
    """All of them as a list."""
    return joined([reason.text(scored=scored) for reason in reasons])


class Screen:
    """Looks at new words, and at new words of an idea that is posted."""

    def __init__(self, toxicity: Toxicity, languages: Languages, likeness: Likeness) -> None:
        self._toxicity = toxicity
        self._languages = languages
        self._likeness = likeness

    async def draft(self, draft: Draft) -> list[Reason]:
        """Why a new idea should be seen first; empty when nothing speaks against it."""
        return await self.words(draft.community_id, draft.words)

    async def words(
        self, community_id: int, words: Words, *, idea_id: int | None = None
    ) -> list[Reason]:
        """The same for words; `idea_id` is the idea that they are new words of."""
        text = "\n".join(part for part in (words.title, words.details, words.audience) if part)
        reasons = [*await self._rude(text), *(Reason(kind) for kind in personal(text))]
        near = await self._likeness.near(community_id, words, but=idea_id)
        if (idea := copied(near, words)) is not None:
            reasons.append(Reason(COPY, str(idea.id)))
        return reasons

    async def _rude(self, text: str) -> list[Reason]:
        """What the model flags at its thresholds, where there is one that reads the language."""
        if not self._toxicity.available or not await self._reads(text):
            return []
        score = await self._toxicity.score(text)
        if score is None or not score.flagged:
            return []
        # what is worse than rude is said by name
        label = next((one for one in _RUDE if one in score.flagged), score.flagged[0])
        return [Reason(label, f"{score.labels[label]:.2f}")]

    async def _reads(self, text: str) -> bool:
        """Whether the model knows the language, as far as that can be told."""
        known = self._toxicity.languages
        if not known:
            return True
        language = await asyncio.to_thread(self._languages.of, text)
        return language is None or language in known
