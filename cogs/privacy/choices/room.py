"""`/privacy choices`: all choices on one card."""

from __future__ import annotations

from bot.api.boards.privacy.consent import PURPOSES, Consent, Purpose
from bot.api.cog import button, command, every
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.reply import Reply
from bot.api.services import Clock, Directory, Measures, SettingsDesk
from bot.api.text import T

from ..facts import Facts
from ..payloads import Answer, Choose
from ..store import Choice, ChoiceStore
from . import wording
from .asking import Asking
from .keeper import Keeper

ROUND_S = 600


class ChoicesRoom:
    """The handlers; the cog provides what they use."""

    _choices: ChoiceStore
    _keeper: Keeper
    _asking: Asking
    _consent: Consent
    _measures: Measures
    _desk: SettingsDesk
    _directory: Directory
    _clock: Clock

    @command(
        "privacy choices",
        T("What I may do with what you say and do: see and change it"),
        private=True,
        view=True,
    )
    async def choices(self, ctx: Context) -> None:
        """The asker's own card."""
        await ctx.reply(await self._choices_card(ctx))

    async def _choices_card(self, ctx: Context) -> Reply:
        facts = Facts(self._desk, ctx.community.id)
        said = await self._choices.of(ctx.member.id)
        config = self._keeper.config(ctx.community.id)
        found = []
        for purpose in PURPOSES:
            if facts.uses(purpose):
                row = said.get(purpose)
                holds = await self._holds(ctx.member, purpose, row)
                found.append(wording.Line(purpose, holds, config.rule(purpose), row))
        return wording.card(found)

    async def _holds(self, member: Member, purpose: Purpose, row: Choice | None) -> bool:
        """What is done now, asked of who does it."""
        if purpose == "measures":
            return member.id not in await self._measures.left_out(member.community_id)
        stands = await self._consent.stands(member.id, purpose)
        if stands is not None:
            return stands
        return self._keeper.stands(member.community_id, purpose, row) == "yes"

    @button(Choose)
    async def chosen(self, ctx: Context, payload: Choose) -> None:
        """On one's own card."""
        purpose = _known(payload.purpose)
        if purpose == "introductions" and payload.yes:
            raise UserError(wording.GONE)
        await self._keeper.choose(ctx.member, purpose, yes=payload.yes)
        await ctx.update(await self._choices_card(ctx))

    @button(Answer)
    async def answered(self, ctx: Context, payload: Answer) -> None:
        """Below the question."""
        if payload.member != ctx.member.id:
            raise UserError(wording.GONE)  # forgotten since, or linked: their card says what holds
        purpose = _known(payload.purpose)
        await self._keeper.choose(ctx.member, purpose, yes=payload.yes)
        await ctx.reply(wording.answered(purpose, yes=payload.yes), private=True)

    @every(ROUND_S)
    async def ask_around(self) -> None:
        """Ask those of whom something was needed, and see that measures follow their rule."""
        for community in await self._directory.communities():
            if self._keeper.config(community.id).enabled:
                await self._keeper.rule_measures(community.id)
                await self._asking.round(community)


def _known(typed: str) -> Purpose:
    for purpose in PURPOSES:
        if purpose == typed:
            return purpose
    raise UserError(wording.GONE)
