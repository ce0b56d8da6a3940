"""Stand-ins that are allowed in tests: a clock moved by hand, and a model with a known opinion."""

from __future__ import annotations

from collections.abc import Mapping

from bot.api.services import Score

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
