"""Bots as an owner runs them, each in a process of its own, on a Discord server of this machine."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE_S = 180
SETTLED_S = 10
"""How long after the start the memory is read."""

HOOK = """
import os, discord, yarl
discord.http.Route.BASE = os.environ["BENCH_API"]
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["BENCH_GATEWAY"])
"""


@dataclass(frozen=True)
class Server:
    """Where the local Discord is."""

    api: str
    gateway: str
    token: str


@dataclass(frozen=True)
class Measured:
    """Seconds to ready, processor seconds of it, and MB in memory some seconds later."""

    seconds: float
    cpu_s: float
    mb: float


async def _serve() -> None:
    from tests.support.discord_server import DiscordServer

    server = DiscordServer()
    server.make_guild(owner="Owner", channels=("general", "ideas", "support", "moderators"))
    await server.start()
    print(json.dumps([server.api_url, server.gateway_url, server.token]), flush=True)
    await asyncio.Event().wait()


@contextmanager
def discord_server() -> Iterator[Server]:
    """A local Discord in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.running"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield Server(*json.loads(process.stdout.readline()))
    finally:
        process.kill()
        process.wait()


def townhall(server: Server, folder: Path, database: Path, *, model: bool) -> Measured:
    """Townhall with every feature, on that database."""
    config = folder / "config.toml"
    config.write_text(
        f'[storage]\nurl = "sqlite:///{database}"\n[platforms.local]\nenabled = false\n'
        f'[platforms.discord]\nenabled = true\napi_url = "{server.api}"\n'
        f'[understanding]\ntoxicity = "{"shipped" if model else "off"}"\n',
        encoding="utf-8",
    )
    environment = {
        "TOWNHALL_PLATFORMS__DISCORD__TOKEN": server.token,
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "bot", "run", "--config", str(config)]
    return _measured(command, environment, folder, "Townhall is running")


def red(server: Server, folder: Path, python: Path) -> Measured:
    """Red-DiscordBot with what it loads by itself; `python` is that of the environment it is in."""
    hook = folder / "hook"
    hook.mkdir(exist_ok=True)
    (hook / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    home = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    setup = [str(python), "-m", "redbot.setup", "--no-prompt", "--instance-name", "bench"]
    setup += ["--overwrite-existing-instance", "--backend", "json", "--data-path"]
    subprocess.run(
        [*setup, str(folder / "red")], check=True, capture_output=True, env=os.environ | home
    )
    environment = home | {
        "PYTHONPATH": str(hook), "BENCH_API": server.api, "BENCH_GATEWAY": server.gateway,
    }  # fmt: skip
    command = [str(python), "-m", "redbot", "bench", "--no-prompt", "--token", server.token]
    return _measured([*command, "--prefix", "!"], environment, folder, "Invite URL|Loaded packages")


def _measured(
    command: Sequence[str], environment: dict[str, str], folder: Path, ready: str
) -> Measured:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TOWNHALL_")}
    cache = {"PYTHONPYCACHEPREFIX": str(folder / "pyc"), "PYTHONDONTWRITEBYTECODE": ""}
    begun = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, env=kept | cache | {"PYTHONUNBUFFERED": "1"} | environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        _until(process, ready)
        seconds, cpu_s = time.monotonic() - begun, _cpu_s(process.pid)
        time.sleep(SETTLED_S)
        return Measured(seconds, cpu_s, _mb(process.pid))
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def _until(process: subprocess.Popen[str], ready: str) -> None:
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if re.search(ready, line):
            return
    raise SystemExit(f"it ended before it was ready:\n{''.join(said[-30:])}")


def _cpu_s(pid: int) -> float:
    ticks = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _mb(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1000


def best(run: Callable[[], Measured], rounds: int) -> Measured:
    """The quickest of several; the first, which writes Python's caches, does not count."""
    run()
    return min((run() for _ in range(rounds)), key=lambda one: one.cpu_s)


if __name__ == "__main__":
    asyncio.run(_serve())
