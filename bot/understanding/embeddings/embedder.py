"""The `Embedder` service on the model that ships with the bot."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..card import ModelError, read_weights
from ..runtime.recent import Recent
from ..runtime.worker import BatchWorker, Process, WorkerClosed
from .card import EMBEDDER_CARD, EmbedderCard, Kind, read_embedder_card

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from .encoder import Encoder

    Row = NDArray[np.float32]

log = logging.getLogger(__name__)

# Vectors of queries that are kept: FAQ and topics read the same message within seconds, and who
# proposes something has the same words compared at each of a few steps. Some 800 KB.
KEPT = 512


def open_encoder(card: EmbedderCard, folder: Path, *, threads: int = 1) -> Encoder:
    """The card's model, from its checked files. Raises ModelError when it cannot be used."""
    model = read_weights(folder, card.model)
    tokenizer = read_weights(folder, card.tokenizer)
    try:
        # onnxruntime, numpy and the tokenizer take their time: imported only when needed
        from .encoder import Encoder

        return Encoder(card, model, tokenizer, threads=threads)
    except Exception as error:
        raise ModelError(
            f"The embedder cannot be started ({type(error).__name__}): install Townhall again, "
            "and see that onnxruntime and tokenizers suit this machine."
        ) from error


class LocalEmbedder:
    """Embeds on this machine; implements `bot.api.services.Embedder`.

    The first use loads the model, in a thread of its own. When that fails, one error is logged,
    `available` turns False and nothing is embedded any more.
    """

    def __init__(self, card: Path = EMBEDDER_CARD, *, threads: int = 1, limit: int = 2048) -> None:
        """`threads` the model may use, texts that may wait."""
        self._folder = card.parent
        self._threads = threads
        self._card: EmbedderCard | ModelError
        try:
            self._card = read_embedder_card(card)
        except ModelError as error:
            self._card = error
        self._worker = BatchWorker["Row"](self._load, name="embedder", limit=limit)
        self._recent = Recent["Row"](KEPT)

    @property
    def available(self) -> bool:
        """False when the model could not be loaded, or after `close`."""
        return self._worker.failure is None and not self._worker.closing

    @property
    def dim(self) -> int:
        """Numbers in a vector; 0 when there is no card to tell."""
        return 0 if isinstance(self._card, ModelError) else self._card.dimension

    @property
    def model(self) -> str:
        """name@hash8; empty when there is no card to tell."""
        return "" if isinstance(self._card, ModelError) else self._card.id

    @property
    def pending(self) -> int:
        """Texts accepted and not yet embedded."""
        return self._worker.pending

    async def ready(self) -> bool:
        """Wait until the model is loaded; False when it cannot be."""
        self._worker.start()
        return await self._worker.loaded()

    async def embed(
        self, texts: Sequence[str], *, kind: Kind = "passage", background: bool = False
    ) -> NDArray[np.float32] | None:
        """One row a text, in order; None when there is no model. Waits when the queue is full.
        `background` texts let others pass.

        Rows have unit length, so that a product is a cosine. A text without anything to read has
        a row of zeros, which is near to nothing. Only the first 256 tokens count.
        """
        card = self._card
        if isinstance(card, ModelError):
            await self.ready()  # which says why, once
            return None
        try:
            rows = await asyncio.gather(
                *(self._row(card.prefixed(text, kind), kind, background) for text in texts)
            )
        except (ModelError, WorkerClosed):
            return None
        import numpy as np

        return np.array(rows, np.float32).reshape(len(texts), card.dimension)

    async def _row(self, prefixed: str, kind: Kind, background: bool) -> Row:
        if kind == "query" and (found := self._recent.get(prefixed)) is not None:
            return found[0]
        row = await self._worker.submit(prefixed, background=background)
        if kind == "query":
            self._recent.put(prefixed, row.copy())  # not the batch that it is a part of
        return row

    async def close(self) -> None:
        """Answer everything asked so far, then stop."""
        await self._worker.close()

    def _load(self) -> Process[Row]:
        try:
            if isinstance(self._card, ModelError):
                raise self._card
            encoder = open_encoder(self._card, self._folder, threads=self._threads)
        except ModelError as error:
            log.error("Texts are not compared by meaning. %s", error)
            raise

        def process(texts: Sequence[str]) -> Sequence[Row]:
            try:
                return list(encoder.vectors(texts))
            except Exception as error:
                log.error("%d texts could not be embedded: %s", len(texts), type(error).__name__)
                raise ModelError("The embedder failed on these texts.") from error

        return process
