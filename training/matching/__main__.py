"""`python -m training.matching DATA`: fit, say how good it is, write numbers.json."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table as Shown

from cogs.faq.retrieval.families import Prior
from cogs.faq.retrieval.found import SURE
from cogs.faq.retrieval.numbers import FILE

from .data import OUT, Data, Texts, load
from .fitting import Doubles, Outcome, fitted
from .shelves import Table, drawn, whole

ORIGIN = (
    "python -m training.matching: CLINC150 training rows (CC-BY-3.0), Banking77 (CC-BY-4.0), "
    "questions of four public chats (IRC disentanglement, CC-BY-4.0); only numbers are kept"
)
PHRASES, ENTRIES = 2_000, 30  # chosen by hand on CLINC's validation rows: docs/models/matching.md


def main() -> None:
    """Fit, measure and write."""
    parser = argparse.ArgumentParser(description="How sure an answer of the FAQ is.")
    parser.add_argument("data", type=Path, help="the folder of data sets (training/README.md)")
    parser.add_argument("--cache", type=Path, help="keep vectors there, for the next time")
    parser.add_argument("--shelves", type=int, default=400, help="communities drawn (%(default)s)")
    parser.add_argument("--dry-run", action="store_true", help="measure only")
    chosen = parser.parse_args()
    data = load(chosen.data, chosen.cache)
    prior = _prior(data)
    table = drawn(data, prior, chosen.shelves, seed=1)
    weights = fitted(table)
    _measure(data, prior, table, weights)
    if not chosen.dry_run:
        _write(data, prior, weights)


def _prior(data: Data) -> Prior:
    spreads = np.array([_spread(texts) for texts in (data.clinc, data.banking)])
    within, between = (round(float(one), 3) for one in spreads.mean(0))
    return Prior(data.chat.vector.mean(0).astype(float).round(5), within, between, PHRASES, ENTRIES)


def _spread(texts: Texts) -> tuple[float, float]:
    """Total variance within intents, and of their centres."""
    rows = [
        texts.vector[(texts.intent == name) & (texts.part == "train")].astype(float)
        for name in sorted(set(texts.intent) - {OUT})
    ]
    centres = np.stack([some.mean(0) for some in rows])
    within = np.concatenate([some - some.mean(0) for some in rows]).var(0).sum()
    return float(within), float(centres.var(0).sum())


def _measure(data: Data, prior: Prior, table: Table, weights: Doubles) -> None:
    shown = Shown(
        "shelf", "questions", "first right", "answered right", "wrong", "out answered",
        "near answered", "right at 2% out", "area", "ECE",
    )  # fmt: skip
    for phrases in (100, 10, 3, 1):
        clinc = whole(data.clinc, prior, phrases, data.clinc)
        _row(shown, f"CLINC150, 150 x {phrases}", Outcome.of(clinc, weights))
        alone = fitted(
            table.only((table.source == "banking") & ~np.isin(table.kind, ("out", "other")))
        )
        _row(shown, "  fitted on Banking77 and chat alone", Outcome.of(clinc, alone))
    for phrases in (100, 10, 3, 1):
        banking = whole(data.banking, prior, phrases, data.clinc)
        _row(shown, f"Banking77, 77 x {phrases}", Outcome.of(banking, weights))
        alone = fitted(table.only(table.source == "clinc"))
        _row(shown, "  fitted on CLINC150 and chat alone", Outcome.of(banking, alone))
    folds = table.shelf % 5
    for low, high in ((2, 5), (6, 20), (21, 75), (76, 150)):
        size = (table.entries >= low) & (table.entries <= high)
        _folded(shown, f"drawn, {low} to {high} entries", table, size, folds)
    for phrases in sorted(set(table.phrases.tolist())):
        name = f"drawn, {phrases or '1 to 30'} phrases"
        _folded(shown, name, table, table.phrases == phrases, folds)
    Console(width=150).print(shown)


def _folded(shown: Shown, name: str, table: Table, mask: object, folds: object) -> None:
    """Each shelf judged by weights fitted without it and four fifths of the others."""
    fold, chosen = np.asarray(folds), np.asarray(mask)
    score, right = np.zeros(len(chosen)), np.zeros(len(chosen), bool)
    for number in range(5):
        held = fold == number
        if not (held & chosen).any():
            continue
        outcome = Outcome.of(table.only(held), _without(table, number))
        score[held], right[held] = outcome.score, outcome.right
    _row(shown, name, Outcome(table.only(chosen), score[chosen], right[chosen]))


_WITHOUT: dict[int, Doubles] = {}


def _without(table: Table, fold: int) -> Doubles:
    if fold not in _WITHOUT:
        _WITHOUT[fold] = fitted(table.only(table.shelf % 5 != fold))
    return _WITHOUT[fold]


def _row(shown: Shown, name: str, outcome: Outcome) -> None:
    kinds = outcome.table.kind
    inside = kinds == "in"
    shown.add_row(
        name,
        f"{inside.sum():,} + {(kinds == 'out').sum():,}",
        f"{outcome.right[inside].mean():.1%}",
        f"{outcome.share('in', SURE, right=True):.1%}",
        f"{outcome.share('in', SURE, right=False):.1%}",
        f"{outcome.share('out', SURE):.1%}",
        f"{outcome.share('near', SURE):.1%}" if (kinds == "near").any() else "-",
        f"{outcome.right_at(0.02):.1%}",
        f"{outcome.area():.3f}",
        f"{outcome.calibration_error():.3f}",
    )


def _write(data: Data, prior: Prior, weights: Doubles) -> None:
    found = {
        "origin": ORIGIN,
        "embedder": data.embedder,
        "within": prior.within,
        "between": prior.between,
        "phrases": prior.phrases,
        "entries": prior.entries,
        "weights": [round(float(weight), 4) for weight in weights],
        "mean": prior.mean.tolist(),
    }
    FILE.write_text(json.dumps(found, indent=None).replace(', "', ',\n"') + "\n", "utf-8")


if __name__ == "__main__":
    main()
