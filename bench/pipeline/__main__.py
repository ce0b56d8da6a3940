"""The command: runs in turns, then a table and one JSON object."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import statistics
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from . import clients, servers
from .clients import Result

PLATFORMS = ("discord", "telegram")
GOAL = 0.5


def one_run(platform: str, bare: bool, messages: int) -> Result:
    """A server and a client, both in processes of their own."""
    context = multiprocessing.get_context("spawn")
    server_end, client_end = context.Pipe()
    here, there = context.Pipe(duplex=False)
    server = context.Process(target=getattr(servers, platform), args=(messages, server_end))
    client = context.Process(target=clients.run, args=(platform, bare, messages, client_end, there))
    server.start()
    client.start()
    there.close()
    try:
        result: Result = here.recv()
    except EOFError:
        raise SystemExit(f"the run on {platform} ended without a result; see above") from None
    finally:
        client.join()
        client_end.send("end")
        server.join()
    return result


def median(results: Sequence[Result], messages: int) -> dict[str, float]:
    """Messages a second, and CPU seconds of the client's process for 1,000 of them."""
    return {
        "messages_per_s": round(messages / statistics.median(r.seconds for r in results)),
        "cpu_s_per_1000": round(
            1000 * statistics.median(r.cpu_seconds for r in results) / messages, 4
        ),
    }


def measure(messages: int, rounds: int, console: Console) -> dict[str, object]:
    """All rounds of both platforms."""
    figures: dict[str, object] = {}
    lost = 0
    table = Table("", "messages/s", "CPU s per 1,000", "ratio", "ratio of CPU")
    for platform in PLATFORMS:
        bare, ours = [], []
        for number in range(1, rounds + 1):
            console.print(f"{platform}: round {number} of {rounds}", style="dim")
            bare.append(one_run(platform, True, messages))
            ours.append(one_run(platform, False, messages))
        lost += sum(messages - result.stored for result in ours)
        ratio = statistics.median(b.seconds / o.seconds for b, o in zip(bare, ours, strict=True))
        cpu = statistics.median(
            b.cpu_seconds / o.cpu_seconds for b, o in zip(bare, ours, strict=True)
        )
        figures[f"ratio_{platform}"] = round(ratio, 3)
        figures[f"cpu_ratio_{platform}"] = round(cpu, 3)
        for name, results, marks in (
            ("bare", bare, ("", "")),
            ("ours", ours, (f"{ratio:.2f}", f"{cpu:.2f}")),
        ):
            found = median(results, messages)
            figures[f"{name}_{platform}"] = found
            rate, load = f"{found['messages_per_s']:,}", f"{found['cpu_s_per_1000']:.3f}"
            table.add_row(f"{platform}, {name}", rate, load, *marks)
    console.print(table)
    return figures | {"lost": lost}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pipeline", description=clients.__doc__)
    parser.add_argument("--messages", type=int, default=10_000, help="in each run")
    parser.add_argument("--rounds", type=int, default=3, help="bare and ours in turns")
    chosen = parser.parse_args()
    figures = measure(chosen.messages, chosen.rounds, Console(soft_wrap=True))
    about = {"messages": chosen.messages, "rounds": chosen.rounds, "cores": os.cpu_count()}
    print(json.dumps({"bench": "pipeline", **figures, **about}))
    if figures["lost"]:
        raise SystemExit(f"{figures['lost']} messages were lost")


if __name__ == "__main__":
    main()
