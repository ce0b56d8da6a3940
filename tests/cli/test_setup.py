"""`townhall setup` as a newcomer uses it: in a terminal, against the platforms' protocols."""

from __future__ import annotations

import asyncio
import os
import pty
import signal
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.common import cog_models
from bot.first.file import ConfigFile
from bot.settings import SettingsError, load
from tests.support.discord_server import running_server
from tests.support.shell import ROOT, Said, Shell, shell, townhall
from tests.support.telegram_server import TOKEN, TelegramServer

__all__ = ["shell", "townhall"]

BEFORE = """\
# the shop's own file
[log]
level = "debug"  # while we try
"""


class Terminal:
    """A `townhall setup` in a terminal of its own: what it shows, and what is typed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.shown = ""
        self._read_to = 0

    async def start(self, **environment: str) -> None:
        self._master, slave = pty.openpty()
        self._changed = asyncio.Event()
        plain = {k: v for k, v in os.environ.items() if not k.startswith("TOWNHALL_")}
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "setup", cwd=self._folder, start_new_session=True,
            env=plain | {"PYTHONPATH": str(ROOT), "TZ": "Europe/Berlin", "TERM": "dumb"}
            | environment,
            stdin=slave, stdout=slave, stderr=slave,
        )  # fmt: skip
        os.close(slave)
        asyncio.get_running_loop().add_reader(self._master, self._read)

    def _read(self) -> None:
        try:
            self.shown += os.read(self._master, 65536).decode(errors="replace")
        except OSError:  # the other end is closed
            asyncio.get_running_loop().remove_reader(self._master)
        self._changed.set()

    async def until(self, words: str) -> None:
        """Wait until this is shown, after what was waited for before."""
        async with asyncio.timeout(60):
            while (at := self.shown.find(words, self._read_to)) < 0:
                self._changed.clear()
                await self._changed.wait()
        self._read_to = at + len(words)

    async def answer(self, words: str, typed: str = "") -> None:
        await self.until(words)
        os.write(self._master, f"{typed}\n".encode())

    async def interrupt(self) -> None:
        """Ctrl+C, and again when nothing comes of it: Python loses one that falls between the
        question and the reading of its answer."""
        while self.process.returncode is None:
            self.process.send_signal(signal.SIGINT)
            await asyncio.wait([asyncio.ensure_future(self.process.wait())], timeout=20)

    async def end(self) -> int:
        code = await self.process.wait()
        asyncio.get_running_loop().remove_reader(self._master)
        os.close(self._master)
        return code


async def test_from_nothing_to_a_bot_in_two_groups_and_again(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(BEFORE, encoding="utf-8")
    (tmp_path / "telegram.token").write_text("somebody else's", encoding="utf-8")
    async with TelegramServer() as telegram:
        where = {"TOWNHALL_PLATFORMS__TELEGRAM__API_URL": telegram.api_url}
        terminal = Terminal(tmp_path)
        await terminal.start(**where)
        await terminal.answer("Your choice [en]: ", "de")
        await terminal.answer("[My Community]: ", "Bäckerei Ö")
        await terminal.answer("[Europe/Berlin]: ", "Europe/Berlni")
        await terminal.until('did you mean "Europe/Berlin"?')
        await terminal.answer("[Europe/Berlin]: ")
        await terminal.answer("on Discord? [y/N]: ")
        await terminal.answer("on Telegram? [y/N]: ", "y")
        await terminal.answer("Enter: later): ", "1234:wrong")
        await terminal.until("✗ Telegram does not know this token")
        await terminal.answer("Enter: later): ", TOKEN)
        await terminal.until("https://t.me/townhall_bot?startgroup=true")
        await terminal.until("Waiting until the bot is there")
        olga = telegram.add_user("Olga")
        shop = telegram.add_group("Shop", owner=olga, with_bot=False)
        await shop.add_bot()
        await terminal.answer('The bot is in "Shop".\r\nAre these all? [Y/n]: ', "n")
        team = telegram.add_group("moderators", owner=olga, with_bot=False)
        await team.add_bot()
        await terminal.answer('The bot is in "moderators".\r\nAre these all? [Y/n]: ')
        await terminal.answer('Does "Shop" belong to Bäckerei Ö? [Y/n]: ')
        await terminal.answer('Does "moderators" belong to Bäckerei Ö? [Y/n]: ')
        await terminal.until("I am not an administrator")
        await terminal.answer("Shall I look again? [y/N]: ")
        await terminal.answer("Your choice [standard]: ", "strict")
        await terminal.until("Your choice [monday]: ")
        await terminal.interrupt()
        await terminal.until("what you answered is kept.")
        assert await terminal.end() == 1
        assert TOKEN not in terminal.shown

        again = Terminal(tmp_path)
        await again.start(**where)
        await again.until("✓ Bäckerei Ö, de, Europe/Berlin")
        await again.answer("on Discord? [y/N]: ")
        await again.answer("Look for more places? [y/N]: ")
        await again.answer("Shall I look again? [y/N]: ")
        await again.until("✓ safety.strictness = strict")
        await again.answer("Your choice [monday]: ", "friday")
        await again.until("Now run `townhall run`")
        assert await again.end() == 0
    text = config.read_text(encoding="utf-8")
    assert text.startswith(BEFORE) and TOKEN not in text
    assert (tmp_path / "telegram.token").read_text(encoding="utf-8") == "somebody else's"
    secret = tmp_path / "telegram-2.token"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    settings = load(config, cog_models())
    assert settings.platforms.telegram.token.get_secret_value() == TOKEN
    (community,) = settings.communities
    assert (community.name, community.locale) == ("Bäckerei Ö", "de")
    assert community.spaces == (f"telegram:{shop.id}", f"telegram:{team.id}")
    secret.unlink()
    with pytest.raises(SettingsError, match=r"line \d+: the file telegram-2.token cannot be read"):
        load(config, cog_models())


async def test_without_questions(shell: Shell) -> None:
    async with running_server() as discord:
        guild = discord.make_guild("Sourdough & Co.")
        (shell.folder / "secret").write_text(discord.token, encoding="utf-8")
        asked = {
            "TOWNHALL_PLATFORMS__DISCORD__API_URL": discord.api_url,
            "TOWNHALL_PLATFORMS__DISCORD__TOKEN_FILE": "secret",
        }
        started = await shell.start("setup", "--yes", "--discord", "--name", "Bakery", **asked)
        code, out, err = await started.end()
    assert code == 0, err
    assert "✓ Discord is ready." in out and "townhall run" in out
    text = (shell.folder / "config.toml").read_text(encoding="utf-8")
    assert discord.token not in text and f'spaces = ["discord:{guild.id}"]' in text


def test_a_token_is_written_where_the_system_has_no_fchmod(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "fchmod")  # as on Windows before Python 3.13
    config = ConfigFile(tmp_path / "config.toml")
    assert config.keep_token("telegram", TOKEN).read_text() == f"{TOKEN}\n"
    config.save()
    assert stat.S_IMODE((tmp_path / "telegram.token").stat().st_mode) == 0o600
    assert sorted(one.name for one in tmp_path.iterdir()) == ["config.toml", "telegram.token"]


def test_without_a_terminal_it_says_how(townhall: Callable[..., Said]) -> None:
    code, _, err = townhall("setup")
    assert code == 2 and "--yes" in err[0]
    code, _, err = townhall("setup", "--yes", "--timezone", "Mars")
    assert code == 2 and "--timezone" in err[0] and "time zone" in err[0]
