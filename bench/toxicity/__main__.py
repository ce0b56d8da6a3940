"""The command: both contenders in turns, then a table and one JSON object."""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import bench.toxicity

from . import texts

WAITING = (1, 8, 32)
SLICES = 5
EXPLAINED = 9
EXPLAINED_WORDS = 30


@dataclass
class Result:
    """What one contender did with so many messages waiting."""

    texts: int = 0
    seconds: float = 0.0
    spent: list[float] = field(default_factory=list)

    def add(self, said: dict[str, Any]) -> None:
        self.texts += said["texts"]
        self.seconds += said["seconds"]
        self.spent += said["spent"]

    @property
    def rate(self) -> float:
        """Messages a second."""
        return self.texts / self.seconds

    def ms(self, percent: int) -> float:
        """That percentile of a message's wait."""
        cuts = statistics.quantiles([0.0, 0.0, *self.spent], n=100, method="inclusive")
        return 1000 * cuts[percent - 1]


class Contender:
    """A process that loads at once and then waits for orders."""

    def __init__(self, name: str, texts_file: Path, threads: int) -> None:
        # tokenizers must not bring threads of their own, nor a library more than agreed
        limits = {"TOKENIZERS_PARALLELISM": "false", "OMP_NUM_THREADS": str(threads)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.toxicity.contender", name, texts_file, str(threads)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | limits,
        )  # fmt: skip
        self.load_s: float = self._answer()["load_s"]
        self.mb = 0.0
        self.results = {waiting: Result() for waiting in WAITING}

    def work(self, waiting: int, seconds: float) -> None:
        self.results[waiting].add(self.order(waiting=waiting, seconds=seconds))

    def order(self, **wanted: Any) -> dict[str, Any]:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        said = self._answer()
        self.mb = max(self.mb, said["mb"])
        return said

    def end(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit("a contender ended without a result; see above")
        said: dict[str, Any] = json.loads(line)
        return said


@contextlib.contextmanager
def contenders(messages: list[str], threads: int) -> Iterator[tuple[Contender, Contender]]:
    """Townhall and Detoxify, loaded one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "texts.json"
        file.write_text(json.dumps(messages), "utf-8")
        started: list[Contender] = []
        try:
            for name in ("townhall", "detoxify"):
                started.append(Contender(name, file, threads))  # noqa: PERF401 - ended if one fails
            yield started[0], started[1]
        finally:
            for contender in started:
                contender.end()


def measure(messages: list[str], threads: int, seconds: float, console: Console) -> dict[str, Any]:
    """All slices, the table, and the figures."""
    long = [text for text in messages if len(text.split()) >= EXPLAINED_WORDS] or messages
    with contenders(messages, threads) as (ours, stock):
        for number in range(1, SLICES + 1):
            console.print(f"slice {number} of {SLICES}", style="dim")
            for waiting in WAITING:
                ours.work(waiting, seconds / SLICES)
                stock.work(waiting, seconds / SLICES)
        asked = [" ".join(text.split()[:EXPLAINED_WORDS]) for text in long[:EXPLAINED]]
        explained = [ours.order(explain=text)["seconds"] for text in asked]
    console.print(table(ours, stock))
    first, last = WAITING[0], WAITING[-1]
    return {
        "ratio_one": round(ours.results[first].rate / stock.results[first].rate, 1),
        "ratio_batch": round(ours.results[last].rate / stock.results[last].rate, 1),
        "p95_ms": round(ours.results[first].ms(95), 2),
        "load_s": round(ours.load_s, 3),
        "rss_mb": round(ours.mb, 1),
        "explain_ms": round(1000 * statistics.median(explained), 1),
    }


def table(ours: Contender, stock: Contender) -> Table:
    made = Table("", *(f"{waiting} waiting" for waiting in WAITING), "loaded", "memory")
    for name, one in (("Townhall", ours), ("Detoxify", stock)):
        cells = [
            f"{result.rate:,.0f}/s, p50 {result.ms(50):.1f} ms, p95 {result.ms(95):.1f} ms"
            for result in one.results.values()
        ]
        made.add_row(name, *cells, f"{one.load_s:.2f} s", f"{one.mb:,.0f} MB")
    return made


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.toxicity", description=bench.toxicity.__doc__
    )
    parser.add_argument("--seconds", type=float, default=15, help="for each row of each contender")
    parser.add_argument("--threads", type=int, default=1, help="that either may compute with")
    parser.add_argument(
        "--chat", type=Path, default=texts.SHIPPED, metavar="FILE",
        help='messages as JSON lines with "text", also .gz (default: the demo conversation)',
    )  # fmt: skip
    chosen = parser.parse_args()
    missing = [name for name in ("torch", "detoxify") if importlib.util.find_spec(name) is None]
    if missing:
        raise SystemExit(
            f"To compare with Detoxify, {' and '.join(missing)} must be there: "
            "pip install -e '.[detoxify]' puts it beside Townhall."
        )
    messages = texts.messages(chosen.chat)
    words = statistics.mean(len(text.split()) for text in messages)
    console = Console(soft_wrap=True)
    console.print(f"{len(messages):,} messages of {words:.1f} words on average")
    figures = measure(messages, chosen.threads, chosen.seconds, console)
    about = {"seconds": chosen.seconds, "threads": chosen.threads, "cores": os.cpu_count()}
    print(json.dumps({"bench": "toxicity", **figures, **about}))


if __name__ == "__main__":
    main()
