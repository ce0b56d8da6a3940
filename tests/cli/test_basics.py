"""The command line as a person uses it: in a process of its own, with signals and exit codes."""

from __future__ import annotations

import json
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest

from bot.cli import main
from tests.support.shell import Said, Shell, shell, townhall

__all__ = ["shell", "townhall"]


async def test_run_without_a_file_opens_the_demo_and_stops_cleanly(shell: Shell) -> None:
    """By Ctrl+C; a supervisor's SIGTERM is in test_health.py."""
    townhall = await shell.start("run", TOWNHALL_PLATFORMS__LOCAL__PORT="0")
    await townhall.until("Townhall is running for Sourdough & Co.")
    address = (await townhall.until(r"Open (http://127\.0\.0\.1:\d+)$"))[1]
    async with aiohttp.ClientSession() as session, session.get(address) as page:
        assert page.status == 200
    asked = time.monotonic()
    townhall.process.send_signal(signal.SIGINT)
    code, out, err = await townhall.end()
    assert time.monotonic() - asked < 6
    assert code == 0 and "Stopped. Everything is saved." in out
    assert "Traceback" not in err
    assert (shell.folder / "data" / "demo.db").exists()


# ---- what ends by itself, in this process


def test_a_replay_that_exits_says_what_arrived(townhall: Callable[..., Said]) -> None:
    row = {"id": "a:1", "channel": "#x", "author": "ana", "time": "2019-09-04T10:00:00Z"}
    Path("log.jsonl").write_text(json.dumps(row | {"text": "hello"}), encoding="utf-8")
    code, out, err = townhall(
        "demo", "--replay", "log.jsonl", "--speed", "max", "--exit", "--data", "here", "--port", "0"
    )
    assert code == 0, err
    assert "1 messages in the file, 1 in the database: nothing was lost." in out
    assert "hello" not in "".join(err)
    assert Path("here/demo.db").exists()


def test_a_replay_of_a_broken_file_is_one_sentence(townhall: Callable[..., Said]) -> None:
    Path("log.jsonl").write_text("{}", encoding="utf-8")
    code, out, err = townhall("demo", "--replay", "log.jsonl", "--exit", "--port", "0")
    assert code == 2
    assert err[-1] == 'log.jsonl line 1: "id" is missing or not text'
    assert "Stopped. Everything is saved." in out


def test_a_file_with_mistakes_is_refused_with_all_of_them(townhall: Callable[..., Said]) -> None:
    Path("config.toml").write_text('[log]\nlevl = "info"\n[platform]\n', encoding="utf-8")
    for command in ("run", "check"):
        assert townhall(command) == (
            2,
            "",
            [
                'config.toml line 2: [log] levl is not a setting; did you mean "level"?',
                'config.toml line 3: platform is not a section; did you mean "platforms"?',
            ],
        )


def test_a_database_that_is_none_stops_the_start(townhall: Callable[..., Said]) -> None:
    Path("data").mkdir()
    Path("data/demo.db").touch()
    code, _, err = townhall("demo", "--port", "0")
    assert code == 2
    assert "empty (zero bytes)" in err[-1]
    code, out, _ = townhall("check")
    assert code == 1
    assert "✗ The database data/demo.db is empty (zero bytes)" in out
    assert Path("data/demo.db").stat().st_size == 0


def test_a_port_that_is_taken_stops_the_start(townhall: Callable[..., Said]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, _, err = townhall("demo", "--port", port)
    assert code == 2
    assert port in err[-1]


def test_check_without_a_file(townhall: Callable[..., Said]) -> None:
    code, out, err = townhall("check")
    assert (code, err) == (0, [])
    assert "✓ The settings are right." in out and "All is well." in out
    assert not Path("data/demo.db").exists()


@pytest.mark.parametrize("platform", ["discord", "telegram"])
def test_check_works_without_a_network(
    townhall: Callable[..., Said], monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        closed = server.getsockname()[1]
    Path("config.toml").write_text(
        f'[platforms.{platform}]\nenabled = true\napi_url = "http://127.0.0.1:{closed}"\n',
        encoding="utf-8",
    )
    monkeypatch.setenv(f"TOWNHALL_PLATFORMS__{platform.upper()}__TOKEN", "123456:s3cret-token")
    code, out, err = townhall("check")
    assert code == 1
    assert "✗" in out and "Please mend what is marked" in out
    assert "s3cret" not in out + "".join(err)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["demo", "--speed", "0"], 'expected a number over 0 or "max", not "0"'),
        (["demo", "--speed", "fast"], 'expected a number over 0 or "max", not "fast"'),
        (["walk"], "invalid choice: 'walk'"),
        ([], "COMMAND"),
    ],
)
def test_a_wrong_command_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_config_example_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "example"]) == 0
    printed = capsys.readouterr().out
    assert "[platforms.discord]" in printed and "[cogs." in printed


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "--config", "nowhere.toml"]) == 2
    assert capsys.readouterr().err == ("nowhere.toml cannot be read: No such file or directory.\n")
