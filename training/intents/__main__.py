"""`python -m training.intents DATA`: fit heads and directions, say how good, write numbers.json."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from bot.understanding.embeddings.card import EMBEDDER_CARD, read_embedder_card
from cogs.topics.meaning.numbers import FILE
from cogs.topics.model import EMOTIONS, INTENTS
from training.intents.data import NOISY, Row, own, public, rows
from training.intents.fitting import Doubles, fitted, held, probabilities, thresholds
from training.matching.data import embedded

ORIGIN = (
    "python -m training.intents: sentences of this project's own, CLINC150 (CC-BY-3.0), Banking77 "
    "(CC-BY-4.0), Topical-Chat (CDLA-Sharing-1.0), #ubuntu (IRC disentanglement, CC-BY-4.0); only "
    "numbers are kept"
)
STYLE = 8  # directions; chosen by how well replies in #ubuntu are told from other messages
FALSE = {"intents": 0.02, "emotions": 0.01}


def main() -> None:
    """Fit, measure and write."""
    parser = argparse.ArgumentParser(description="What messages are for, and how they feel.")
    parser.add_argument("data", type=Path, help="the folder of data sets (training/README.md)")
    parser.add_argument("--cache", type=Path, help="keep vectors there, for the next time")
    parser.add_argument("--dry-run", action="store_true", help="measure only")
    chosen = parser.parse_args()
    said = list(public(chosen.data))
    labelled = rows(chosen.data, "faq/clinc150.jsonl.gz") + rows(
        chosen.data, "faq/banking77.jsonl.gz"
    )
    labelled = [row for row in labelled if row["intent"] != "out_of_scope"]
    kept = [(f"{'b' if 'split' not in row else 'c'}:{row['intent']}") for row in labelled]
    intents, emotions = own("intents"), own("emotions")
    vectors = _vectors([row.text for row in (*said, *intents, *emotions)], "rows", chosen.cache)
    labels = _vectors([row["text"] for row in labelled], "labelled", chosen.cache)
    mean = _mean(said, vectors)
    told: dict[str, Any] = {
        "origin": ORIGIN,
        "embedder": read_embedder_card(EMBEDDER_CARD).id,
        "mean": mean.round(5).tolist(),
        "style": _style(labels, np.array(kept)).round(4).tolist(),
    }
    first = len(said) + len(intents)
    public_none = [i for i, row in enumerate(said) if row.label == "none"][::3]
    grateful = [i for i, row in enumerate(said) if row.label == "thanks"]
    told["intents"] = _head("intents", INTENTS, [*said, *intents], vectors[:first], mean)
    told["emotions"] = _head(
        "emotions",
        EMOTIONS,
        [
            *(Row("public", said[i].text, "none", NOISY) for i in public_none),
            *(Row("public", said[i].text, "gratitude", NOISY) for i in grateful),
            *emotions,
        ],
        np.concatenate([vectors[public_none], vectors[grateful], vectors[first:]]),
        mean,
    )
    if not chosen.dry_run:
        FILE.write_text(json.dumps(told).replace('], "', '],\n"') + "\n", "utf-8")


def _vectors(texts: list[str], name: str, cache: Path | None) -> NDArray[np.float32]:
    file = cache / f"intents-{name}.npz" if cache else None
    known: dict[str, NDArray[np.float32]] = {}
    if file is not None and file.exists():
        with np.load(file) as stored:
            known = dict(zip(stored["texts"].tolist(), stored["vectors"], strict=True))
    missing = sorted({text for text in texts if text not in known})
    if missing:
        known |= dict(zip(missing, embedded(missing, name), strict=True))
    if file is not None and missing:
        file.parent.mkdir(parents=True, exist_ok=True)
        np.savez(file, texts=np.array(list(known)), vectors=np.stack(list(known.values())))
    return np.stack([known[text] for text in texts])


def _mean(said: Sequence[Row], vectors: NDArray[np.float32]) -> Doubles:
    """The mean of the sources' means, so that none of them is what all chat is like."""
    source = np.array([row.source for row in said])
    each = [vectors[: len(said)][source == name].mean(0) for name in sorted(set(source))]
    return np.asarray(np.mean(each, 0), np.float64)


def _style(vectors: NDArray[np.float32], intent: NDArray[np.str_]) -> Doubles:
    """What varies most among messages that mean the same: how something is said."""
    around = [vectors[intent == name] for name in sorted(set(intent.tolist()))]
    spread = np.concatenate([some - some.mean(0) for some in around]).astype(np.float64)
    _, directions = np.linalg.eigh(spread.T @ spread)
    return np.asarray(directions[:, ::-1][:, :STYLE].T)


def _head(
    kind: str,
    names: Sequence[str],
    rows_: Sequence[Row],
    vectors: NDArray[np.float32],
    mean: Doubles,
) -> dict[str, Any]:
    """Fitted on everything; thresholds and the table are of heads that have not seen the row."""
    every = ("none", *names)
    labels = np.array([every.index(row.label) for row in rows_], np.intp)
    weights = np.array([row.weight for row in rows_])
    moved = vectors.astype(np.float64) - mean
    moved /= np.linalg.norm(moved, axis=1, keepdims=True)
    odds = held(moved, labels, weights, len(every))
    public_ = np.array([row.source != "own" for row in rows_])
    sure = thresholds(odds[public_], labels[public_], FALSE[kind])
    _show(kind, every, odds, labels, sure, public_)
    found = fitted(moved, labels, weights, len(every))
    assert probabilities(np.ones((1, len(found))), found).shape == (1, len(every))
    return {
        "names": list(every),
        "weights": found[:-1].T.round(3).tolist(),
        "bias": found[-1].round(3).tolist(),
        "sure": sure.round(3).tolist(),
    }


def _show(
    kind: str,
    names: Sequence[str],
    odds: Doubles,
    labels: NDArray[np.intp],
    sure: Doubles,
    public_: NDArray[np.bool_],
) -> None:
    best = odds[:, 1:].argmax(1) + 1
    told = np.where(odds[np.arange(len(odds)), best] >= sure[best], best, 0)
    table = Table(kind, "rows", "own rows", "sure from", "recall", "own recall", "precision")
    for position, name in enumerate(names):
        mine, said = labels == position, told == position
        table.add_row(
            name,
            str(mine.sum()),
            str((mine & ~public_).sum()),
            f"{sure[position]:.2f}",
            f"{(told == labels)[mine].mean():.1%}",
            f"{(told == labels)[mine & ~public_].mean():.1%}",
            f"{(told == labels)[said].mean():.1%}" if said.any() else "-",
        )
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
