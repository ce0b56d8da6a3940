"""The command: peers and ours in turns, then a table and one JSON object."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from . import __doc__ as about
from . import runs

GOAL_PER_S, GOAL_P99_MS = 10_000, 100


def in_folder(parent: Path, run: Callable[[Path], Any]) -> Any:
    """Each run has a file of its own."""
    with tempfile.TemporaryDirectory(dir=parent) as name:
        return run(Path(name))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.ingest", description=about)
    parser.add_argument("--folder", type=Path, default=Path(), help="on the disk that counts")
    parser.add_argument("--events", type=int, default=50_000, help="in each run")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--offered", type=int, default=5_000, help="events/s for the latency")
    parser.add_argument("--seconds", type=int, default=10, help="at that rate")
    chosen = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    console = Console(soft_wrap=True)
    naive: list[float] = []
    ceiling: list[float] = []
    ours: list[tuple[float, float]] = []
    work: list[tuple[list[Any], Callable[[Path], Any]]] = [
        (naive, lambda at: asyncio.run(runs.one_by_one(at, chosen.events // 50))),
        (ceiling, lambda at: runs.bare(at, chosen.events)),
        (ours, lambda at: asyncio.run(runs.throughput(at, chosen.events))),
    ]
    for number in range(1, chosen.rounds + 1):
        console.print(f"round {number} of {chosen.rounds}", style="dim")
        for figures, run in work:
            figures.append(in_folder(chosen.folder, run))
    console.print(f"{chosen.offered:,} events/s for {chosen.seconds} s", style="dim")
    offered = in_folder(
        chosen.folder, lambda at: asyncio.run(runs.latencies(at, chosen.offered, chosen.seconds))
    )
    took = sorted(offered)
    p50, p99 = (round(1000 * took[int(len(took) * part)], 1) for part in (0.5, 0.99))
    alone, bare = round(statistics.median(naive)), round(statistics.median(ceiling))
    per_s, per_cpu_s = (round(statistics.median(each)) for each in zip(*ours, strict=True))
    table = Table("", "events/s")
    table.add_row("one transaction an event", f"{alone:,}")
    table.add_row("ours", f"{per_s:,}")
    table.add_row("ours, by its CPU time", f"{per_cpu_s:,}")
    table.add_row("bare sqlite3 in batches", f"{bare:,}")
    console.print(table)
    console.print(f"acknowledged at {chosen.offered:,}/s: p50 {p50} ms, p99 {p99} ms")
    print(
        json.dumps(
            {
                "bench": "ingest",
                "per_s": per_s,
                "ack_p99_ms": p99,
                "ratio": round(per_s / alone, 1),
                "ratio_bare": round(per_s / bare, 2),
                "per_cpu_s": per_cpu_s,
                "naive_per_s": alone,
                "bare_per_s": bare,
                "ack_p50_ms": p50,
                "offered_per_s": chosen.offered,
                "events": chosen.events,
                "load": round(os.getloadavg()[0], 1),
                "goal_per_s": GOAL_PER_S,
                "goal_p99_ms": GOAL_P99_MS,
            }
        )
    )


if __name__ == "__main__":
    main()
