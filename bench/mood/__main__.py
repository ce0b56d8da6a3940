"""`python -m bench.mood --data DATA`: tables, and a line of JSON at the end."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bench.mood import heads
from bench.mood.heads import Judged
from bench.mood.planted import CHATTER, Found, Said, found
from bot.understanding.embeddings.card import EMBEDDER_CARD, read_embedder_card
from bot.understanding.embeddings.embedder import open_encoder
from cogs.topics.meaning import words
from cogs.topics.meaning.numbers import Numbers, shipped

COMMUNITIES, TOPICS, EACH, TALK = 5, 8, 60, 600


class Embedding:
    """The shipped embedder on one thread, as the bot uses it, and what it costs."""

    def __init__(self) -> None:
        self.card = read_embedder_card(EMBEDDER_CARD)
        self._encoder = open_encoder(self.card, EMBEDDER_CARD.parent)
        self.cpu_ms: list[float] = []

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.card.dimension), np.float32)
        for start in range(0, len(texts), 16):
            some = [
                self.card.prefixed(words.readable(text), "query")
                for text in texts[start : start + 16]
            ]
            began = time.process_time()
            rows[start : start + 16] = self._encoder.vectors(some)
            self.cpu_ms.append((time.process_time() - began) * 1e3 / len(some))
        return rows


def main() -> None:
    """Everything, on one core."""
    parser = argparse.ArgumentParser(description="How well messages are understood.")
    parser.add_argument("--data", type=Path, required=True, help="the folder of data sets")
    chosen = parser.parse_args()
    console, embed, numbers = Console(width=110), Embedding(), shipped()
    facts: dict[str, float | int | str] = {
        "intents": numbers.intents.model,
        "emotions": numbers.emotions.model,
    }
    facts |= _heads(console, embed, numbers, chosen.data)
    facts["embed_cpu_ms"] = round(float(np.median(embed.cpu_ms)), 2)
    facts |= asyncio.run(_planted(console, embed, numbers, chosen.data))
    print(json.dumps(facts))


def _heads(
    console: Console, embed: Embedding, numbers: Numbers, data: Path
) -> dict[str, float | int | str]:
    table = Table("head", "judged on", "messages", "accuracy", "precision", "recall", "all none")
    facts: dict[str, float | int | str] = {}
    results: list[tuple[str, Judged]] = []
    for name, sentences in (("real chat", heads.real(data)), ("own, held", heads.held())):
        vectors = numbers.centred(embed([text for text, _, _ in sentences]))
        for kind, head, at in (("intent", numbers.intents, 1), ("emotion", numbers.emotions, 2)):
            right = [row[at] for row in sentences]
            results.append((kind, heads.judged(name, head, vectors, right)))
    asked = heads.clinc(data)
    vectors = numbers.centred(embed([text for text, _ in asked]))
    right = [label for _, label in asked]
    results.append(("intent", heads.judged("CLINC150 test", numbers.intents, vectors, right)))
    for kind, result in results:
        none = sum(one == heads.NOTHING for one in result.right) / len(result.right)
        table.add_row(
            kind, result.name, str(len(result.told)), f"{result.accuracy:.1%}",
            f"{result.precision:.1%}", f"{result.recall:.1%}", f"{none:.1%}",
        )  # fmt: skip
        key = f"{kind}_{result.name.split()[0].strip(',').lower()}"
        facts[f"{key}_accuracy"] = round(result.accuracy, 3)
    console.print(table)
    for kind, result in results:
        each = ", ".join(f"{n} {a}/{b}/{c}" for n, (a, b, c) in result.counts().items())
        console.print(f"{kind}, {result.name} (are/said/right): {each}")
    return facts


async def _planted(
    console: Console, embed: Embedding, numbers: Numbers, data: Path
) -> dict[str, float | int | str]:
    asked = [r for r in heads.rows(data / "faq/clinc150.jsonl.gz") if r["intent"] != "out_of_scope"]
    talk = [
        r["text"] for r in heads.rows(data / "benign/train.jsonl.gz") if r["src"] == "topicalchat"
    ]
    intents = sorted({row["intent"] for row in asked})
    table = Table("community", "purity", "NMI", "planted, placed", "talk, placed", "topics found")
    results: list[Found] = []
    for seed in range(COMMUNITIES):
        rng = np.random.default_rng(seed)
        said: list[tuple[str, int]] = []
        for number, intent in enumerate(rng.permutation(intents)[:TOPICS].tolist()):
            mine = [row["text"] for row in asked if row["intent"] == intent]
            said += [(mine[i], number) for i in rng.permutation(len(mine))[:EACH]]
        said += [(talk[i], CHATTER) for i in rng.permutation(len(talk))[:TALK]]
        rows = numbers.about(embed([text for text, _ in said]))
        messages = [Said(t, topic, row) for (t, topic), row in zip(said, rows, strict=True)]
        result = await found(messages, numbers.embedder, seed)
        results.append(result)
        table.add_row(
            f"{seed + 1}: {TOPICS} x {EACH} + {TALK}", f"{result.purity:.1%}", f"{result.nmi:.3f}",
            f"{result.recall:.1%}", f"{result.stray:.1%}", f"{result.topics:.0%}",
        )  # fmt: skip
    console.print(table)
    return {
        f"planted_{name}": round(float(np.mean([getattr(one, name) for one in results])), 3)
        for name in ("purity", "nmi", "recall", "stray", "topics")
    }


if __name__ == "__main__":
    main()
