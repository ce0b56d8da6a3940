"""`python -m bench.faq DATA`: questions answered rightly, and answered although no entry fits.

DATA has faq/clinc150.jsonl.gz and faq/banking77.jsonl.gz. CLINC150: all phrases of its training
part as 150 entries, asked by its validation part and all out-of-scope rows. Banking77: three
quarters as 77 entries, asked by the last quarter and the same out-of-scope rows. The last line is
JSON; its figures are CLINC150's, p95_ms that of a question to 10,000 entries of one phrase each,
embedding included, in CPU time on one core. The rivals' thresholds are set afterwards, so that they
answer as many out-of-scope questions as Townhall does at its default (one at least): that flatters
them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from bot.understanding.embeddings.card import EMBEDDER_CARD, read_embedder_card
from bot.understanding.embeddings.embedder import open_encoder
from cogs.faq.retrieval.found import SURE
from cogs.faq.retrieval.matcher import Matcher, Phrases
from cogs.faq.retrieval.numbers import shipped

from .rivals import Bm25, Fuzzy

OUT = "out_of_scope"
MANY = 10_000
TIMED = 300
Best = Callable[[str], tuple[int, float]]


@dataclass(frozen=True)
class Task:
    """Phrases of entries, and questions with the number of their entry (-1: none)."""

    name: str
    texts: Sequence[str]
    owners: Sequence[int]
    asked: Sequence[str]
    right: NDArray[np.int64]


@dataclass(frozen=True)
class Result:
    """Shares of the questions."""

    first: float
    in_scope_right: float
    in_scope_wrong: float
    abstained: float
    oos_wrong: float


class Reader:
    """The shipped embedder on one core; keeps the vectors of phrases, which come up again."""

    def __init__(self, bar: Progress) -> None:
        self.card = read_embedder_card(EMBEDDER_CARD)
        self._encoder = open_encoder(self.card, EMBEDDER_CARD.parent)
        self._bar = bar
        self._known: dict[str, NDArray[np.float32]] = {}

    def question(self, text: str) -> NDArray[np.float32]:
        """The vector of one text, computed now."""
        row: NDArray[np.float32] = self._encoder.vectors([self.card.prefixed(text, "query")])[0]
        return row

    def phrases(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """A row each; those of like length are computed together."""
        missing = sorted(set(texts) - self._known.keys(), key=len)
        task = self._bar.add_task("embedding", total=len(missing))
        for start in range(0, len(missing), 64):
            some = missing[start : start + 64]
            rows = self._encoder.vectors([self.card.prefixed(text, "query") for text in some])
            self._known.update(zip(some, rows, strict=True))
            self._bar.advance(task, len(some))
        return np.stack([self._known[text] for text in texts])


class Townhall:
    """What the bot does with a question: one vector, then the matcher."""

    name = "townhall"

    def __init__(self, texts: Sequence[str], owners: Sequence[int], reader: Reader) -> None:
        self._reader = reader
        vectors, model = reader.phrases(texts), reader.card.id
        self._matcher = Matcher(
            Phrases(texts, np.array(owners, np.intp), vectors, model), shipped()
        )

    def best(self, question: str) -> tuple[int, float]:
        """The likeliest entry and its probability."""
        found = self._matcher.match(question, self._reader.question(question))
        return found[0] if found else (-1, 0.0)


def main() -> None:
    """Measure, show, and print one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("data", type=Path, help="the folder of data sets (training/README.md)")
    chosen = parser.parse_args()
    rows = _rows(chosen.data / "faq/clinc150.jsonl.gz")
    banking = _rows(chosen.data / "faq/banking77.jsonl.gz")
    shown = Table(
        "set", "by", "first right", "answered right", "answered wrong", "abstained",
        "out of scope answered", "ms p50", "p95",
    )  # fmt: skip
    facts: dict[str, float] = {}
    with Progress(console=Console(stderr=True), transient=True) as bar:
        reader = Reader(bar)
        for task in (_clinc(rows), _banking(banking, rows)):
            facts |= _compare(task, reader, bar, shown)
        facts |= _times(_many(rows), reader, bar, shown)
    Console(width=130).print(shown)
    print(json.dumps(facts))


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _clinc(rows: Sequence[dict[str, Any]]) -> Task:
    phrases = [r for r in rows if r["split"] == "train" and r["intent"] != OUT]
    asked = [r for r in rows if r["split"] == "val" or r["intent"] == OUT]
    return _task("CLINC150", phrases, asked)


def _banking(rows: Sequence[dict[str, Any]], clinc: Sequence[dict[str, Any]]) -> Task:
    order = np.random.default_rng(0).permutation(len(rows))
    held = [rows[i] for i in order[: len(rows) // 4]]
    outside = [r for r in clinc if r["intent"] == OUT]
    return _task("Banking77", [rows[i] for i in order[len(rows) // 4 :]], held + outside)


def _many(rows: Sequence[dict[str, Any]]) -> Task:
    """As many entries as phrases; nothing is to be learnt from which of them is found."""
    phrases = [r for r in rows if r["split"] == "train" and r["intent"] != OUT]
    texts = list(dict.fromkeys(r["text"] for r in phrases))[:MANY]
    asked = [r["text"] for r in rows if r["split"] == "val"][:: 3100 // TIMED][:TIMED]
    return Task(f"{MANY:,} entries", texts, range(len(texts)), asked, np.full(len(asked), -1))


def _task(name: str, phrases: Sequence[dict[str, Any]], asked: Sequence[dict[str, Any]]) -> Task:
    numbers: dict[str, int] = {}
    owners = [numbers.setdefault(row["intent"], len(numbers)) for row in phrases]
    right = np.array([numbers.get(row["intent"], -1) for row in asked])
    return Task(name, [r["text"] for r in phrases], owners, [r["text"] for r in asked], right)


def _ways(task: Task, reader: Reader) -> Iterator[Townhall | Bm25 | Fuzzy]:
    """One after the other: each is made when the one before is done."""
    yield Townhall(task.texts, task.owners, reader)
    yield Bm25(task.texts, task.owners)
    yield Fuzzy(task.texts, task.owners)


def _compare(task: Task, reader: Reader, bar: Progress, shown: Table) -> dict[str, float]:
    facts: dict[str, float] = {}
    before = "" if task.name == "CLINC150" else "banking77_"
    sure, allowed = SURE, 0.0
    for way in _ways(task, reader):
        entries, scores, spent = _answers(way.best, task.asked, bar, way.name)
        outside = np.sort(scores[task.right < 0])[::-1]
        start = f"{before}{way.name}_"
        if isinstance(way, Townhall):
            allowed, start = max(float((outside >= SURE).mean()), 1 / len(outside)), before
        else:
            sure = float(np.nextafter(outside[round(allowed * len(outside))], np.inf))
        result = _result(task, entries, scores, sure)
        _row(shown, task.name, way.name, result, spent)
        facts[f"{start}in_scope_right"] = round(result.in_scope_right, 4)
        facts[f"{start}in_scope_wrong"] = round(result.in_scope_wrong, 4)
        facts[f"{start}oos_wrong"] = round(result.oos_wrong, 4)
    return facts


def _times(task: Task, reader: Reader, bar: Progress, shown: Table) -> dict[str, float]:
    facts: dict[str, float] = {}
    for way in _ways(task, reader):
        *_, spent = _answers(way.best, task.asked, bar, way.name)
        _row(shown, task.name, way.name, None, spent)
        start = "" if isinstance(way, Townhall) else f"{way.name}_"
        facts[f"{start}p95_ms"] = round(float(np.percentile(spent, 95)), 2)
    return facts


def _answers(
    best: Best, asked: Sequence[str], bar: Progress, name: str
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Entries, scores, and milliseconds of CPU time, one question after the other."""
    best(asked[0])  # what is only done once does not count
    task = bar.add_task(name, total=len(asked))
    entries, scores, spent = [], [], []
    for question in asked:
        began = time.process_time()
        entry, score = best(question)
        spent.append((time.process_time() - began) * 1e3)
        entries.append(entry)
        scores.append(score)
        bar.advance(task)
    return np.array(entries), np.array(scores), np.array(spent)


def _result(
    task: Task, entries: NDArray[np.int64], scores: NDArray[np.float64], sure: float
) -> Result:
    inside, said, hit = task.right >= 0, scores >= sure, entries == task.right
    return Result(
        float(hit[inside].mean()),
        float((said & hit)[inside].mean()),
        float((said & ~hit)[inside].mean()),
        float((~said)[inside].mean()),
        float(said[~inside].mean()),
    )


def _row(
    shown: Table, name: str, way: str, result: Result | None, spent: NDArray[np.float64]
) -> None:
    shares = ("",) * 5 if result is None else tuple(
        f"{share:.1%}"
        for share in (
            result.first, result.in_scope_right, result.in_scope_wrong, result.abstained,
            result.oos_wrong,
        )
    )  # fmt: skip
    p50, p95 = np.percentile(spent, [50, 95])
    shown.add_row(name, way, *shares, f"{p50:.1f}", f"{p95:.1f}")


if __name__ == "__main__":
    main()
