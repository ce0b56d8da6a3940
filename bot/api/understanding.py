"""What the bot understands of texts: services over models that run on the owner's machine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Score:
    """What a toxicity model says of one text: probabilities 0..1 by label (Detoxify's names).

    `flagged` are the labels at or over their default threshold, strongest first; `model` is
    "name@hash8", for the audit log.
    """

    labels: Mapping[str, float]
    flagged: tuple[str, ...]
    model: str


class Toxicity(Protocol):
    """A local model; its word is advice."""

    @property
    def available(self) -> bool:
        """False when no model could be loaded: then nothing is scored, never invented."""

    @property
    def thresholds(self) -> Mapping[str, float]:
        """From which probability on the model itself flags a label, by label; the other labels
        only inform. Empty until the model is loaded."""

    @property
    def pending(self) -> int:
        """Texts accepted and not yet scored, at most `limit`: close to it, the model is behind."""

    @property
    def limit(self) -> int:
        """Texts that may be pending; beyond that `score` waits for room."""

    @property
    def languages(self) -> frozenset[str]:
        """ISO 639-1 codes of the languages that the model reads; empty for any."""

    @property
    def model(self) -> str:
        """Which one the owner chose, as people are told ("detoxify:original", "name@hash8");
        empty for none."""

    async def score(self, text: str) -> Score | None:
        """None when nothing can be scored. Waits when the queue is full."""

    async def explain(self, text: str, label: str) -> list[tuple[str, float]]:
        """(word, share of the label's odds that is due to it), strongest first.

        Messages that wait to be scored go before it.
        """


class Embedder(Protocol):
    """A local model that turns texts into vectors: near in meaning is near in direction."""

    @property
    def available(self) -> bool:
        """False when no model could be loaded: then nothing is embedded."""

    @property
    def dim(self) -> int:
        """Numbers in a vector."""

    @property
    def model(self) -> str:
        """name@hash8; vectors of another model cannot be compared."""

    async def embed(
        self,
        texts: Sequence[str],
        *,
        kind: Literal["query", "passage"] = "passage",
        background: bool = False,
    ) -> NDArray[np.float32] | None:
        """(texts, dim) rows of unit length, so that a product is a cosine; zeros for a text
        without anything to read. None when there is no model. Waits when the queue is full; texts
        in the `background`, for which nobody waits, let others pass.

        What is searched for is a "query", what is found a "passage"; to compare texts with each
        other, all are a "query".
        """


class Meanings(Protocol):
    """Items of a cog, found by what their text means. Vectors are kept over a restart.

    `kind` is "<cog>.<what>"; an id belongs to one kind in one community.
    """

    async def sync(self, community_id: int, kind: str, texts: Mapping[int, str]) -> bool:
        """These are all items there are, by id: to be called once after the start.

        Computes what is new, changed, or from another model, and forgets the rest. False when
        there is no model.
        """

    async def put(self, community_id: int, kind: str, item_id: int, text: str) -> bool:
        """Add an item or change its text; False when there is no model."""

    async def remove(self, community_id: int, kind: str, item_id: int) -> None:
        """Forget an item: to be called when its text is deleted."""

    async def nearest(
        self, community_id: int, kind: str, text: str, *, limit: int = 5
    ) -> Sequence[tuple[int, float]] | None:
        """(item id, cosine), nearest first. None when there is no model, or before `sync`."""


class Sentiment(Protocol):
    """How texts sound, by a word list; for sums over many of them, never to judge a single one."""

    def mood(self, text: str) -> float | None:
        """-1 (negative) to 1 (positive); None for no words, or not those of a language it reads.

        The first call reads the word lists and a long text takes some milliseconds: use a thread.
        """


class Languages(Protocol):
    """Which language a text is in, so that a model is not asked about one it cannot read."""

    def of(self, text: str) -> str | None:
        """ISO 639-1 code, None when not sure: score such a text, it may well be English.

        A language other than English is said only of several words without English among them.
        Some 0.3 ms a message (a call blocks that long, 4,000 characters take 10 ms), the first call
        some 50 ms; any thread may call it.
        """


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Of the words of a text: `digest` to compare, 16 bytes, and of how many `letters` it is made.
    A text without letters has none: b"" and 0."""

    digest: bytes = b""
    letters: int = 0


class Spelling(Protocol):
    """Texts compared by what they say, however they are spelt."""

    def plain(self, text: str) -> str:
        """The text as the models read it: lower case, disguised words undone. May be empty."""

    def fingerprint(self, text: str) -> Fingerprint:
        """Equal for texts that differ in case, spaces, punctuation, accents, look-alike letters,
        digits for letters, repeated letters, emoji, or in whom they mention alone.

        Keyed anew at each start: not to be stored, and nobody can try texts against it. Short texts
        are often equal by chance: look at `letters` first.
        """
