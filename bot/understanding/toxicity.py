"""The `Toxicity` service: a text classifier on this machine, by default the shipped one."""

import asyncio
import hashlib
import logging
import os
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, partial
from pathlib import Path

from bot.api.understanding import Score

from . import explain
from .card import DEFAULT_CARD, ModelError, read_card, read_weights
from .runtime import memory
from .runtime.worker import BatchWorker, Process, Processes, WorkerClosed

log = logging.getLogger(__name__)

# Of texts that make the model fail, the first is logged and then one in this many.
LOGGED_ONE_IN = 1000
_SMALLEST = 1e-6


class Unscorable(Exception):
    """The model failed on a text; the message is the name of the error."""


class LocalToxicity:
    """Scores on this machine; implements `bot.api.services.Toxicity`.

    `card` is that of the shipped model or of any other ONNX text classifier. The first use, or
    `start`, loads the model in the background. When that fails or the model hangs, one error is
    logged, `available` turns False and every score is None.
    """

    def __init__(
        self,
        card: Path = DEFAULT_CARD,
        *,
        threads: int = 1,
        limit: int = 2048,
        remembered: int = 8192,
        patience: float = 30.0,
    ) -> None:
        """`threads` the model may use, texts that may wait, exact repeats remembered, and the
        seconds after which a call counts as hung."""
        memory.prepare()
        self._card = card
        self._threads = threads
        self._worker = BatchWorker[Score | None](
            self._load, name="The toxicity model", limit=limit, patience=patience
        )
        self._remembered = remembered
        self._cache: OrderedDict[bytes, Score | None] = OrderedDict()
        self._failed = 0
        self._thresholds: Mapping[str, float] = {}

    @property
    def available(self) -> bool:
        """False when the model could not be loaded, while it hangs, and after `close`."""
        return self._worker.failure is None and not self._worker.closing

    @property
    def thresholds(self) -> Mapping[str, float]:
        """From which probability on a label is flagged by default; empty until it is loaded."""
        return self._thresholds

    @property
    def pending(self) -> int:
        """Texts accepted and not yet scored, at most `limit`."""
        return self._worker.pending

    @property
    def limit(self) -> int:
        """Texts that may be pending; beyond that `score` waits for room."""
        return self._worker.limit

    @cached_property
    def languages(self) -> frozenset[str]:
        """Those that the card says the model reads; empty for any, and for a card that is wrong."""
        try:
            return frozenset(read_card(self._card).languages)
        except ModelError:
            return frozenset()

    @cached_property
    def model(self) -> str:
        """As its card calls it; its file's name for a card that is wrong."""
        try:
            return read_card(self._card).id
        except ModelError:
            return self._card.stem

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
        except Unscorable as error:
            self._say_failed(error)
            return None
        self._cache[key] = score
        if len(self._cache) > self._remembered:
            self._cache.popitem(last=False)
        return score

    async def explain(self, text: str, label: str) -> list[tuple[str, float]]:
        """Words that raised the label, strongest first: by what share its odds fall without each.

        Odds, because near certainty a probability hardly moves however much a word matters. Empty
        when there is no model or no such label. Only the first 128 words are looked at, and of
        more than 12 only those that weigh most get a number. Messages go before it.
        """
        words = explain.split(text)
        places = explain.runs(len(words))
        try:
            texts = [" ".join(words), *(explain.without(words, place) for place in places)]
            whole, *rest = await self._odds(label, texts)
            weights = explain.weights(whole, rest)
            if len(places) < len(words):
                places = explain.singles(places, weights)
                rest = await self._odds(label, [explain.without(words, p) for p in places])
                weights = explain.weights(whole, rest)
        except (ModelError, WorkerClosed, Unscorable):
            return []
        return explain.ranked(words, places, weights)

    async def _odds(self, label: str, texts: list[str]) -> list[float]:
        """The odds of the label in each text."""
        scores = await asyncio.gather(
            *(self._worker.submit(text, background=True) for text in texts)
        )
        chances = [score.labels.get(label, 0.0) if score else 0.0 for score in scores]
        return [chance / max(1 - chance, _SMALLEST) for chance in chances]

    def _say_failed(self, error: Unscorable) -> None:
        if self._failed % LOGGED_ONE_IN == 0:
            log.error("A message could not be scored (%s), %d before it.", error, self._failed)
        self._failed += 1

    def _load(self) -> Process[Score | None] | Processes[Score | None]:
        try:
            card = read_card(self._card)
            with ThreadPoolExecutor(1) as aside:
                reading = aside.submit(read_weights, self._card.parent, card.model)
                tokenizer = read_weights(self._card.parent, card.tokenizer)
                # onnxruntime, numpy and the tokenizer take their time: imported here, in the worker
                from .network import Network

                network = Network(card, reading.result(), tokenizer, threads=self._threads)
            del reading, tokenizer
            memory.give_back()
            self._thresholds = card.thresholds
        except Exception as error:
            reason = error if isinstance(error, ModelError) else _unusable(error)
            log.error("Messages are not scored. %s", reason)
            if reason is error:
                raise
            raise reason from error

        def process(texts: Sequence[str], at_once: int = 1) -> list[Score | None]:
            try:
                rows = network.probabilities(texts, at_once=at_once)
            except Exception as error:
                raise Unscorable(type(error).__name__) from error
            return [None if row is None else card.score(row) for row in rows]

        # somebody looks at the screen for an explanation, and messages wait meanwhile
        return process, partial(process, at_once=min(2, os.cpu_count() or 1))


def _unusable(error: Exception) -> ModelError:
    return ModelError(
        f"The model cannot be started ({type(error).__name__}): install Townhall again, "
        "and see that onnxruntime and tokenizers suit this machine."
    )
