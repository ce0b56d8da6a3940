"""`/faq learning`: what askers said of the answers, and what would follow from it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.cog import button, command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.people import Level
from bot.api.reply import Button, Look, Payload, Reply
from bot.api.services import Audit, Configs, SettingsDesk
from bot.api.text import N, Percent, T, Text, lines

from ..config import FaqConfig
from ..gaps.commands import Gaps
from ..store import FaqStore
from .threshold import FEWEST_JUDGED, Proposal, Record, propose

DAYS = 180
DAY_MS = 86_400_000


@dataclass(frozen=True)
class UseSure(Payload, tag="faq.sure"):
    """Accept a threshold, in per cent, while `was` is in force."""

    percent: int
    was: int


class Learning(Gaps):
    """The handlers; the cog provides what they use."""

    _store: FaqStore
    _configs: Configs
    _settings: SettingsDesk
    _audit: Audit

    @command(
        "faq learning",
        T("What askers said of my answers, and what follows"),
        level=Level.MODERATOR,
        private=True,
    )
    async def learning(self, ctx: Context) -> None:
        """Figures for all moderators; the button for owners."""
        config = self._configs.of(FaqConfig, ctx.community.id)
        since = ctx.now - DAYS * DAY_MS
        judged = await self._reports.judged(ctx.community.id, since)
        scores = await self._reports.scores(ctx.community.id, since)
        proposal = propose(judged, scores, config.sure, config.wrong_share)
        if proposal is None:
            await ctx.reply(_too_few(len(judged)))
            return
        buttons = []
        if proposal.better is not None and ctx.level >= Level.OWNER:
            sure = round(proposal.better.sure * 100)
            label = T("Use {sure} from now on", sure=f"{proposal.better.sure:.2f}")
            buttons = [[Button(label, UseSure(sure, round(config.sure * 100)), Look.PRIMARY)]]
        await ctx.reply(Reply(_words(proposal, config, ctx.level), buttons))

    @button(UseSure, level=Level.OWNER)
    async def use_sure(self, ctx: Context, payload: UseSure) -> None:
        """The owner has accepted it."""
        sure = self._configs.of(FaqConfig, ctx.community.id).sure
        if round(sure * 100) != payload.was:
            raise UserError(T("The setting was changed meanwhile. Please ask for it once more."))
        wanted = f"{payload.percent / 100:.2f}"
        view = await self._settings.set(ctx.community.id, "faq.sure", wanted, ctx.member)
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action="faq.learned",
            target="faq.sure",
            detail={"sure": view.value, "was": f"{sure:.2f}"},
        )
        await ctx.reply(T("Done: I answer when I am {sure} sure.", sure=view.value))


def _too_few(judged: int) -> Text:
    return lines(
        N(
            "{n} answer was judged by its asker in the last half year.",
            "{n} answers were judged by their askers in the last half year.",
            judged,
        ),
        T("I can say more from {least} on.", least=FEWEST_JUDGED),
    )


def _words(proposal: Proposal, config: FaqConfig, level: Level) -> Text:
    target = T(
        "At most {share} wrong answers are fine (faq.wrong_share).",
        share=Percent(config.wrong_share),
    )
    if proposal.better is None:
        if proposal.now.wrong_share <= config.wrong_share:
            follows: Text = T("So I propose to leave it as it is.")
        else:
            follows = T(
                "No threshold would have kept that. Better wording helps more: "
                "look at the answers that did not help."
            )
        return lines(_now(proposal.now), target, follows)
    return lines(
        _now(proposal.now),
        target,
        _then(proposal.better),
        _unsure(proposal.better),
        T("I change nothing by myself.")
        if level >= Level.OWNER
        else T("An owner can accept that here."),
    )


def _unsure(record: Record) -> Text:
    """How much a count says that is this small."""
    return T(
        "That is {judged} judged answers: with so few, up to {most} may really be wrong.",
        judged=record.judged,
        most=Percent(record.at_most),
    )


def _now(record: Record) -> Text:
    return T(
        "Now I answer from {sure} on: {wrong} of {judged} judged answers were wrong ({share}), "
        "and I answered {answered} of all questions.",
        sure=f"{record.sure:.2f}",
        wrong=record.wrong,
        judged=record.judged,
        share=Percent(record.wrong_share),
        answered=Percent(record.answered),
    )


def _then(record: Record) -> Text:
    return T(
        "From {sure} on it would have been {wrong} of {judged} ({share}), "
        "and {answered} of all questions.",
        sure=f"{record.sure:.2f}",
        wrong=record.wrong,
        judged=record.judged,
        share=Percent(record.wrong_share),
        answered=Percent(record.answered),
    )
