"""What a supervisor hears of a bot that runs, and what Prometheus reads."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import aiohttp
import pytest

from bot.health.notify import Supervisor
from tests.support.shell import Said, Shell, shell, townhall

__all__ = ["shell", "townhall"]


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[socket.socket]:
    """The end of systemd's socket that listens."""
    heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    heard.bind(str(tmp_path / "notify"))
    heard.setblocking(False)
    yield heard
    heard.close()


async def test_a_supervisor_and_prometheus_learn_how_it_is(
    shell: Shell, supervisor: socket.socket
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (shell.folder / "config.toml").write_text(
        '[storage]\nurl = "sqlite:///town.db"\n'
        '[platforms.local]\ncommunity = "Canary & Co."\npage = false\nsnapshot = ""\n'
        '[understanding]\ntoxicity = "off"\n'
        f"[health]\nenabled = true\nport = {port}\n",
        encoding="utf-8",
    )
    started = await shell.start(
        "run", NOTIFY_SOCKET=str(supervisor.getsockname()), WATCHDOG_USEC="300000"
    )
    await started.until("Townhall is running")
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        live = await (await session.get("/livez")).json()
        ready = await session.get("/readyz")
        parts = (await ready.json())["parts"]
        metrics = await (await session.get("/metrics")).text()
        assert (await session.get("/")).status == 404
    assert live["alive"] and ready.status == 200
    assert parts == {"database": True, "intake": True, "local": True}
    assert 'townhall_connected{platform="local"} 1.0' in metrics
    assert "townhall_unscored_messages_total 0.0" in metrics
    assert "Canary" not in metrics and "process_resident_memory_bytes" in metrics
    heard: list[str] = []
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(30):
        # the heart goes on for as long as the loop turns
        while heard[-3:] != ["READY=1\nSTATUS=Running", "WATCHDOG=1", "WATCHDOG=1"]:
            heard.append((await loop.sock_recv(supervisor, 1000)).decode())
    started.process.send_signal(signal.SIGTERM)
    code, out, err = await started.end()
    assert code == 0 and "Stopped. Everything is saved." in out and "Traceback" not in err
    while "STOPPING=1" not in heard:
        heard.append(supervisor.recv(1000).decode())  # raises when nothing is left


def test_a_port_in_use_is_one_sentence(townhall: Callable[..., Said]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        Path("config.toml").write_text(
            '[storage]\nurl = "sqlite:///town.db"\n[platforms.local]\npage = false\n'
            f"[health]\nenabled = true\nport = {port}\n",
            encoding="utf-8",
        )
        code, _, err = townhall("run")
    assert code == 2 and len(err) == 1
    assert err[0].startswith(f"[health] 127.0.0.1:{port} is in use") and "another port" in err[0]


def test_systemd_is_told_only_when_it_listens(tmp_path: Path, supervisor: socket.socket) -> None:
    Supervisor({}).tell("READY=1")
    Supervisor({"NOTIFY_SOCKET": str(tmp_path / "gone")}).tell("READY=1")
    assert Supervisor({"WATCHDOG_USEC": "5000000", "WATCHDOG_PID": "1"}).watchdog_s == 0
    assert Supervisor({"WATCHDOG_USEC": "5000000"}).watchdog_s == 5
    Supervisor({"NOTIFY_SOCKET": str(supervisor.getsockname())}).tell("READY=1", "STATUS=Running")
    assert supervisor.recv(1000) == b"READY=1\nSTATUS=Running"
