"""The `Toxicity` service on the model that ships with the bot."""

import asyncio
import hashlib
import logging
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

from bot.api.services import Score

from .card import DEFAULT_CARD, ModelError, read_card, read_weights
from .runtime import BatchWorker, Process, WorkerClosed

log = logging.getLogger(__name__)

# Leaving each word out of a longer text would hold up other people's messages.
MAX_EXPLAINED_WORDS = 128


class LocalToxicity:
    """Scores on this machine; implements `bot.api.services.Toxicity`.

    The first use, or `start`, loads the model in the background. When that fails, one error is
    logged, `available` turns False and every score is None.
    """

    def __init__(
        self,
        card: Path = DEFAULT_CARD,
        *,
        threads: int = 1,
        limit: int = 2048,
        remembered: int = 8192,
    ) -> None:
        """`threads` the model may use, texts that may wait, exact repeats remembered."""
        self._card = card
        self._threads = threads
        self._worker = BatchWorker[Score | None](self._load, name="toxicity", limit=limit)
        self._remembered = remembered
        self._cache: OrderedDict[bytes, Score | None] = OrderedDict()

    @property
    def available(self) -> bool:
        """False when the model could not be loaded, or after `close`."""
        return self._worker.failure is None and not self._worker.closing

    @property
    def pending(self) -> int:
        """Texts accepted and not yet scored."""
        return self._worker.pending

    def start(self) -> None:
        """Begin to load; returns at once."""
        self._worker.start()

    async def ready(self) -> bool:
        """Wait until the model is loaded; False when it cannot be."""
        self._worker.start()
        return await self._worker.loaded()

    async def close(self) -> None:
        """Answer everything asked so far, then stop."""
        await self._worker.close()

    async def score(self, text: str) -> Score | None:
        """None when there is no model or nothing to read. Waits when the queue is full."""
        # A hash, not the text: what people wrote is not kept in memory for the sake of speed.
        key = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        try:
            score = await self._worker.submit(text)
        except (ModelError, WorkerClosed):
            return None
        self._cache[key] = score
        if len(self._cache) > self._remembered:
            self._cache.popitem(last=False)
        return score

    async def explain(self, text: str, label: str) -> list[tuple[str, float]]:
        """Words that raised the label, strongest first: how much lower it is without each.

        Empty when there is no model or no such label. Only the first 128 words are looked at.
        """
        words = text.split()[:MAX_EXPLAINED_WORDS]
        variants = [" ".join(words[:i] + words[i + 1 :]) for i in range(len(words))]
        try:
            scores = await asyncio.gather(
                *(self._worker.submit(variant) for variant in (" ".join(words), *variants))
            )
        except (ModelError, WorkerClosed):
            return []
        whole, *without = (score.labels.get(label, 0.0) if score else 0.0 for score in scores)
        weights: dict[str, float] = {}
        for word, rest in zip(words, without, strict=True):
            weights[word] = max(weights.get(word, 0.0), whole - rest)
        raised = [(word, weight) for word, weight in weights.items() if weight > 0]
        return sorted(raised, key=lambda pair: -pair[1])

    def _load(self) -> Process[Score | None]:
        try:
            card = read_card(self._card)
            model = read_weights(self._card.parent, card.model)
            tokenizer = read_weights(self._card.parent, card.tokenizer)
            # onnxruntime, numpy and the tokenizer take their time: imported here, in the worker
            from .network import Network

            network = Network(card, model, tokenizer, threads=self._threads)
        except Exception as error:
            reason = error if isinstance(error, ModelError) else _unusable(error)
            log.error("Messages are not scored. %s", reason)
            if reason is error:
                raise
            raise reason from error

        def process(texts: Sequence[str]) -> list[Score | None]:
            try:
                rows = network.probabilities(texts)
            except Exception as error:
                log.error("%d messages could not be scored: %s", len(texts), type(error).__name__)
                raise ModelError("The model failed on these messages.") from error
            return [None if row is None else card.score(row) for row in rows]

        return process


def _unusable(error: Exception) -> ModelError:
    return ModelError(
        f"The model cannot be started ({type(error).__name__}): install Townhall again, "
        "and see that onnxruntime and tokenizers suit this machine."
    )
