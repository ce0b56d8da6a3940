"""`python -m bench.hostile.handlers [--only WORDS] [--count N] [--seconds N] [--seed N] [--list]`

Each handler by itself: commands, forms, buttons, menus, completions and listeners of all cogs, with
the real stores on SQLite; and what reads a payload at each platform's edge, a file or typed words.
Prints handler, inputs, seconds and faults, and for each fault its place and its first input. Last
line JSON: handlers, inputs, faults.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from storage.database import one_hop
from tests.support import inline, sharing, statements

from . import Target, cogs, discord, reading, telegram, web
from .house import House
from .making import stock
from .running import Row, run

SEED = 8
Opened = Callable[[Path], AbstractAsyncContextManager[House]]


@asynccontextmanager
async def _files(folder: Path) -> AsyncIterator[House]:
    yield House(list(reading.targets(folder)))


HOUSES: tuple[Opened, ...] = (_files, telegram.house, discord.house, web.house, cogs.house)


async def over(chosen: argparse.Namespace, show: Callable[[Row], None]) -> list[Row]:
    """Every handler that is chosen."""
    rows, made = [], stock(chosen.seed, chosen.count)
    for opened in HOUSES:
        with tempfile.TemporaryDirectory() as folder:
            async with opened(Path(folder)) as house:
                for target in house.targets:
                    if chosen.only not in target.name or (chosen.list and _named(target)):
                        continue
                    row = await run(
                        target, made, chosen.seed, chosen.count, chosen.seconds, house.between
                    )
                    rows.append(row)
                    show(row)
    return rows


def _named(target: Target) -> bool:
    print(target.name)
    return True


def _show(row: Row) -> None:
    print(f"{row.handler:<52} {row.inputs:>6} {row.seconds:>8.1f} s {sum(row.faults.values()):>5}",
          flush=True)  # fmt: skip
    for fault, times in row.faults.most_common():
        print(f"    {times} x {fault}\n        {row.shown[fault]}")


def parsed(words: list[str] | None = None) -> argparse.Namespace:
    """What is typed behind the command."""
    parser = argparse.ArgumentParser(prog="python -m bench.hostile.handlers")
    parser.add_argument("--only", default="", help="handlers with these words in their name")
    parser.add_argument("--count", type=int, default=10_000, help="inputs of each")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="at most for each")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--list", action="store_true", help="only the names of the handlers")
    return parser.parse_args(words)


def main() -> None:
    logging.getLogger().addHandler(logging.NullHandler())
    sharing.share()
    statements.share()
    one_hop.connect = inline.connect
    rows = asyncio.run(over(parsed(), _show))
    faults = sum(sum(row.faults.values()) for row in rows)
    inputs = sum(row.inputs for row in rows)
    print(json.dumps({"handlers": len(rows), "inputs": inputs, "faults": faults}))


if __name__ == "__main__":
    main()
