"""The `Toxicity` service on the real package, in PyTorch: for who has not exported yet."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from bot.api.understanding import Score

from ..card import ModelError, Weights
from ..runtime.worker import Process
from ..toxicity import LocalToxicity, Unscorable
from .catalogue import Variant
from .checkpoint import missing, obtain
from .download import PAUSE_S
from .load import check_installed, load

log = logging.getLogger(__name__)

# A gigabyte from a slow disk, and torch's own start, take longer than the shipped model.
PATIENCE_S = 300.0
MAX_CHARACTERS = 8_000


class DetoxifyToxicity(LocalToxicity):
    """Scores with Detoxify's own `predict`; implements `bot.api.services.Toxicity`.

    What is missing in `folder` is fetched at `start` or the first use. Until it is there, and when
    it cannot be had, `available` is False and nothing is scored; one error says why.
    """

    def __init__(
        self, variant: Variant, folder: Path, *, threads: int = 1, limit: int = 2048,
        pause: float = PAUSE_S,
    ) -> None:  # fmt: skip
        super().__init__(threads=threads, limit=limit, patience=PATIENCE_S)
        self._variant = variant
        self._folder = folder
        self._pause = pause
        self._fetching: asyncio.Task[bool] | None = None

    @property
    def available(self) -> bool:
        """False until the files are there, when the model cannot be loaded, and after `close`."""
        return self._fetched() and super().available

    @cached_property
    def languages(self) -> frozenset[str]:
        """Those that the variant was trained on."""
        return frozenset(self._variant.languages)

    @cached_property
    def model(self) -> str:
        """The owner's choice."""
        return self._variant.choice

    def start(self) -> None:
        """Begin to fetch and to load; returns at once."""
        if self._fetching is None:
            self._fetching = asyncio.get_running_loop().create_task(self._fetch())

    async def ready(self) -> bool:
        """Wait until the model is there and loaded; False when it cannot be."""
        self.start()
        assert self._fetching is not None  # noqa: S101 - set by start
        await asyncio.wait([self._fetching])
        return self._fetched() and await super().ready()

    async def close(self) -> None:
        """Answer everything asked so far, then stop; a download goes on at the next start."""
        if self._fetching is not None:
            self._fetching.cancel()
            await asyncio.wait([self._fetching])
        await super().close()

    async def score(self, text: str) -> Score | None:
        """None when there is no model yet or nothing to read. Waits when the queue is full."""
        self.start()
        return await super().score(text) if self._fetched() else None

    async def explain(self, text: str, label: str) -> list[tuple[str, float]]:
        """As `LocalToxicity.explain`; empty when there is no model yet."""
        self.start()
        return await super().explain(text, label) if self._fetched() else []

    def _fetched(self) -> bool:
        task = self._fetching
        return task is not None and task.done() and not task.cancelled() and task.result()

    async def _fetch(self) -> bool:
        """Whether everything is there."""
        try:
            check_installed()
            if lacking := missing(self._variant, self._folder):
                names = " and ".join(pin.file for pin in lacking)
                log.info("Messages are scored as soon as %s is fetched.", names)
                await obtain(self._variant, self._folder, pause=self._pause)
        except ModelError as error:
            log.error("Messages are not scored. %s", error)
            return False
        super().start()
        return True

    def _load(self) -> Process[Score | None]:
        try:
            loaded = load(self._variant, self._folder)
            import torch

            torch.set_num_threads(self._threads)
        except Exception as error:
            reason = error if isinstance(error, ModelError) else _unusable(self._variant, error)
            log.error("Messages are not scored. %s", reason)
            raise reason from error
        checkpoint = Weights(file=self._variant.checkpoint.file, sha256=loaded.checkpoint_sha256)
        card = loaded.card(self._variant, checkpoint, checkpoint)
        self._thresholds = card.thresholds

        def process(texts: Sequence[str]) -> list[Score | None]:
            readable = {text: cut for text in texts if (cut := _encodable(text)).strip(" \t\r\n\0")}
            try:
                rows = loaded.probabilities(list(readable.values()))
            except Exception as error:
                raise Unscorable(type(error).__name__) from error
            scores = dict(zip(readable, map(card.score, rows), strict=True))
            return [scores.get(text) for text in texts]

        return process


def _unusable(variant: Variant, error: Exception) -> ModelError:
    return ModelError(
        f"{variant.choice} cannot be started ({type(error).__name__}): see that there is memory "
        "for it, and that its packages suit this machine."
    )


def _encodable(text: str) -> str:
    """The part that is read, as valid Unicode: the tokenizer refuses lone surrogates."""
    return text[:MAX_CHARACTERS].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
