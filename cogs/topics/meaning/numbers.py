"""What ships with the bot: the mean of all chat, what only tells how something is said, and heads
that tell what a message is for and how it feels. Made by `python -m training.intents`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .clusters import Floats

FILE = Path(__file__).parent / "numbers.json"
START = 200.0  # messages that the mean of all chat counts for in a new community


@dataclass(frozen=True, slots=True)
class Head:
    """Softmax regression on centred vectors. Names begin with "none", which is said whenever no
    other name is likely enough: `sure` has a probability for each, of the same order."""

    model: str  # name@hash8
    names: tuple[str, ...]
    weights: Floats  # (names, dimension)
    bias: Floats
    sure: Floats

    def probabilities(self, rows: Floats) -> Floats:
        """(rows, names)."""
        logits = rows @ self.weights.T + self.bias
        logits -= logits.max(1, keepdims=True)
        odds: Floats = np.exp(logits)
        odds /= odds.sum(1, keepdims=True)
        return odds

    def read(self, rows: Floats) -> NDArray[np.intp]:
        """The position of the name of each row; 0 is none."""
        odds = self.probabilities(rows)
        best = odds[:, 1:].argmax(1) + 1
        likely = odds[np.arange(len(rows)), best] >= self.sure[best]
        told = np.where(likely & rows.any(axis=1), best, 0)
        return told.astype(np.intp)


@dataclass(frozen=True, slots=True)
class Numbers:
    """All of it, for the vectors of one embedder."""

    embedder: str
    mean: Floats  # (dimension,)
    style: Floats  # (directions, dimension): rows at right angles, of unit length
    intents: Head
    emotions: Head

    def about(self, rows: Floats) -> Floats:
        """Rows without the directions that tell how something is said and not what about."""
        about: Floats = (rows - (rows @ self.style.T) @ self.style).astype(np.float32)
        return about

    def centred(self, rows: Floats) -> Floats:
        """Rows as the heads take them: without the mean, of unit length, zeros stay zeros."""
        moved = rows - self.mean
        moved[~rows.any(axis=1)] = 0
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        unit: Floats = np.divide(moved, lengths, out=np.zeros_like(moved), where=lengths > 1e-6)
        return unit


@cache
def shipped() -> Numbers:
    """The file that ships."""
    told = json.loads(FILE.read_text("utf-8"))
    mean, style = (np.array(told[key], np.float32) for key in ("mean", "style"))
    heads = [_head(key, told[key]) for key in ("intents", "emotions")]
    return Numbers(told["embedder"], mean, style, *heads)


def numbers_for(model: str) -> Numbers | None:
    """Those for the vectors of that model (name@hash8); None when there are none."""
    found = shipped()
    return found if found.embedder == model else None


def _head(name: str, told: Mapping[str, Any]) -> Head:
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    weights, bias, sure = (np.array(told[key], np.float32) for key in ("weights", "bias", "sure"))
    return Head(f"townhall-{name}@{digest[:8]}", tuple(told["names"]), weights, bias, sure)
