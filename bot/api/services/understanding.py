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
    def pending(self) -> int:
        """Texts accepted and not yet scored, at most `limit`: close to it, the model is behind."""

    @property
    def limit(self) -> int:
        """Texts that may be pending; beyond that `score` waits for room."""

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
        self, texts: Sequence[str], *, kind: Literal["query", "passage"] = "passage"
    ) -> NDArray[np.float32] | None:
        """(texts, dim) rows of unit length, so that a product is a cosine; zeros for a text
        without anything to read. None when there is no model. Waits when the queue is full.

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
