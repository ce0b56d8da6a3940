"""The command."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.running import ROOT
from tests.support.discord_server import DiscordServer

from . import __doc__ as about
from .load import Busy, Waited

GOAL_MS = 250


def _start(
    command: list[str], folder: Path, environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TOWNHALL_")}
    log = (folder / "log").open("wb")
    return subprocess.Popen(
        [sys.executable, *command], cwd=folder, stdout=log, stderr=log,
        env=kept | {"PYTHONPATH": str(ROOT)} | environment,
    )  # fmt: skip


def _scored(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        [(count,)] = connection.execute("SELECT coalesce(sum(scored), 0) FROM safety_days")
        return int(count)


async def ours(folder: Path, chosen: argparse.Namespace) -> tuple[Waited, float]:
    """Townhall; its figures and how many messages a second the model scored."""
    server = DiscordServer()
    busy = Busy(server)
    await server.start()
    config = folder / "config.toml"
    config.write_text(
        f'[storage]\nurl = "sqlite:///{folder}/townhall.db"\n'
        "[platforms.local]\nenabled = false\n"
        f'[platforms.discord]\nenabled = true\napi_url = "{server.api_url}"\n',
        encoding="utf-8",
    )
    await busy.gather()
    token = {"TOWNHALL_PLATFORMS__DISCORD__TOKEN": server.token}
    process = _start(["-m", "bot", "run", "--config", str(config)], folder, token)
    try:
        await server.wait_for(lambda: server.gateway.connected and server.command_writes, 60, "it")
        await asyncio.sleep(5)
        card = await busy.poll(ask=True)
        waited = await busy.measure(card, chosen.interactions, chosen.rate, chosen.events)
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 30)
        await server.stop()
    seconds = chosen.interactions / chosen.rate
    return waited, _scored(folder / "townhall.db") / seconds


async def peer(folder: Path, chosen: argparse.Namespace) -> Waited:
    server = DiscordServer()
    busy = Busy(server)
    await server.start()
    await busy.gather()
    environment = {
        "BENCH_API": server.api_url,
        "BENCH_GATEWAY": server.gateway_url,
        "BENCH_TOKEN": server.token,
    }
    process = _start(["-m", "bench.interactions.peer", str(folder / "db")], folder, environment)
    try:
        card = await busy.poll(ask=False)
        return await busy.measure(card, chosen.peer, chosen.rate, chosen.events)
    finally:
        process.kill()
        await asyncio.to_thread(process.wait)
        await server.stop()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.interactions", description=about)
    parser.add_argument("--folder", type=Path, default=Path(), help="on the disk that counts")
    parser.add_argument("--interactions", type=int, default=10_000)
    parser.add_argument("--rate", type=float, default=50, help="clicks a second")
    parser.add_argument("--events", type=int, default=2_000, help="messages a second")
    parser.add_argument("--peer", type=int, default=1_000, help="clicks for the peer")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=chosen.folder.resolve()) as folder:
        townhall, scored = asyncio.run(ours(Path(folder), chosen))
    with tempfile.TemporaryDirectory(dir=chosen.folder.resolve()) as folder:
        bare = asyncio.run(peer(Path(folder), chosen))
    table = Table("", "clicks", "messages/s", "p50 ms", "p99 ms", "over 3 s")
    for name, one in (("Townhall", townhall), ("bare discord.py", bare)):
        clicks = len(one.answered) + one.late
        cells = (clicks, one.events_per_s, one.at(0.5), one.at(0.99), one.over)
        table.add_row(name, *map(str, cells))
    console = Console(soft_wrap=True)
    console.print(table)
    console.print(f"The model scored {scored:.0f} messages a second. Goal: p99 {GOAL_MS} ms.")
    print(json.dumps({
        "p99_ms": townhall.at(0.99), "over_3s": townhall.over,
        "interactions": chosen.interactions, "events_per_s": townhall.events_per_s,
        "scores_per_s": round(scored, 1), "peer_p99_ms": bare.at(0.99), "peer_over_3s": bare.over,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
