"""One platform in `townhall setup`: its token, checked at once, and where the bot is."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Sequence
from pathlib import Path

from pydantic import SecretStr

from bot import logs
from bot.api.errors import TownhallError
from bot.api.port.nouns import NativeChannel, NativeSpace
from bot.api.port.platform import Finding, Platform
from bot.check import words
from bot.platforms.settings import DiscordSettings, TelegramSettings

from .asking import Asker
from .file import ConfigFile

POLL_S = 2.0
PATIENCE_S = 60.0
GUIDES = {
    "discord": (
        "1. Open https://discord.com/developers/applications and press New Application.",
        "2. Choose Bot on the left; switch on Server Members Intent and Message Content Intent.",
        "3. On the same page press Reset Token, and copy the token.",
    ),
    "telegram": (
        "1. Write /newbot to @BotFather in Telegram; he asks for a name and gives you a token.",
        "2. Send him /setprivacy, choose the bot, then Disable: else it hears only commands.",
        "3. Copy the token.",
    ),
}
PLACES = {
    "discord": "Open the link above, choose your server and press Authorize.",
    "telegram": "Add the bot to your group, and to a second one for your team named moderators; "
    "make it an administrator in both.",
}


class Joining:
    """What is done for one platform, and the rest of it."""

    def __init__(self, name: str, file: ConfigFile, asker: Asker) -> None:
        self._name = name
        self._file = file
        self._ask = asker
        self._variable = f"TOWNHALL_PLATFORMS__{name.upper()}__TOKEN"
        self._found: list[NativeSpace] = []

    @property
    def begun(self) -> bool:
        """Whether the file or the environment has a token already."""
        return bool(self._file.get("platforms", self._name, "enabled")) or bool(self._token())

    # ---- the token

    def token(self) -> bool:
        """Ask for a token until one works; False when that is left for later."""
        if self._token():
            if not self._works(self._token()):
                return self._ask_token()
            self._file.set("platforms", self._name, "enabled", value=True)
            self._file.save()
            return True
        return self._ask_token()

    def _ask_token(self) -> bool:
        if self._ask.silent:
            self._ask.say(f"✗ A working token is missing: set {self._variable}_FILE to a file that "
                          "holds it, and run this again.", "red")  # fmt: skip
            return False
        for line in GUIDES[self._name]:
            self._ask.say(line)
        while True:
            given = self._ask.secret("Paste the token here (it is not shown; Enter: later)")
            if not given:
                return False
            if self._works(given):
                kept = self._file.keep_token(self._name, given)
                self._file.save()
                self._ask.say(f"✓ The token is in {kept}, which only you can read.", "green")
                return True

    def _token(self) -> str:
        """From the environment, else as the file says."""
        if token := os.environ.get(self._variable):
            return token.strip()
        named = os.environ.get(f"{self._variable}_FILE")
        beside = self._file.get("platforms", self._name, "token_file")
        inline = self._file.get("platforms", self._name, "token")
        if not named and inline:
            return str(inline)
        if not (named or beside):
            return ""
        try:
            path = Path(named) if named else self._file.path.parent / str(beside)
            return path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def _works(self, token: str) -> bool:
        """The first finding is about the token; the others are shown when it works."""
        first, *rest = self._check(token)
        for finding in (first, *rest) if first.ok else (first,):
            if not finding.early:
                self._tell(finding)
        return first.ok

    # ---- where it is

    def places(self) -> bool:
        """Wait until the bot is somewhere, note that, and look at its rights there."""
        known = [space for space in self._file.spaces if space.startswith(f"{self._name}:")]
        if known and (self._ask.silent or not self._ask.yes(
            f"It is in {', '.join(known)}. Look for more places?", default=False
        )):  # fmt: skip
            return self._look_again(known)
        self._ask.say(PLACES[self._name])
        try:
            found = self._wait(known)
        except KeyboardInterrupt:
            self._ask.say("\nLater, then.")
            found = []
        except (TownhallError, ConnectionError) as error:
            self._ask.say(f"✗ {error}", "red")
            found = []
        for space in found:
            self._note(space)
        mine = [space for space in self._file.spaces if space.startswith(f"{self._name}:")]
        if not mine:
            self._ask.say("✗ The bot is nowhere yet. Add it, and run setup again.", "red")
            return False
        return self._look_again(mine)

    def _wait(self, known: Sequence[str]) -> list[NativeSpace]:
        """All places that are new; asked until the person says that these are all."""
        if not self._ask.silent:
            self._ask.say("Waiting until the bot is there… (Ctrl-C: later)", "dim")
        while True:
            here = asyncio.run(self._platform(self._token()).spaces())
            fresh = [one for one in here if f"{self._name}:{one.native_id}" not in known]
            more = [one for one in fresh if one not in self._found]
            self._found = fresh
            for one in more:
                self._ask.say(f'✓ The bot is in "{one.name}".', "green")
            if self._ask.silent or (more and self._ask.yes("Are these all?", default=True)):
                return fresh
            time.sleep(POLL_S)

    def _note(self, space: NativeSpace) -> None:
        """Write it down as a place of the community, if it is one."""
        community = self._file.community
        address = f"{self._name}:{space.native_id}"
        if community is None or address in self._file.spaces:
            return
        question = f'Does "{space.name}" belong to {community["name"]}?'
        if self._ask.yes(question, default=True):
            community["spaces"] = [*community.get("spaces", ()), address]
            self._file.save()

    def _look_again(self, places: Sequence[str]) -> bool:
        """What is still wrong, as often as the person likes. It may run all the same."""
        while wrong := [one for one in self._check(self._token(), places) if not one.ok]:
            for finding in wrong:
                self._tell(finding)
            if self._ask.silent or not self._ask.yes("Mended? Shall I look again?", default=False):
                return True
        self._ask.say(f"✓ {self._name.capitalize()} is ready.", "green")
        return True

    # ---- asking the platform

    def _check(self, token: str, places: Sequence[str] = ()) -> Sequence[Finding]:
        platform = self._platform(token)
        ids = [address.partition(":")[2] for address in places]
        platform.remember([NativeChannel(one, "", NativeSpace(one, "")) for one in ids])
        try:
            return asyncio.run(asyncio.wait_for(platform.check(), PATIENCE_S))
        except (TownhallError, OSError, TimeoutError) as error:
            return [Finding(False, str(error) or f"{self._name.capitalize()} does not answer.")]

    def _platform(self, token: str) -> Platform:
        logs.setup("error", secrets=[token])
        variable = os.environ.get(f"TOWNHALL_PLATFORMS__{self._name.upper()}__API_URL")
        api_url = variable or self._file.get("platforms", self._name, "api_url")
        values = {"enabled": True, "token": SecretStr(token)}
        values |= {"api_url": str(api_url)} if api_url else {}
        if self._name == "discord":
            from bot.platforms.discord import DiscordPlatform

            return DiscordPlatform(DiscordSettings.model_validate(values))
        from bot.platforms.telegram import TelegramPlatform

        return TelegramPlatform(TelegramSettings.model_validate(values))

    def _tell(self, finding: Finding) -> None:
        mark, style = ("✓", "green") if finding.ok else ("✗", "red")
        mark, style = ("•", "yellow") if finding.notice else (mark, style)
        self._ask.say(f"{mark} {words(finding)}", style)
