"""How good an embedder is: likeness of sentences in four languages, and finding the right answer.

Everything here only measures; nothing of the data was used to make or choose the model.
"""

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

Kind = Literal["query", "passage"]
Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str], Kind], Vectors]

LANGUAGES = ("en", "de", "es", "fr")
PHRASINGS = (1, 3, 10)


@dataclass(frozen=True)
class Figure:
    """One number and how many cases it stands on."""

    name: str
    value: float
    cases: int


def figures(encode: Encode, folder: Path, every: int = 1) -> Iterator[Figure]:
    """All figures, on each `every`th case, as they come."""
    similar = {
        language: _rows(folder / "similar" / f"stsb-{language}.jsonl.gz")[::every]
        for language in LANGUAGES
    }
    sides = {language: _sides(encode, rows) for language, rows in similar.items()}
    for language, rows in similar.items():
        yield _likeness(f"STS-B {language}", *sides[language], rows)
    for language in LANGUAGES[1:]:
        mixed = sides["en"][0], sides[language][1]
        yield _likeness(f"STS-B en with {language}", *mixed, similar["en"])
    for language in LANGUAGES[1:]:
        name = f"finds the translation, en to {language}"
        yield _translations(name, similar["en"], sides["en"][0], sides[language][0])
    for name in ("clinc150", "banking77"):
        rows = [row for row in _rows(folder / "faq" / f"{name}.jsonl.gz")
                if row["intent"] != "out_of_scope"]  # fmt: skip
        yield from _answers(name, encode, rows, every)


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _sides(encode: Encode, rows: Sequence[dict[str, Any]]) -> tuple[Vectors, Vectors]:
    first, second = (encode([row[side] for row in rows], "query") for side in "ab")
    return first, second


def _likeness(name: str, a: Vectors, b: Vectors, rows: Sequence[dict[str, Any]]) -> Figure:
    """Spearman's rank correlation of the cosine with what people said."""
    said = [row["score"] for row in rows]
    return Figure(f"{name}, Spearman", float(spearmanr((a * b).sum(1), said)[0]), len(rows))


def _translations(
    name: str, rows: Sequence[dict[str, Any]], ours: Vectors, theirs: Vectors
) -> Figure:
    """How often a sentence's translation is nearer than 999 other sentences."""
    # a sentence that stands in several pairs would be its own rival
    distinct = sorted({row["a"]: place for place, row in enumerate(rows)}.values())[:1000]
    right = (ours[distinct] @ theirs[distinct].T).argmax(1) == np.arange(len(distinct))
    return Figure(f"{name}, accuracy", float(right.mean()), len(distinct))


def _answers(
    name: str, encode: Encode, rows: Sequence[dict[str, Any]], every: int
) -> Iterator[Figure]:
    """How often the nearest known phrasing is of the right intent, with few phrasings of each.

    Ten phrasings an intent are drawn as known ones; up to ten others of each are asked.
    """
    by_intent: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_intent[row["intent"]].append(row["text"])
    source = random.Random(7)
    known, asked = [], []
    for intent, texts in sorted(by_intent.items()):
        drawn = source.sample(texts, min(len(texts), 20))
        known += [(intent, text, place) for place, text in enumerate(drawn[:10])]
        asked += [(intent, text) for text in drawn[10:]]
    asked = asked[::every]
    passages = encode([text for _, text, _ in known], "passage")
    near = encode([text for _, text in asked], "query") @ passages.T
    intents = np.array([intent for intent, _, _ in known])
    places = np.array([place for _, _, place in known])
    for phrasings in PHRASINGS:
        best = np.where(places < phrasings, near, -2).argmax(1)
        right = intents[best] == np.array([intent for intent, _ in asked])
        yield Figure(f"{name}, {phrasings} phrasings, accuracy", float(right.mean()), len(asked))
