"""Stand-ins that are allowed in tests: a clock moved by hand, and a model with a known opinion."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from bot.api.services import Score

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

START = 1_780_000_000_000  # 2026-05-28 20:26:40 UTC, a Thursday


class FakeClock:
    """Time that moves only when told."""

    def __init__(self, at: int = START) -> None:
        self.at = at

    def now(self) -> int:
        return self.at

    def advance(
        self, *, ms: int = 0, seconds: int = 0, minutes: int = 0, hours: int = 0, days: int = 0
    ) -> None:
        self.at += ms + 1000 * (seconds + 60 * (minutes + 60 * (hours + 24 * days)))


class ScriptedToxicity:
    """Flags texts that contain given words; everything else is friendly."""

    def __init__(self, words: Mapping[str, float] | None = None) -> None:
        self.words = dict(words if words is not None else {"idiot": 0.93, "vermin": 0.97})
        self.available = True
        self.pending = 0
        self.limit = 2048
        self.model = "scripted@0000"
        self.thresholds = {"toxicity": 0.7}
        self.languages: frozenset[str] = frozenset()
        self.seen: list[str] = []

    async def score(self, text: str) -> Score | None:
        self.seen.append(text)
        if not self.available:
            return None
        worst = max((p for w, p in self.words.items() if w in text.casefold()), default=0.02)
        flagged = ("toxicity",) if worst >= self.thresholds["toxicity"] else ()
        return Score({"toxicity": worst, "identity_attack": worst / 3}, flagged, "scripted@0000")

    async def explain(self, text: str, label: str) -> list[tuple[str, float]]:
        found = [
            (w, self.words[w.casefold().strip(".,!?")])
            for w in text.split()
            if w.casefold().strip(".,!?") in self.words
        ]
        return sorted(found, key=lambda pair: -pair[1])


class ScriptedEmbedder:
    """Texts with the same words are near, in any order; `same` makes words mean one another.

    Every word weighs alike: two texts of n words that share k have the cosine k / n.
    """

    dim = 512
    model = "scripted@0000"

    def __init__(self, same: Mapping[str, str] | None = None) -> None:
        self.same = dict(same or {})
        self.available = True

    async def embed(
        self, texts: Sequence[str], *, kind: str = "passage", background: bool = False
    ) -> NDArray[np.float32] | None:
        import numpy as np

        if not self.available:
            return None
        rows = np.zeros((len(texts), self.dim), np.float32)
        for row, text in zip(rows, texts, strict=True):
            kept = "".join(c if c.isalnum() else " " for c in text.casefold())
            for word in {self.same.get(word, word) for word in kept.split()}:
                digest = hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=4).digest()
                row[int.from_bytes(digest) % self.dim] = 1.0
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.divide(rows, lengths, out=rows, where=lengths > 0)

    async def close(self) -> None:
        """Nothing is open."""
