"""The two that are compared: Townhall's shipped model and a linear model over words."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.understanding.toxicity import LocalToxicity

_AT_ONCE = 1000


@dataclass(frozen=True)
class Opinion:
    """Scores (texts x labels, probabilities), the labels' names, and what was flagged."""

    labels: tuple[str, ...]
    scores: np.ndarray
    flags: np.ndarray

    @property
    def overall(self) -> np.ndarray:
        """The higher of toxicity and identity_attack."""
        columns = [at for at, name in enumerate(self.labels) if name in _COUNTED]
        worst: np.ndarray = self.scores[:, columns].max(axis=1)
        return worst


_COUNTED = ("toxicity", "identity_attack")


def townhall(texts: Sequence[str]) -> Opinion:
    """The model that ships with the bot, as the bot runs it; nothing to read counts as 0."""
    return asyncio.run(_townhall(texts))


async def _townhall(texts: Sequence[str]) -> Opinion:
    model = LocalToxicity()
    found = []
    for start in range(0, len(texts), _AT_ONCE):
        part = texts[start : start + _AT_ONCE]
        found += await asyncio.gather(*(model.score(text) for text in part))
    await model.close()
    names = next(tuple(score.labels) for score in found if score is not None)
    rows = [[0.0] * len(names) if s is None else list(s.labels.values()) for s in found]
    flags = [score is not None and bool(score.flagged) for score in found]
    return Opinion(names, np.array(rows), np.array(flags))


def words(texts: Sequence[str]) -> Opinion:
    """alt-profanity-check, at its own threshold of one half. ImportError when it is missing."""
    from profanity_check import predict_prob

    scores = np.array(predict_prob(list(texts)))
    return Opinion(("toxicity",), scores[:, None], scores >= 0.5)
