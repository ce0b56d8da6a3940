"""How well sentences of like meaning are found: `python -m bench.similar DATA` prints a table and a
line of JSON.

DATA has similar/stsb-{en,de,es,fr}.jsonl.gz ("a", "b": sentences; "score": how alike people find
them, 0 to 5). A case is a pair with a score of at least 4: its `a` asks, and its `b` is to be among
the three nearest of all distinct `b`s of that language. Where one `a` has several such `b`s, one of
them is enough.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bot.api.similar import Index
from bot.understanding.embeddings.embedder import LocalEmbedder

LANGUAGES = ("en", "de", "es", "fr")
ALIKE = 4.0
NEAREST = (1, 3)

Rows = NDArray[np.float32]


@dataclass(frozen=True)
class Pair:
    """Two sentences and how alike people find them."""

    a: str
    b: str
    score: float


@dataclass(frozen=True)
class Task:
    """What is asked, and which of the texts are right answers to it."""

    texts: Sequence[str]
    asked: Sequence[str]
    right: Sequence[frozenset[int]]


def main() -> None:
    """The shipped embedder beside the search by words, on the same cases in the same run."""
    parser = argparse.ArgumentParser(description="How well sentences that mean the same are found.")
    parser.add_argument("data", type=Path, help="the folder of data sets (training/README.md)")
    parser.add_argument("--languages", nargs="+", choices=LANGUAGES, default=["en"])
    chosen = parser.parse_args()
    table = Table("language", "cases", "texts", "found by", "first", "in three", "ms a question")
    facts: dict[str, float | int | str] = {}
    for language in chosen.languages:
        facts |= asyncio.run(_language(table, chosen.data, language))
    Console(width=110).print(table)
    print(json.dumps(facts))


async def _language(table: Table, data: Path, language: str) -> dict[str, float | int | str]:
    pairs = _pairs(data / f"similar/stsb-{language}.jsonl.gz")
    task = _task(pairs)
    embedder = LocalEmbedder(limit=1_000_000)
    if not await embedder.ready():
        raise SystemExit("The embedder could not be loaded; see the line above.")
    vectors = await _embedded(embedder, [text for pair in pairs for text in (pair.a, pair.b)])
    index = Index(enumerate(task.texts))
    there = np.stack([vectors[text] for text in task.texts])

    def by_meaning(text: str) -> Sequence[int]:
        likeness = there @ vectors[text]
        return [int(n) for n in np.argsort(-likeness, kind="stable")[: max(NEAREST)]]

    def by_words(text: str) -> Sequence[int]:
        return [match.id for match in index.search(text, limit=max(NEAREST))]

    began = time.perf_counter()
    await embedder.embed([f"{text} (again)" for text in task.asked[:50]], kind="query")
    one = (time.perf_counter() - began) / 50 * 1e3
    first, three = _row(table, language, task, f"meaning: {embedder.model}", by_meaning, one)
    _, lexical = _row(table, language, task, "words: BM25, stems, near spellings", by_words)
    await embedder.close()
    end = "" if language == "en" else f"_{language}"
    told = [float(vectors[p.a] @ vectors[p.b]) for p in pairs]
    return {
        f"cases{end}": len(task.asked),
        f"recall_at_1{end}": round(first, 4),
        f"recall_at_3{end}": round(three, 4),
        f"words_recall_at_3{end}": round(lexical, 4),
        f"spearman_{language}": round(_spearman(told, [p.score for p in pairs]), 4),
        f"pairs_{language}": len(pairs),
    }


def _row(
    table: Table,
    language: str,
    task: Task,
    name: str,
    find: Callable[[str], Sequence[int]],
    embedding_ms: float = 0.0,
) -> tuple[float, float]:
    """Shares of the questions answered by the first, and by one of the first three."""
    began = time.perf_counter()
    found = [find(text) for text in task.asked]
    each = (time.perf_counter() - began) / len(found) * 1e3 + embedding_ms
    first, three = (
        sum(bool(right & set(ids[:n])) for right, ids in zip(task.right, found, strict=True))
        / len(found)
        for n in NEAREST
    )
    counts = str(len(task.asked)), str(len(task.texts))
    table.add_row(language, *counts, name, f"{first:.1%}", f"{three:.1%}", f"{each:.2f}")
    return first, three


def _pairs(path: Path) -> list[Pair]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [Pair(row["a"].strip(), row["b"].strip(), float(row["score"])) for row in rows]


def _task(pairs: Sequence[Pair]) -> Task:
    """Pairs whose two sentences read the same are no question of meaning and do not count."""
    texts = sorted({pair.b for pair in pairs})
    numbers = {text: number for number, text in enumerate(texts)}
    right: dict[str, set[int]] = defaultdict(set)
    for pair in pairs:
        if pair.score >= ALIKE and pair.a.casefold() != pair.b.casefold():
            right[pair.a].add(numbers[pair.b])
    return Task(texts, list(right), [frozenset(found) for found in right.values()])


async def _embedded(embedder: LocalEmbedder, texts: Sequence[str]) -> dict[str, Rows]:
    distinct = sorted(set(texts), key=len)  # of like length together: a batch pads to its longest
    rows = await embedder.embed(distinct, kind="query")
    if rows is None:
        raise SystemExit("The embedder gave up; see the line above.")
    return dict(zip(distinct, np.asarray(rows, dtype=np.float32), strict=True))


def _spearman(one: Sequence[float], other: Sequence[float]) -> float:
    """Correlation of the ranks; equal values share their mean rank."""
    return float(np.corrcoef(_ranks(one), _ranks(other))[0, 1])


def _ranks(values: Sequence[float]) -> NDArray[np.float64]:
    _, inverse, counts = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: NDArray[np.float64] = (last - (counts - 1) / 2)[inverse]
    return ranks


if __name__ == "__main__":
    main()
