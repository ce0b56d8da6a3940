"""`/help`, `/settings`, `/link`, and `/status` beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from bot.api.cog import Cog, CogConfig, command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.services import Accounts, Audit, Health, Manual, SettingsDesk, SettingView
from bot.api.text import CommandHint, N, T, Text, bold, italic, joined, lines
from bot.api.text import code as typed_as

from . import logic
from .status import Status

PURPOSES = (
    ("general", T("everyday conversation")),
    ("ideas", T("ideas and votes")),
    ("support", T("questions, answered from the FAQ")),
    ("moderators", T("alerts for moderators")),
    ("announcements", T("polls' results and news")),
)


class Community(Status, Cog[CogConfig]):
    """What every community needs, whichever features it uses."""

    name = "community"
    title = T("Community basics")

    def __init__(
        self,
        manual: Manual,
        desk: SettingsDesk,
        accounts: Accounts,
        audit: Audit,
        health: Health,
    ) -> None:
        self._manual = manual
        self._desk = desk
        self._accounts = accounts
        self._audit = audit
        self._health = health

    @command("help", T("What I can do for you"), private=True)
    async def help(
        self,
        ctx: Context,
        about: Annotated[str, Opt(T("Which command, like ideas"), complete="complete_topic")] = "",
    ) -> None:
        """List the commands for the asker's level, or tell all of one family."""
        commands = self._manual.commands(ctx.level, ctx.member.locale or ctx.community.locale)
        if about.strip():
            found = logic.about(commands, about)
            if not found:
                raise UserError(
                    T(
                        "There is no such command; {command} lists all of them.",
                        command=CommandHint("help"),
                    )
                )
            await ctx.reply(lines(*logic.details(found)))
            return
        await ctx.reply(
            lines(
                T(
                    "Hello {name}. This is what you can type in {community}:",
                    name=bold(ctx.member.first_name),
                    community=ctx.community.name,
                ),
                *logic.help_lines(commands),
                T("{example} says more about one of them.", example=typed_as("/help ideas")),
                italic(
                    T(
                        "I keep who wrote when, never what was written, except for messages "
                        "that were flagged for the moderators."
                    )
                ),
            )
        )

    async def complete_topic(self, ctx: Context, typed: str) -> Sequence[str]:
        """First words of commands."""
        commands = self._manual.commands(ctx.level, ctx.member.locale or ctx.community.locale)
        start = typed.casefold().removeprefix("/")
        return [topic for topic in logic.topics(commands) if topic.startswith(start)][:25]

    # ---- settings

    async def complete_setting(self, ctx: Context, typed: str) -> Sequence[str]:
        """Names of settings."""
        views = self._desk.views(ctx.community.id)
        return [view.name for view in logic.matching(views, typed)]

    @command(
        "settings show",
        T("Show this community's settings"),
        level=Level.OWNER,
        private=True,
        default=True,
        view=True,
    )
    async def show(
        self,
        ctx: Context,
        name: Annotated[
            str,
            Opt(T("A setting, a feature or a word; empty for all"), complete="complete_setting"),
        ] = "",
    ) -> None:
        """All settings in short, or those that match."""
        views = self._desk.views(ctx.community.id)
        if not name.strip():
            await ctx.reply(lines(self._overview(views), self._address(ctx)))
            return
        found = logic.matching(views, name)
        if not found:
            raise UserError(T("No setting matches {name}.", name=typed_as(name)))
        if len(found) == 1:
            await ctx.reply(self._card(found[0]))
            return
        await ctx.reply(lines(*[logic.setting_line(view) for view in found[:40]]))

    def _overview(self, views: Sequence[SettingView]) -> Text:
        rows = [
            bold(cog)
            + ": "
            + N("{n} setting", "{n} settings", total)
            + (joined([", ", N("{n} changed", "{n} changed", changed)], "") if changed else "")
            for cog, total, changed in logic.sections(views)
        ]
        return lines(
            *rows,
            T(
                "{show} lists the settings of one feature, {set} changes one.",
                show=CommandHint("settings show", "polls"),
                set=CommandHint("settings set", "polls.default_hours 48"),
            ),
        )

    def _address(self, ctx: Context) -> Text | None:
        if ctx.space is None:
            return None
        return T(
            "For config.toml: this place is {address}.",
            address=typed_as(f"{ctx.space.platform}:{ctx.space.native_id}"),
        )

    def _card(self, view: SettingView) -> Text:
        return logic.setting_card(view, T("Default: {value}", value=typed_as(view.default or "-")))

    @command("settings set", T("Change a setting"), level=Level.OWNER, private=True)
    async def set(
        self,
        ctx: Context,
        name: Annotated[str, Opt(T("Which setting"), complete="complete_setting")],
        value: Annotated[str, Opt(T("The new value"), max=2000)],
    ) -> None:
        """Check and store one setting for this community."""
        view = await self._desk.set(ctx.community.id, name, value, ctx.member)
        await self._audit.record(
            ctx.community.id, actor=ctx.member, action="community.setting", target=view.name
        )
        await ctx.reply(lines(T("Done. From now on:"), self._card(view)))

    @command("settings reset", T("Put a setting back to its default"), level=Level.OWNER)
    async def reset(
        self,
        ctx: Context,
        name: Annotated[str, Opt(T("Which setting"), complete="complete_setting")],
    ) -> None:
        """Forget this community's own value."""
        view = await self._desk.reset(ctx.community.id, name, ctx.member)
        await self._audit.record(
            ctx.community.id, actor=ctx.member, action="community.setting", target=view.name
        )
        await ctx.reply(lines(T("Back to the default:"), self._card(view)), private=True)

    @command(
        "settings channel", T("Use this channel for a purpose"), level=Level.OWNER, private=True
    )
    async def channel(
        self,
        ctx: Context,
        purpose: Annotated[
            Literal["general", "ideas", "support", "moderators", "announcements"],
            Opt(T("What this channel is for"), choices=PURPOSES),
        ],
    ) -> None:
        """Typed in the channel that is meant."""
        await self._desk.set_place(ctx.channel, purpose)
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action="community.channel",
            target=f"{purpose}:{ctx.channel.id}",
        )
        await ctx.reply(
            T(
                "Done. {channel} is now the place for: {purpose}.",
                channel=bold(ctx.channel.name),
                purpose=dict(PURPOSES)[purpose],
            )
        )

    # ---- one person, two accounts

    @command("link", T("Join your accounts on two platforms, so that you count once"), private=True)
    async def link(
        self,
        ctx: Context,
        code: Annotated[str, Opt(T("The code from your other account; empty for a new code"))] = "",
    ) -> None:
        """Without a code: make one. With the code of the other account: join both."""
        if not code.strip():
            fresh = await self._accounts.link_code(ctx.member)
            await ctx.reply(
                lines(
                    T("Your code is {code}. It works once, for ten minutes.", code=typed_as(fresh)),
                    T(
                        "Now type {command} on your other account, in {community}.",
                        command=CommandHint("link", fresh),
                        community=ctx.community.name,
                    ),
                )
            )
            return
        person = await self._accounts.redeem(ctx.member, code)
        await self._audit.record(
            ctx.community.id, actor=person, action="community.link", target=f"member:{person.id}"
        )
        mine = await self._accounts.of(person)
        await ctx.reply(
            lines(
                T("Your accounts now belong together, and you count once:"),
                *[bold(account.platform) + " " + account.name for account in mine],
            )
        )
