"""The command: chains of kills and power cuts, then those with a known flaw."""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from . import __doc__ as about
from . import kills, life
from .power import cuts as power

PLATFORMS = ("telegram", "discord")
IN_A_ROW = 25
"""Kills on one file; then everything must be there."""
CONTROL = 25
CUTS_OF_ONE, CUTS_OF_CONTROL = 2_500, 300
"""Power cuts in one recording of the bot."""


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


async def killed(trials: int, seed: int, console: Console) -> dict[str, int]:
    # one after the other: side by side on two cores, bots only take longer to start
    verdicts = {
        platform: await of(platform, trials // 2 + trials % 2 * (not number), seed, console)
        for number, platform in enumerate(PLATFORMS)
    }
    controls = {flaw: await chain("telegram", CONTROL, seed, flaw) for flaw in life.FLAWS}
    show(verdicts | controls, life.FLAWS, console)
    total = sum(verdicts.values(), kills.Verdict())
    caught = sum(bool(verdict.lost or verdict.twice) for verdict in controls.values())
    return asdict(total) | {"controls": len(controls), "controls_caught": caught}


async def cut(count: int, seed: int, flaw: str = "") -> power.Verdict:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return await power.trial(Path(folder), count, seed, flaw)


async def powerless(cuts: int, seed: int, console: Console) -> dict[str, int]:
    total = power.Verdict()
    while total.cuts < cuts:
        total += await cut(min(CUTS_OF_ONE, cuts - total.cuts), seed + total.cuts)
        bad = f", [red]{total.bad} bad[/]" if total.bad else ""
        console.print(f"power cuts: {total.cuts} of {cuts}{bad}", style="dim")
    controls = {flaw: await cut(CUTS_OF_CONTROL, seed, flaw) for flaw in power.FLAWS}
    show({"ours": total} | controls, power.FLAWS, console)
    caught = sum(bool(verdict.lost or verdict.half) for verdict in controls.values())
    return {
        "cuts": total.cuts,
        "cuts_broken": total.broken,
        "cuts_lost": total.lost,
        "cuts_half": total.half,
        "cut_controls": len(controls),
        "cut_controls_caught": caught,
    }


def show(verdicts: Mapping[str, Any], flaws: Mapping[str, str], console: Console) -> None:
    table = Table("", *asdict(next(iter(verdicts.values()))))
    for name, verdict in verdicts.items():
        table.add_row(name, *map(str, asdict(verdict).values()))
    console.print(table)
    for flaw, sentence in flaws.items():
        console.print(f"{flaw}: {sentence}", style="dim")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.faults", description=about)
    parser.add_argument("--trials", type=int, default=1_000, help="kills; 0 for none")
    parser.add_argument("--cuts", type=int, default=10_000, help="power cuts; 0 for none")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    console = Console(soft_wrap=True)
    found: dict[str, int] = {}
    if chosen.trials:
        found |= asyncio.run(killed(chosen.trials, chosen.seed, console))
    if chosen.cuts:
        found |= asyncio.run(powerless(chosen.cuts, chosen.seed, console))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
