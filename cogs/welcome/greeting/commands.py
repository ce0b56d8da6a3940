"""Greeting newcomers, and `/welcome preview`."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any

from bot.api.boards.contact import Contact
from bot.api.cog import command, listen, task
from bot.api.context import Context
from bot.api.events import MemberJoined, MemberLeft, MessagePosted
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Button, Reply
from bot.api.services import Clock, Configs, Directory, Outbox, Scheduler
from bot.api.text import T, Text, bold, code, lines
from storage.database import Database

from ..config import WelcomeConfig
from . import logic
from .greeter import AMEND, GREET, Greeter
from .store import ArrivalStore

FIRST_THEM = T(
    "On Telegram I may only write to people who have written to me before, so most newcomers there "
    "get no private greeting. To greet them in the group too: {command}",
    command=code("/settings set welcome.where both"),
)


class Greeting:
    """The handlers; the cog provides what they use."""

    _db: Database
    _configs: Configs
    _directory: Directory
    _outbox: Outbox
    _scheduler: Scheduler
    _clock: Clock
    _contact: Contact

    @cached_property
    def _arrivals(self) -> ArrivalStore:
        return ArrivalStore(self._db)

    @cached_property
    def _greeter(self) -> Greeter:
        return Greeter(
            self._arrivals,
            self._configs,
            self._directory,
            self._outbox,
            self._scheduler,
            self._clock,
            self._contact,
            self._greeting_buttons,
            self._rules,
        )

    async def _greeting_buttons(self, community_id: int) -> list[Button]:
        """What a greeting leads to; the other rooms add theirs."""
        return []

    async def _rules(self, community_id: int) -> str:
        """The words of the charter in force; "" where there is none."""
        return ""

    @listen(MemberJoined)
    async def joined(self, event: MemberJoined) -> None:
        """Greet at once, or soon and together when many come."""
        await self._greeter.joined(event)

    @listen(MessagePosted)
    async def wrote(self, event: MessagePosted) -> None:
        """Greet at the first message, where that is set."""
        await self._greeter.wrote(event)

    @listen(MemberLeft)
    async def left(self, event: MemberLeft) -> None:
        """Whoever is gone is not greeted."""
        await self._greeter.left(event)

    @task(GREET)
    async def due(self, data: dict[str, Any], due: int) -> None:
        """Greet those who were gathered."""
        await self._greeter.greet(data["community"], data["space"])

    @task(AMEND)
    async def amend(self, data: dict[str, Any], due: int) -> None:
        """Somebody left right after they were greeted."""
        await self._greeter.amend(data)

    @command(
        "welcome preview",
        T("See the greeting as a newcomer would"),
        level=Level.MODERATOR,
        private=True,
        default=True,
    )
    async def preview(
        self,
        ctx: Context,
        template: Annotated[
            str, Opt(T("A greeting to try; empty for the one in use"), max=1500)
        ] = "",
        returning: Annotated[bool, Opt(T("The greeting of somebody who comes back"))] = False,
    ) -> None:
        """Show the greeting and what is probably not meant."""
        config = self._configs.of(WelcomeConfig, ctx.community.id)
        chosen = template or (config.returning_template if returning else config.template)
        rules = await self._rules(ctx.community.id)
        hints = logic.lint(chosen, rules)
        spaces = await self._directory.spaces(ctx.community.id)
        if config.where == "private" and any(space.platform == "telegram" for space in spaces):
            hints.append(FIRST_THEM)
        verdict: Text = (
            lines(bold(T("Please look at this:")), *hints) if hints else T("This looks fine.")
        )
        name = "returning_template" if returning else "template"
        use = (
            T("To use it: {command}", command=f"/settings set welcome.{name} {template}")
            if template
            else None
        )
        script = logic.Script(chosen, chosen, rules)
        back = {ctx.member.id} if returning else set[int]()
        text = logic.greeting(script, ctx.community.name, [ctx.member], back)
        buttons = await self._greeting_buttons(ctx.community.id)
        await ctx.reply(Reply(text, [buttons] if buttons else []))
        await ctx.reply(Reply(lines(verdict, use), tone="warn" if hints else "good"))
