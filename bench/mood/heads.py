"""Intent and emotion against labels that were not trained on."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cogs.topics.meaning.numbers import Head
from training.intents.data import CLINC, spoken

HERE = Path(__file__).parent
NOTHING = "-"
Embed = Callable[[list[str]], NDArray[np.float32]]


@dataclass(frozen=True)
class Judged:
    """What a head says of a set, and what is right."""

    name: str
    told: Sequence[str]
    right: Sequence[str]

    @property
    def accuracy(self) -> float:
        """Share of all messages that got the right name or rightly none."""
        pairs = zip(self.told, self.right, strict=True)
        return sum(one == other for one, other in pairs) / len(self.told)

    @property
    def precision(self) -> float:
        """Of those that got a name, how many rightly."""
        said = [(a, b) for a, b in zip(self.told, self.right, strict=True) if a != NOTHING]
        return sum(a == b for a, b in said) / len(said) if said else float("nan")

    @property
    def recall(self) -> float:
        """Of those that have one, how many got it."""
        meant = [(a, b) for a, b in zip(self.told, self.right, strict=True) if b != NOTHING]
        return sum(a == b for a, b in meant) / len(meant) if meant else float("nan")

    def counts(self) -> dict[str, tuple[int, int, int]]:
        """By name: how many there are, got it, got it rightly."""
        pairs = list(zip(self.told, self.right, strict=True))
        names = sorted(set(self.right) | set(self.told))
        return {
            name: (
                sum(b == name for _, b in pairs),
                sum(a == name for a, _ in pairs),
                sum(a == b == name for a, b in pairs),
            )
            for name in names
        }


def rows(path: Path) -> list[dict[str, Any]]:
    """Lines of a gzipped JSON-lines file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def real(data: Path) -> list[tuple[str, str, str]]:
    """(text, intent, emotion) of the messages labelled by hand."""
    lines = (HERE / "labels.tsv").read_text("utf-8").splitlines()
    labels = {id_: (i, e) for id_, i, e in (ln.split("\t") for ln in lines if ln[:1] != "#")}
    texts: dict[str, str] = {}
    for chat in ("stripe", "rust", "mediawiki", "ubuntu-meeting"):
        texts |= {r["id"]: r.get("text") or "" for r in rows(data / f"chat/{chat}.jsonl.gz")}
    return [(spoken(texts[id_]), *of) for id_, of in labels.items()]


def held() -> list[tuple[str, str, str]]:
    """(text, intent, emotion) of our own sentences that were held back."""
    lines = (HERE / "held.tsv").read_text("utf-8").splitlines()
    parted = [line.split("\t") for line in lines if not line.startswith("#")]
    return [(text, intent, emotion) for intent, emotion, text in parted]


def clinc(data: Path) -> list[tuple[str, str]]:
    """(text, intent) of CLINC150's rows that are not for training."""
    meant = {name: label for label, names in CLINC.items() for name in names.split()}
    found = [r for r in rows(data / "faq/clinc150.jsonl.gz") if r["split"] != "train"]
    return [
        (r["text"], NOTHING if meant[r["intent"]] == "none" else meant[r["intent"]])
        for r in found
        if r["intent"] in meant
    ]


def judged(name: str, head: Head, vectors: NDArray[np.float32], right: Sequence[str]) -> Judged:
    """What the head makes of (centred) vectors."""
    told = [head.names[n] if n else NOTHING for n in head.read(vectors).tolist()]
    return Judged(name, told, right)
