"""Questions with their intents, and their vectors."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from bot.understanding.embeddings.card import EMBEDDER_CARD, read_embedder_card
from bot.understanding.embeddings.embedder import open_encoder

OUT = "out_of_scope"
CHATS = ("stripe", "rust", "mediawiki", "ubuntu")
CHAT_QUESTIONS = 1_200  # of each chat
AT_ONCE = 256


@dataclass(frozen=True)
class Texts:
    """Rows of one data set; `part` is "train" or "val", `intent` OUT where none is meant."""

    name: str
    text: NDArray[np.object_]
    intent: NDArray[np.object_]
    part: NDArray[np.object_]
    vector: NDArray[np.float32]


@dataclass(frozen=True)
class Data:
    """All that is fitted on: CC-BY-3.0, CC-BY-4.0, CC-BY-4.0."""

    clinc: Texts
    banking: Texts
    chat: Texts

    @property
    def embedder(self) -> str:
        """Whose vectors these are."""
        return read_embedder_card(EMBEDDER_CARD).id


def load(folder: Path, cache: Path | None) -> Data:
    """DATA with faq/ and chat/; vectors are kept in `cache`, for embedding takes minutes."""
    rng = np.random.default_rng(0)
    clinc = [(r["text"], r["intent"], r["split"]) for r in _rows(folder / "faq/clinc150.jsonl.gz")]
    banking = [(r["text"], r["intent"]) for r in _rows(folder / "faq/banking77.jsonl.gz")]
    held = set(rng.permutation(len(banking))[: len(banking) // 4].tolist())
    parts = [(*row, "val" if i in held else "train") for i, row in enumerate(banking)]
    asked: list[tuple[str, str, str]] = []
    for name in CHATS:
        said = [row.get("text") or "" for row in _rows(folder / f"chat/{name}.jsonl.gz")]
        found = [text for text in said if "?" in text and 20 < len(text) < 200]
        some = rng.permutation(len(found))[:CHAT_QUESTIONS]
        asked += [(found[i], OUT, "train") for i in some]
    return Data(
        _with_vectors("clinc", clinc, cache),
        _with_vectors("banking", parts, cache),
        _with_vectors("chat", asked, cache),
    )


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _with_vectors(name: str, rows: list[tuple[str, str, str]], cache: Path | None) -> Texts:
    text, intent, part = (np.array(column, object) for column in zip(*rows, strict=True))
    file = cache / f"{name}.npy" if cache else None
    if file is not None and file.exists() and len(vectors := np.load(file)) == len(text):
        return Texts(name, text, intent, part, vectors)
    vectors = embedded(list(text), name)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        np.save(file, vectors)
    return Texts(name, text, intent, part, vectors)


def embedded(texts: list[str], name: str) -> NDArray[np.float32]:
    """One row a text, on one core."""
    card = read_embedder_card(EMBEDDER_CARD)
    encoder = open_encoder(card, EMBEDDER_CARD.parent)
    vectors = np.zeros((len(texts), card.dimension), np.float32)
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    for start in track(range(0, len(order), AT_ONCE), f"Embedding {name}", transient=True):
        some = order[start : start + AT_ONCE]
        vectors[some] = encoder.vectors([card.prefixed(texts[i], "query") for i in some])
    return vectors
