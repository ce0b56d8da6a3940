"""A start that cannot work as configured: one sentence, exit code 2, and nothing touched."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.api.reply import Reply
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.support.community import Community, sqlite_url
from tests.support.discord_server import DiscordServer
from tests.support.shell import Said, Shell, shell, townhall
from tests.support.telegram_server import TelegramServer

__all__ = ["shell", "townhall"]

WRONG = "987654321:canary-of-a-token"


def config(**platforms: str) -> str:
    """A config.toml with these platforms at these addresses, and the page on any free port."""
    sections = [
        f'[platforms.{name}]\nenabled = true\napi_url = "{url}"\n'
        for name, url in platforms.items()
    ]
    page = "[platforms.local]\nenabled = true\nport = 0\n"
    return '[storage]\nurl = "sqlite:///town.db"\n' + page + "".join(sections)


def tokens(value: str) -> dict[str, str]:
    """In the environment, with everything logged that can be."""
    names = ("DISCORD", "TELEGRAM")
    return {f"TOWNHALL_PLATFORMS__{name}__TOKEN": value for name in names} | {
        "TOWNHALL_LOG__LEVEL": "debug"
    }


def nowhere(folder: Path, *said: str) -> None:
    """No token in what was said, nor in any file that was left."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    for words in (*(one.encode() for one in said), *(path.read_bytes() for path in files)):
        for token in (WRONG, quote(WRONG, safe=""), "canary-of"):
            assert token.encode() not in words


@asynccontextmanager
async def answering(platform: str) -> AsyncIterator[str]:
    """A server of the platform that knows another token; its address."""
    if platform == "telegram":
        async with TelegramServer() as server:
            yield server.api_url
        return
    discord = DiscordServer()
    await discord.start()
    try:
        yield discord.api_url
    finally:
        await discord.stop()


@pytest.mark.parametrize(
    ("platform", "sentence"),
    [
        ("discord", "Discord does not accept the token. Make a new one at https://discord.com/"),
        ("telegram", "@BotFather"),
    ],
)
async def test_a_bad_token(shell: Shell, platform: str, sentence: str) -> None:
    async with answering(platform) as url:
        (shell.folder / "config.toml").write_text(config(**{platform: url}), encoding="utf-8")
        started = await shell.start("run", **tokens(WRONG))
        code, out, err = await started.end()
    assert code == 2
    assert sentence in err.splitlines()[-1]
    assert "Traceback" not in err
    nowhere(shell.folder, out, err)


async def test_a_dead_network_and_a_missing_model_keep_nobody_waiting(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = server.getsockname()[1]
    dead = f"http://127.0.0.1:{closed}"
    text = config(discord=f"{dead}/api/v10", telegram=dead)
    model = '[understanding]\ntoxicity = "gone.toml"\n'
    (shell.folder / "config.toml").write_text(text + model, encoding="utf-8")
    started = await shell.start("run", **tokens(WRONG))
    await started.until("Townhall is running")
    await started.until(r"Open http://127\.0\.0\.1:\d+$")
    started.process.send_signal(signal.SIGTERM)
    code, out, err = await started.end()
    assert code == 0 and "Stopped. Everything is saved." in out
    for name in ("Discord", "Telegram"):
        assert f"{name} cannot be reached at {dead}" in err
    assert err.count("Messages are not scored.") == 1 and "gone.toml" in err
    nowhere(shell.folder, out, err)
    assert (shell.folder / "town.db").exists()


def test_a_check_names_no_token(
    townhall: Callable[..., Said], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        dead = f"http://127.0.0.1:{server.getsockname()[1]}"
    text = config(discord=f"{dead}/api/v10", telegram=dead)
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    for name, value in tokens(WRONG).items():
        monkeypatch.setenv(name, value)
    code, out, err = townhall("check")
    assert code != 0 and "cannot be reached" in " ".join(out.split())
    nowhere(tmp_path, out, *err)


async def test_discord_is_joined_as_soon_as_it_answers(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    rig = DiscordRig()
    rig.server.fail_next("GET", "/users/@me", status=503)
    community = Community([LocalRig(), rig], sqlite_url(tmp_path))
    with caplog.at_level(logging.WARNING):
        await community.open()
    try:
        assert any("Discord cannot be reached" in text for text in caplog.messages)
        bea = await community.person("Bea")
        await bea.command("help")
        await bea.told("This is what you can type")
        ana = await community.person("Ana", rig=1)
        await rig.server.wait_connected()
        await rig.server.wait_for(lambda: rig.server.seen("GET", "/gateway/bot"))
        await ana.say("general", "Hello again")
        await community.until(lambda: arrived(community), 1)
    finally:
        await community.close()


async def test_a_platform_that_hangs_does_not_hold_up_another(tmp_path: Path) -> None:
    rig = DiscordRig()
    community = Community([LocalRig(), rig], sqlite_url(tmp_path))
    await community.open()
    try:
        ana = await community.person("Ana")
        places = await community.app.registry.place(await community.id, "general")
        local, far = sorted(places, key=lambda place: place.platform != "local")
        rig.server.fail_next("POST", "/channels/{channel_id}/messages", status=503, times=2)
        await community.app.outbox.post(far, Reply("to Discord"))
        await rig.server.wait_for(
            lambda: rig.server.seen("POST", "/channels/{channel_id}/messages")
        )
        await community.app.outbox.post(local, Reply("to the local chat"))
        await ana.sees("general", "to the local chat")
        assert not [m for m in await community.messages("general", rig=1) if m.text]
        await rig.wait_for("general", "to Discord")
    finally:
        await community.close()


async def arrived(community: Community) -> int:
    async with community.app.db.read() as connection:
        rows = await connection.exec_driver_sql("SELECT count(*) FROM messages")
        return int(rows.scalar_one())


def test_a_database_of_a_newer_version(townhall: Callable[..., Said]) -> None:
    asyncio.run(make_database())
    with closing(sqlite3.connect("town.db")) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999_later'")
        newer.commit()
    before = Path("town.db").read_bytes()
    Path("config.toml").write_text(config(), encoding="utf-8")
    code, out, err = townhall("run")
    assert (code, out) == (2, "")
    assert "newer" in err[-1] and "town.db" in err[-1]
    assert Path("town.db").read_bytes() == before


async def make_database() -> None:
    community = Community([LocalRig()], "sqlite:///town.db")
    await community.open()
    await community.close()


def test_a_broken_database(townhall: Callable[..., Said]) -> None:
    asyncio.run(make_database())
    whole = Path("town.db").read_bytes()
    broken = whole[:4096] + b"broken" * 2000 + whole[16_096:]
    Path("town.db").write_bytes(broken)
    Path("config.toml").write_text(config(), encoding="utf-8")
    code, out, err = townhall("run")
    assert (code, out) == (2, "")
    assert "town.db is broken" in err[-1] and "backup" in err[-1]
    assert Path("town.db").read_bytes() == broken
