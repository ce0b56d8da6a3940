"""`/outlook churn`: who may fall silent, and a friendly note to them that a person sends."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.boards.contact import Contact, Topic
from bot.api.boards.figures import Suggestion
from bot.api.boards.reports import FEW, Period, Section
from bot.api.calendar import local_date
from bot.api.cog import button, command, form
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Community, Member
from bot.api.people import Level
from bot.api.reply import Answers, Button, Look, Reply
from bot.api.services import Activity, Audit, Clock, Configs, Directory, Outbox
from bot.api.text import Moment, Percent, T, Text, bold

from ..config import OutlookConfig
from ..model import AGAIN_MS, Outcome, period
from ..payloads import AtRisk, Own, Send, Words, Write
from ..store import OutlookStore
from . import letters, wording
from .reasons import LIKELY, Risk
from .source import Predictions
from .wording import Listed

TOPIC: Topic = "welcome"
WEIGHT = 0.7
JUST_NOW = T("Somebody of the team is just writing to them.")
HOUR_MS = 3_600_000  # presences know the hour only


class ChurnRoom:
    """The handlers; the cog provides what they use. Nothing of this is ever posted."""

    _configs: Configs
    _directory: Directory
    _activity: Activity
    _outbox: Outbox
    _contact: Contact
    _audit: Audit
    _clock: Clock
    _store: OutlookStore
    _predictions: Predictions
    _sending: set[int]
    """Members to whom a note is on its way this moment."""

    # ---- looking

    @command(
        "outlook churn",
        T("Members who may be about to fall silent, and why"),
        level=Level.MODERATOR,
        private=True,
        view=True,
    )
    async def churn(self, ctx: Context) -> None:
        """For the asker alone."""
        await self._show(ctx)

    @button(AtRisk, level=Level.MODERATOR)
    async def churn_suggested(self, ctx: Context, payload: AtRisk) -> None:
        """The same, from a digest."""
        await self._show(ctx)

    async def _show(self, ctx: Context) -> None:
        self._may(ctx)
        churn, risks = await self._predictions.today(ctx.community, ctx.now)
        found = await self._listed(ctx.community, risks, ctx.now)
        await ctx.reply(wording.at_risk(churn, found), private=True)

    def _may(self, ctx: Context) -> None:
        needed = self._configs.of(OutlookConfig, ctx.community.id).churn_reader
        if ctx.level < needed:
            if needed is Level.OWNER:
                raise UserError(T("Only the owner may see this."))
            raise UserError(T("Only admins and the owner may see this."))

    async def _listed(self, community: Community, risks: Sequence[Risk], now: int) -> list[Listed]:
        notes = await self._store.noted(community.id, now - AGAIN_MS)
        ids = {risk.member for risk in risks} | {n.by_id for n in notes.values() if n.by_id}
        people = await self._directory.members(sorted(ids))
        found = []
        for risk in risks:
            if (member := people.get(risk.member)) is not None:
                note = notes.get(risk.member)
                by = people.get(note.by_id) if note is not None and note.by_id else None
                found.append(Listed(risk, member, note, by))
        return found

    # ---- writing to somebody

    @button(Write, level=Level.MODERATOR)
    async def churn_write(self, ctx: Context, payload: Write) -> None:
        """The note, before it is sent."""
        member = await self._free(ctx, payload.member)
        await ctx.reply(letters.preview(payload.step, member, ctx.member), private=True)

    @button(Send, level=Level.MODERATOR)
    async def churn_send(self, ctx: Context, payload: Send) -> None:
        """As it was shown."""
        member = await self._free(ctx, payload.member)
        words = letters.draft(payload.step, member, ctx.member)
        buttons = self._contact.stop(ctx.community.id, TOPIC)
        await self._send(ctx, member, Reply(words, [list(buttons)] if buttons else ()))

    @button(Own, level=Level.MODERATOR)
    async def churn_own(self, ctx: Context, payload: Own) -> None:
        """In words of one's own."""
        await ctx.ask(letters.own(await self._free(ctx, payload.member)))

    @form(Words, level=Level.MODERATOR)
    async def churn_words(self, ctx: Context, payload: Words, answers: Answers) -> None:
        """They are sent on and kept nowhere here."""
        member = await self._free(ctx, payload.member)
        words = answers.get("words", "").strip()
        if not words:
            raise UserError(T("Please write a few words."))
        buttons = self._contact.stop(ctx.community.id, TOPIC)
        await self._send(ctx, member, letters.note(words, ctx.member, buttons))

    async def _free(self, ctx: Context, member_id: int) -> Member:
        """The member, if one may write to them now."""
        self._may(ctx)
        member = await self._directory.member(member_id)
        if member is None or member.community_id != ctx.community.id:
            raise UserError(T("That person is no longer there."))
        note = (await self._store.noted(ctx.community.id, ctx.now - AGAIN_MS)).get(member.id)
        if note is not None:
            by = await self._directory.member(note.by_id) if note.by_id else None
            raise UserError(letters.again(note, by))
        return member

    async def _send(self, ctx: Context, member: Member, words: Reply) -> None:
        if member.id in self._sending:
            raise UserError(JUST_NOW)
        self._sending.add(member.id)
        try:
            await self._send_once(ctx, member, words)
        finally:
            self._sending.discard(member.id)

    async def _send_once(self, ctx: Context, member: Member, words: Reply) -> None:
        key = f"outlook.note:{member.id}:{period(ctx.now)}"
        leave = await self._contact.ask(member, TOPIC, key)
        if leave.refused:
            raise UserError(
                T("{who} has asked for no such messages. Please respect that.", who=member.name)
            )
        if leave.at is not None:
            raise UserError(
                T(
                    "Not now: these are quiet hours for {who}, or they have had enough messages "
                    "from me. Please try again from {when} on.",
                    who=member.name,
                    when=Moment(leave.at),
                )
            )
        reached = await self._outbox.tell_now(member, words, key=key)
        outcome: Outcome = "unreachable" if reached is False else "sent"
        # remembered after it is out: after a crash in between the key keeps it at one note
        here = ctx.community.id
        if not await self._store.note(here, member.id, ctx.member.id, ctx.now, outcome):
            raise UserError(JUST_NOW)
        await self._audit.record(
            here, actor=ctx.member, action="outlook.note", target=str(member.id),
            detail={"outcome": outcome},
        )  # fmt: skip
        if reached is False:
            raise UserError(T("{who} takes no private messages from me.", who=member.name))
        if reached is None:
            await ctx.reply(T("Your note to {who} is on its way.", who=bold(member.name)))
        else:
            await ctx.reply(T("Done: {who} has your note.", who=bold(member.name)))

    # ---- the digest and reports

    async def _suggest(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        """That there is somebody to look after; never who, nor how many."""
        community = await self._directory.community(community_id)
        now = self._clock.now()
        churn, risks = await self._predictions.today(community, now)
        notes = await self._store.noted(community_id, now - AGAIN_MS)
        if len(churn.members) < FEW or all(risk.member in notes for risk in risks):
            return []
        year, week, _ = local_date(end, community.timezone).isocalendar()
        name = f"{year}-W{week:02}"
        return [
            Suggestion(
                T("Some active members may be about to fall silent. A friendly note often helps."),
                Button(T("Look who they are"), AtRisk(name), Look.PRIMARY),
                WEIGHT,
                f"outlook.atrisk:{name}",
                T("At least one active member is {share} likely or more to write nothing in 28 "
                  "days, and nobody wrote to them yet.", share=Percent(LIKELY)),
            )
        ]  # fmt: skip

    async def _outcomes(self, community_id: int, start: int, end: int) -> Sequence[Text]:
        """How many of those who got a note wrote again."""
        notes = [
            note
            for note in (await self._store.noted(community_id, start)).values()
            if note.at < end and note.outcome == "sent"
        ]
        if not notes:
            return []
        seen = await self._activity.presences(community_id, self._clock.now())
        last = [(seen[n.member_id].last_at or 0, n.at) for n in notes if n.member_id in seen]
        return [letters.outcome(len(notes), sum(at + HOUR_MS > sent for at, sent in last))]

    def _churn_level(self, community_id: int) -> Level:
        """Admins at least: where moderators may read it, they ask for it by command."""
        return max(self._configs.of(OutlookConfig, community_id).churn_reader, Level.ADMIN)

    async def _churn_section(self, community: Community, period: Period) -> Section:
        """The list as it is today."""
        now = self._clock.now()
        churn, risks = await self._predictions.today(community, now)
        return wording.section(churn, await self._listed(community, risks, now))
