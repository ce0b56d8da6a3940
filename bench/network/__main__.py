"""`python -m bench.network`: measures of a network of 100,000 people and 2 million pairs.

Clusters are planted (heavy-tailed sizes and activity, three quarters of links inside) and looked
for again. networkx gets the same network in the same run, in a process of its own; its betweenness
starts from `--pivots` nodes only, and its time is scaled up to Townhall's 256. Times are CPU
seconds of one thread. Small networks come first, where both must say the same. The last line is
JSON.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from cogs.network.analysis.connectors import PIVOTS

from .planted import save
from .rivals import Result, agreement, estimate, ours, theirs

MEASURES = (
    "graph", "pagerank", "clusters", "betweenness", "density, reciprocity",
    "resilience", "bridges and gaps",
)  # fmt: skip


def main() -> None:
    """Both, one after the other."""
    parser = argparse.ArgumentParser(description="Measures of a large network, beside networkx.")
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--pairs", type=int, default=2_000_000)
    parser.add_argument("--clusters", type=int, default=200)
    parser.add_argument("--pivots", type=int, default=4, help="of networkx (default: 4)")
    chosen = parser.parse_args()
    size = chosen.members, chosen.pairs, chosen.clusters
    out = Console(width=110)
    same = _apart(agreement, 6)
    out.print("Largest difference from networkx on six small networks:", same)
    top = _apart(estimate, 3_000, 40_000, 25)
    out.print(f"Of the ten greatest betweenness, {PIVOTS} pivots find {top:.0%} (3,000 people).")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "planted.npz"
        _apart(save, file, *size)
        mine: Result = _apart(ours, file)
        rival: Result = _apart(theirs, file, chosen.pivots)
    out.print(_table(mine, rival, chosen.pivots))
    print(json.dumps(_facts(chosen, mine, rival, same, top)))


def _apart(work: Callable[..., Any], *arguments: Any) -> Any:
    """In a process of its own, so that its peak of memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, arguments)


def _table(mine: Result, rival: Result, pivots: int) -> Table:
    table = Table("CPU seconds", "Townhall", "networkx", "factor")
    for name in MEASURES:
        theirs_ = rival.get(name)
        table.add_row(
            name,
            f"{mine[name]:.2f}",
            "–" if theirs_ is None else f"{theirs_:.1f}",
            "–" if theirs_ is None else f"{theirs_ / max(mine[name], 1e-9):.0f}",
        )
    for name, title in (("memory", "peak of memory, MiB"), ("modularity", "modularity"),
                        ("ari", "planted clusters found (ARI)")):  # fmt: skip
        digits = 0 if name == "memory" else 4
        table.add_row(title, f"{mine[name]:.{digits}f}", f"{rival[name]:.{digits}f}", "")
    table.caption = f"networkx' betweenness: {pivots} pivots, scaled up to {PIVOTS}"
    return table


def _facts(
    chosen: argparse.Namespace, mine: Result, rival: Result, same: Result, top: float
) -> dict[str, Any]:
    def plain(result: Result) -> dict[str, float]:
        return {name: round(value, 4) for name, value in result.items()}

    return {
        "members": chosen.members,
        "pairs": chosen.pairs,
        "seconds": round(sum(mine[name] for name in MEASURES), 2),
        "memory_mib": round(mine["memory"]),
        "ari": round(mine["ari"], 4),
        "townhall": plain(mine),
        "networkx": plain(rival),
        "networkx_pivots_timed": chosen.pivots,
        "difference_small": same,
        "top_ten_found": top,
    }


if __name__ == "__main__":
    main()
