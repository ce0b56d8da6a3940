"""`/doctor` and `/setup`: what is wrong and how to mend it, and how to begin."""

from __future__ import annotations

from bot.api.boards.checks import Checks
from bot.api.cog import Cog, CogConfig, command
from bot.api.context import Context
from bot.api.people import Level
from bot.api.services import Audit, Channels, Directory, Outbox, SettingsDesk
from bot.api.text import T

from . import wording
from .making import Rooms
from .room import SetupRoom


class Setup(SetupRoom, Cog[CogConfig]):
    """For those in charge of the bot."""

    name = "setup"
    title = T("Looking after the bot")

    def __init__(
        self,
        checks: Checks,
        desk: SettingsDesk,
        directory: Directory,
        outbox: Outbox,
        audit: Audit,
        channels: Channels,
    ) -> None:
        self._checks = checks
        self._desk = desk
        self._directory = directory
        self._outbox = outbox
        self._audit = audit
        self._channels = channels
        self._rooms = Rooms(channels, directory, desk)

    @command(
        "doctor",
        T("What is wrong with me, and how to mend it"),
        level=Level.MODERATOR,
        private=True,
        view=True,
    )
    async def doctor(self, ctx: Context) -> None:
        """Every check, at any time: nothing is changed and nothing is posted."""
        await ctx.reply(wording.report(await self._checks.of(ctx.community.id)))
