"""From entries to a matcher; imports numpy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..model import Entry
from .families import Floats
from .matcher import Matcher, Phrases
from .numbers import shipped


def grouped(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Language versions of one entry together, in the order of their first."""
    groups: dict[int, list[Entry]] = {}
    for entry in entries:
        groups.setdefault(entry.group or entry.id, []).append(entry)
    return list(groups.values())


def matcher(
    asked: Sequence[tuple[str, int]], vectors: Mapping[str, Floats] | None, model: str
) -> Matcher:
    """Ready to be asked; slow with thousands of phrases."""
    texts = [text for text, _ in asked]
    owners = np.array([number for _, number in asked], np.intp)
    rows = None
    if vectors is not None and texts:
        rows = np.stack([vectors[text] for text in texts])
    return Matcher(Phrases(texts, owners, rows, model), shipped())
