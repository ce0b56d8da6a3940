"""The command: a community of each size, a table and one JSON object."""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from storage.database import Database
from storage.ingest import Ingest, MessageFact
from storage.rollups import Rollups

from .reading import Raw, Reader
from .town import Town

WARM_MS, COLD_MS = 150, 500
RUNS = 9
LATE = 20_000  # messages that come while the sums are kept up


async def build(file: Path, town: Town, console: Console) -> dict[str, float]:
    """Fill a file; what it costs to add up a long history at once, and each message as it comes."""
    db = Database(f"sqlite:///{file}")
    await db.open({})
    await db.close()
    with Progress(console=console, transient=True) as bar:
        task = bar.add_task("writing", total=town.messages)
        rest = await asyncio.to_thread(
            town.write, file, town.messages - LATE, lambda n: bar.advance(task, n)
        )
        await db.open({})
        rollups = Rollups(db)
        task = bar.add_task("adding up", total=None)
        began = time.process_time()
        await rollups.advance(lambda done, of: bar.update(task, completed=done, total=of))
        rebuilt = time.process_time() - began
    ingest, kept = await _follow(db, rollups, rest)
    await db.close()
    return {
        "rebuild_us": rebuilt / (town.messages - LATE) * 1e6,
        "ingest_us": ingest / LATE * 1e6,
        "kept_up_us": kept / LATE * 1e6,
    }


async def _follow(
    db: Database, rollups: Rollups, pieces: Iterable[list[Any]]
) -> tuple[float, float]:
    """CPU seconds of taking messages in by 500, and of adding each 500 up."""
    ingest = Ingest(db, max_wait_s=0)
    ingest.start()
    taken = kept = 0.0
    for rows in pieces:
        facts = [
            MessageFact(1, row[1], row[2], row[3], row[4], row[5], row[6], 40, 0, row[7], row[8])
            for row in rows
        ]
        began = time.process_time()
        await ingest.add_many(facts)
        middle = time.process_time()
        await rollups.advance()
        taken, kept = taken + middle - began, kept + time.process_time() - middle
    await ingest.close()
    return taken, kept


async def read(file: Path) -> dict[str, Any]:
    """In a process of its own: cold, warm and raw, in milliseconds and of CPU time."""
    reader = Reader(file)
    await reader.open()
    took, cpu, named = [], [], []
    for _ in range(1 + RUNS):
        began, busy = time.perf_counter(), time.process_time()
        figures = await reader.figures()
        took.append((time.perf_counter() - began) * 1000)
        cpu.append((time.process_time() - busy) * 1000)
        busy = time.process_time()
        await reader.people()
        named.append((time.process_time() - busy) * 1000)
    await reader.db.close()
    bare = Raw(file)
    began, busy = time.perf_counter(), time.process_time()
    raw = bare.figures()
    return {
        "cold_ms": took[0], "warm_ms": statistics.median(took[1:]),
        "cold_cpu_ms": cpu[0], "warm_cpu_ms": statistics.median(cpu[1:]),
        "people_cpu_ms": statistics.median(named[1:]),
        "raw_ms": (time.perf_counter() - began) * 1000,
        "raw_cpu_ms": (time.process_time() - busy) * 1000,
        "differing": differing(figures, raw),
    }  # fmt: skip


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Names of figures that are not the same."""
    return [name for name in one if not _same(one[name], other[name])]


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, dict):
        return all(_same(one[key], other[key]) for key in one)
    if isinstance(one, float):
        return math.isclose(one, other, rel_tol=1e-9)
    return bool(one == other)


def one_size(messages: int, members: int, folder: Path, console: Console) -> dict[str, Any]:
    """All of one history length; the file goes at the end."""
    file = folder / f"{messages}.db"
    found: dict[str, Any] = {"messages": messages}
    found |= asyncio.run(build(file, Town(messages, members), console))
    command = [sys.executable, "-m", "bench.digest", "--read", str(file)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found |= json.loads(done.stdout.splitlines()[-1])
    found["file_mb"] = sum(f.stat().st_size for f in folder.iterdir()) / 1e6
    for each in folder.iterdir():
        each.unlink()
    return found


def show(rows: list[dict[str, Any]], console: Console) -> None:
    """The table."""
    table = Table(
        "messages", "warm ms", "(CPU)", "cold ms", "(CPU)", "raw ms", "(CPU)", "ratio of CPU",
        "rollups: us each", "rebuild", "file MB",
    )  # fmt: skip
    for row in rows:
        names = ("warm_ms", "warm_cpu_ms", "cold_ms", "cold_cpu_ms", "raw_ms", "raw_cpu_ms")
        table.add_row(
            f"{row['messages']:,}", *(f"{row[name]:,.0f}" for name in names),
            f"{row['raw_cpu_ms'] / row['warm_cpu_ms']:,.0f}",
            f"{row['kept_up_us']:.0f} (intake {row['ingest_us']:.0f})", f"{row['rebuild_us']:.0f}",
            f"{row['file_mb']:,.0f}",
        )  # fmt: skip
    console.print(table)


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(prog="python -m bench.digest", description=__doc__)
    parser.add_argument(
        "--messages", type=int, nargs="+", default=[1_000_000, 3_000_000, 10_000_000]
    )
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--read", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.read is not None:
        print(json.dumps(asyncio.run(read(chosen.read))))
        return 0
    console, rows = Console(stderr=True, width=140), []
    with tempfile.TemporaryDirectory() as folder:
        for messages in chosen.messages:
            rows.append(one_size(messages, chosen.members, Path(folder), console))
            show(rows, console)
    last = rows[-1]
    wrong = sorted({name for row in rows for name in row["differing"]})
    print(
        json.dumps(
            {
                "weekly_warm_ms": round(last["warm_ms"], 1),
                "weekly_cold_ms": round(last["cold_ms"], 1),
                "ratio_raw": round(last["raw_cpu_ms"] / last["warm_cpu_ms"], 1),
                "messages": last["messages"],
                "members": chosen.members,
                "rollup_us_per_message": round(last["kept_up_us"], 1),
                "same_figures": not wrong,
                "sizes": {str(row["messages"]): round(row["warm_ms"], 1) for row in rows},
            }
        )
    )
    good = last["warm_ms"] <= WARM_MS and last["cold_ms"] <= COLD_MS and not wrong
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
