"""Measure and print: tables, then one line of JSON."""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table
from sklearn.metrics import f1_score

from training.corpus.data import Row
from training.corpus.validation import MEASURE, validation
from training.metrics import kinds_accuracy, mean_auc, truth

from .bias import gap
from .judges import Opinion, townhall, words
from .languages import languages
from .reliability import reliability

Judge = Callable[[Sequence[str]], Opinion]
_MOST = 4000


def main() -> None:
    """Both judges over the same rows."""
    parser = argparse.ArgumentParser(description="Quality of the shipped toxicity model.")
    parser.add_argument("data", type=Path, help="the folder of data sets (training/README.md)")
    parser.add_argument("--no-peer", action="store_true", help="leave alt-profanity-check out")
    chosen = parser.parse_args()
    rows = validation(chosen.data, MEASURE)
    rows = {kind: some if kind == "abuse" else some[:_MOST] for kind, some in rows.items()}
    judges: dict[str, Judge] = {"townhall": townhall}
    if not chosen.no_peer:
        judges["alt-profanity-check"] = words
    out = Console(width=110)
    results = {name: _measured(judge, rows) for name, judge in judges.items()}
    _print(out, rows, results)
    ours = results["townhall"]
    reliability(out, rows, ours["opinions"])
    bias, worst, cases = gap(townhall)
    out.print(f"Identity terms: bias score {bias:.4f} over {cases} texts, worst {worst[0]} "
              f"{worst[1]:.4f}")  # fmt: skip
    languages(out, chosen.data, townhall)
    facts = {key: round(value, 4) for key, value in ours.items() if isinstance(value, float)}
    print(json.dumps(facts | {"bias": round(bias, 4), "worst_term": round(worst[1], 4)}))


def _measured(judge: Judge, rows: dict[str, list[Row]]) -> dict[str, object]:
    opinions = {kind: judge([row.text for row in some]) for kind, some in rows.items()}
    suite, real = opinions["suite"], truth(rows["suite"]) == 1
    kinds = kinds_accuracy(rows["suite"], suite.flags)
    flagged = {k: float(o.flags.mean()) for k, o in opinions.items() if k.startswith("ordinary")}
    return {
        "opinions": opinions,
        "kinds": kinds,
        "flagged": flagged,
        "auc": mean_auc(rows["abuse"], opinions["abuse"].overall),
        "suite_accuracy": float((suite.flags == real).mean()),
        "suite_macro_f1": float(f1_score(real, suite.flags, average="macro")),
        "suite_mean_of_kinds": float(np.mean([share for share, _ in kinds.values()])),
        "worst_ordinary": max(flagged.values()),
    }


def _print(out: Console, rows: dict[str, list[Row]], results: dict[str, dict]) -> None:
    table = Table("kind", "cases", *results, title="Share judged rightly, our own suite")
    for kind in sorted({row.source for row in rows["suite"]}):
        cases = results["townhall"]["kinds"][kind][1]
        table.add_row(kind, str(cases), *(f"{r['kinds'][kind][0]:.1%}" for r in results.values()))
    out.print(table)
    table = Table("kind", "cases", *results, title="Ordinary messages flagged")
    for kind in results["townhall"]["flagged"]:
        shares = (f"{r['flagged'][kind]:.2%}" for r in results.values())
        table.add_row(kind, str(len(rows[kind])), *shares)
    out.print(table)
    table = Table("figure", *results, title="Summary")
    for key in ("auc", "suite_accuracy", "suite_macro_f1", "suite_mean_of_kinds"):
        table.add_row(key, *(f"{r[key]:.4f}" for r in results.values()))
    out.print(table)


if __name__ == "__main__":
    main()
