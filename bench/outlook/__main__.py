"""The command: tables, then one JSON object."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import bench.outlook

from . import runs

SIZES = (10.0, 100.0, 1000.0)
MEMBERS = (40, 150, 600)


def shown(value: Any) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def table(console: Console, title: str, rows: dict[str, dict[str, Any]]) -> None:
    """One row a figure, one column a case: so it fits a narrow screen."""
    made = Table(title, *rows)
    for figure in next(iter(rows.values())):
        made.add_row(figure, *(shown(row[figure]) for row in rows.values()))
    console.print(made)


def measure(console: Console, count: int, rate: float) -> dict[str, Any]:
    """Everything on generated communities."""
    seeds = range(count)
    churn = {f"{m} members": runs.churn(seeds, m) for m in MEMBERS}
    table(console, "churn, generated", churn)
    ahead = {shape.name: runs.forecasts(range(5 * count), shape) for shape in runs.SHAPES}
    table(console, "messages in 28 days", ahead)
    warnings: dict[str, dict[str, Any]] = {}
    for size in SIZES:
        found, hours = runs.spikes(seeds, size, 3.0, rate)
        lost, days = runs.drops(seeds, size, 0.3, rate)
        warnings[f"{size:g} messages a day"] = {
            "false_a_month": runs.false_alarms(seeds, size, rate),
            "false_a_month_learning": runs.false_alarms(seeds, size, rate, 60, 24),
            "allowed": rate,
            "spike_x3_told": found,
            "after_hours": hours,
            "drop_to_30%_told": lost,
            "after_days": days,
        }
    table(console, "warnings, stationary communities", warnings)
    return {"churn": churn, "forecast": ahead, "warnings": warnings}


def rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, float):
        return round(value, 4)
    return [rounded(one) for one in value] if isinstance(value, list) else value


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.outlook", description=bench.outlook.__doc__
    )
    parser.add_argument("--data", type=Path, metavar="FOLDER", help="chat logs as *.jsonl.gz")
    parser.add_argument("--communities", type=int, default=20, help="generated ones of each kind")
    parser.add_argument("--false-alarms", type=float, default=1.0, help="allowed a month")
    chosen = parser.parse_args()
    console = Console(soft_wrap=True)
    figures = measure(console, chosen.communities, chosen.false_alarms)
    if chosen.data is not None:
        rows = runs.on_logs(chosen.data)
        table(console, "public logs, time scaled", rows)
        figures["logs"] = rows
    print(json.dumps({"bench": "outlook", **rounded(figures)}))


if __name__ == "__main__":
    main()
