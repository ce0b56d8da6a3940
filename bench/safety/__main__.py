"""The command: each run in a process of its own, then a table and one JSON object."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import statistics
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.table import Table

import bench.safety
from bench.toxicity import texts

from . import runs
from .runs import Throughput, Waits

R = TypeVar("R")
GOAL_S = 2.0


def alone(run: Callable[[list[str], float], R], chat: list[str], seconds: float) -> R:
    """The result of a run in a fresh process."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(run, chat, seconds).result()


def percentile(spent: list[float], percent: int) -> float:
    """That percentile, between the measured values."""
    if len(spent) < 2:
        return spent[0]
    return statistics.quantiles(spent, n=100, method="inclusive")[percent - 1]


def measure(chat: list[str], seconds: float, console: Console) -> dict[str, object]:
    """All three runs."""
    console.print("the list of words on one core", style="dim")
    bare = alone(runs.bare, chat, seconds)
    console.print("Townhall on one core", style="dim")
    ours = alone(runs.ours, chat, seconds)
    console.print(f"cards at {runs.PACE} messages/s on two cores", style="dim")
    waits = alone(runs.cards, chat, seconds)
    if not waits.spent:
        raise SystemExit("No card was seen, so nothing was timed.")
    show(bare, ours, waits, console)
    return {
        "per_s": round(ours.per_s, 1),
        "card_p95_s": round(percentile(waits.spent, 95), 3),
        "card_p50_s": round(percentile(waits.spent, 50), 3),
        "card_worst_s": round(max(waits.spent), 3),
        "cards": len(waits.spent),
        "unseen": waits.unseen,
        "pace_per_s": round(waits.messages / waits.seconds, 1),
        "bare_per_s": round(bare.per_s),
        "ratio": round(ours.per_s / bare.per_s, 5),
        "cores": [ours.cores, waits.cores],
    }


def show(bare: Throughput, ours: Throughput, waits: Waits, console: Console) -> None:
    """The table."""
    table = Table("on one core", "messages", "messages/s", "found")
    for name, one in (("list of words, bare", bare), ("Townhall", ours)):
        found = f"{one.flagged:,} {'alerts' if one is ours else 'messages'}"
        table.add_row(name, f"{one.messages:,}", f"{one.per_s:,.0f}", found)
    console.print(table)
    table = Table("from a message to its card", "cards", "p50", "p95", "worst", f"goal {GOAL_S} s")
    p50, p95 = percentile(waits.spent, 50), percentile(waits.spent, 95)
    verdict = "reached" if p95 < GOAL_S and not waits.unseen else "missed"
    paced = f"{waits.messages / waits.seconds:.0f} messages/s on {waits.cores} cores"
    seen = [f"{value:.3f} s" for value in (p50, p95, max(waits.spent))]
    table.add_row(paced, str(len(waits.spent)), *seen, verdict)
    console.print(table)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.safety", description=bench.safety.__doc__
    )
    parser.add_argument(
        "--chat", type=Path, default=texts.SHIPPED, metavar="FILE",
        help='messages as JSON lines with "text", also .gz (default: the demo conversation)',
    )  # fmt: skip
    parser.add_argument("--seconds", type=float, default=60, help="for each of the three runs")
    chosen = parser.parse_args()
    console = Console(soft_wrap=True)
    figures = measure(texts.messages(chosen.chat), chosen.seconds, console)
    print(json.dumps({"bench": "safety", **figures, "seconds": chosen.seconds}))
    if figures["unseen"]:
        raise SystemExit(f"{figures['unseen']} abusive messages had no card")


if __name__ == "__main__":
    main()
