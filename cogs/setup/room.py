"""`/setup`: the channels, the kind of business, a proof, and what comes next. What is set is the
only memory of it, so that it can be left and begun again at any step."""

from __future__ import annotations

from typing import get_args

from bot.api.boards.checks import Checks
from bot.api.cog import button, command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Channel
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Audit, Channels, Directory, Outbox, Purpose, SettingsDesk
from bot.api.text import CommandHint, T

from . import steps
from .kinds import KINDS
from .making import Rooms
from .payloads import Make, Open, Pick, Prove, Take, Use

OLD = T("That button does not fit any more; please type {command}.", command=CommandHint("setup"))


class SetupRoom:
    """For the owner; each press is checked again."""

    _audit: Audit
    _channels: Channels
    _checks: Checks
    _desk: SettingsDesk
    _directory: Directory
    _outbox: Outbox
    _rooms: Rooms

    @command("setup", T("Set me up, step by step"), level=Level.OWNER, private=True, view=True)
    async def setup(self, ctx: Context) -> None:
        """The first step; all others are buttons."""
        await ctx.reply(await self._first(ctx))

    @button(Open, level=Level.OWNER)
    async def opened(self, ctx: Context, payload: Open) -> None:
        """Another step."""
        match payload.step:
            case "places":
                await ctx.update(await self._first(ctx))
            case "kinds":
                await ctx.update(steps.kinds())
            case "next":
                found = await self._rooms.places(ctx.community.id)
                views = self._desk.views(ctx.community.id)
                checks = await self._checks.of(ctx.community.id)
                changed = sum(view.overridden for view in views)
                wrong = sum(not check.ok for check in checks)
                await ctx.update(steps.following(found, changed, wrong))
            case _:
                raise UserError(OLD)

    @button(Pick, level=Level.OWNER)
    async def picked(self, ctx: Context, payload: Pick) -> None:
        """The channels that there are."""
        purpose = _purpose(payload.purpose)
        here = ctx.community.id
        offers = await self._rooms.offers(here, purpose, await self._rooms.places(here))
        await ctx.update(steps.rooms(purpose, await self._rooms.all(here), offers))

    @button(Use, level=Level.OWNER)
    async def used(self, ctx: Context, payload: Use) -> None:
        """One of them, if it is still there and of this community."""
        purpose = _purpose(payload.purpose)
        rooms = {room.id: room for room in await self._desk.rooms(ctx.community.id)}
        if (channel := rooms.get(payload.channel)) is None:
            raise UserError(OLD)
        await self._serve(ctx, channel, purpose)
        await ctx.update(await self._first(ctx))

    @button(Make, level=Level.OWNER)
    async def made(self, ctx: Context, payload: Make) -> None:
        """A new one, unless somebody else was quicker."""
        purpose = _purpose(payload.purpose)
        spaces = {space.id: space for space in await self._directory.spaces(ctx.community.id)}
        if (space := spaces.get(payload.space)) is None:
            raise UserError(OLD)
        team = purpose == "moderators"
        reason = f"/setup, asked for by {ctx.member.name}"
        channel = await self._channels.make(space, purpose, private=team, reason=reason)
        if team and not channel.private:
            await ctx.update(steps.open_to_all(channel))
            return
        await self._serve(ctx, channel, purpose)
        await ctx.update(await self._first(ctx, made=channel))

    async def _serve(self, ctx: Context, channel: Channel, purpose: Purpose) -> None:
        await self._desk.set_place(channel, purpose)
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action="setup.channel",
            target=f"{purpose}:{channel.id}",
        )

    @button(Take, level=Level.OWNER)
    async def taken(self, ctx: Context, payload: Take) -> None:
        """Set what differs; a feature that the file switches off has no settings here."""
        kind = KINDS.get(payload.kind)
        if kind is None:
            raise UserError(OLD)
        now = {view.name: view.value for view in self._desk.views(ctx.community.id)}
        wanted = kind.settings.items()
        changed = [(name, value) for name, value in wanted if now.get(name, value) != value]
        for name, value in changed:
            await self._desk.set(ctx.community.id, name, value, ctx.member)
            await self._audit.record(
                ctx.community.id, actor=ctx.member, action="setup.setting", target=name
            )
        await ctx.update(steps.taken(kind, changed))

    @button(Prove, level=Level.OWNER)
    async def prove(self, ctx: Context, payload: Prove) -> None:
        """One line in every place."""
        found = await self._rooms.places(ctx.community.id)
        channels = {c.id: c for places in found.values() for c in places}
        for channel in channels.values():
            await self._outbox.post(channel, steps.PROOF)
        await ctx.update(steps.proven(list(channels.values())))

    async def _first(self, ctx: Context, made: Channel | None = None) -> Reply:
        found = await self._rooms.places(ctx.community.id)
        missing = await self._rooms.missing(ctx.community.id, found)
        return steps.places(ctx.community.name, found, missing, made)


def _purpose(typed: str) -> Purpose:
    purposes: tuple[Purpose, ...] = get_args(Purpose)
    for purpose in purposes:
        if purpose == typed:
            return purpose
    raise UserError(OLD)
