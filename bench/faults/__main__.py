"""The command: chains of kills on both platforms side by side, then those with a known flaw."""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from . import __doc__ as about
from . import kills, life

PLATFORMS = ("telegram", "discord")
IN_A_ROW = 25
"""Kills on one file; then everything must be there."""
CONTROL = 25


async def chain(platform: str, count: int, seed: int, flaw: str = "") -> kills.Verdict:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return await kills.chain(platform, Path(folder), count, seed, flaw)


async def of(platform: str, trials: int, seed: int, console: Console) -> kills.Verdict:
    """So many kills on a platform, on one file after another."""
    verdict = kills.Verdict()
    while verdict.trials < trials:
        count = min(IN_A_ROW, trials - verdict.trials)
        verdict += await chain(platform, count, seed + verdict.trials)
        lost = f", [red]{verdict.lost} lost[/]" if verdict.lost else ""
        console.print(f"{platform}: {verdict.trials} of {trials}{lost}", style="dim")
    return verdict


async def run(trials: int, seed: int, console: Console) -> dict[str, int]:
    # one after the other: side by side on two cores, bots only take longer to start
    verdicts = {
        platform: await of(platform, trials // 2 + trials % 2 * (not number), seed, console)
        for number, platform in enumerate(PLATFORMS)
    }
    controls = {flaw: await chain("telegram", CONTROL, seed, flaw) for flaw in life.FLAWS}
    table = Table("", *kills.Verdict.__dataclass_fields__)
    for name, verdict in (verdicts | controls).items():
        table.add_row(name, *map(str, asdict(verdict).values()))
    console.print(table)
    for flaw, sentence in life.FLAWS.items():
        console.print(f"{flaw}: {sentence}", style="dim")
    total = sum(verdicts.values(), kills.Verdict())
    caught = sum(bool(verdict.lost or verdict.twice) for verdict in controls.values())
    return asdict(total) | {"controls": len(controls), "controls_caught": caught}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=about)
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    console = Console(soft_wrap=True)
    print(json.dumps(asyncio.run(run(chosen.trials, chosen.seed, console))))


if __name__ == "__main__":
    main()
