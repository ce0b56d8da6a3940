"""Gaps, stale entries and figures, for moderators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated

from bot.api.boards.figures import Figures, Suggestion
from bot.api.boards.reports import Reports
from bot.api.cog import button, command, every, form
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers, Button, Look
from bot.api.services import (
    Audit,
    Clock,
    Configs,
    Directory,
    Embedder,
    Measures,
    Outbox,
    Scheduler,
)
from bot.api.text import T, Text, lines, quote
from storage.database import Database

from ..config import FaqConfig
from ..editing import Editing
from ..handover.commands import HandingOver
from ..model import Entry
from ..retrieval import Retrieval
from ..store import FaqStore
from . import wording
from .finding import GapFinder
from .payloads import RemoveEntry, StillTrue, WriteGap
from .section import FaqSection
from .store import ReportStore
from .writing import Writer

DAY_MS = 86_400_000
MONTH_MS = 30 * DAY_MS
A_DAY = 3  # cards about stale entries: a tired team answers three
UNHELPFUL_DAYS, UNHELPFUL_LEAST = 90, 2
SUGGESTED = 2


class Gaps(HandingOver):
    """The handlers; the cog provides what they use."""

    _db: Database
    _store: FaqStore
    _retrieval: Retrieval
    _editing: Editing
    _writer: Writer
    _embedder: Embedder
    _outbox: Outbox
    _scheduler: Scheduler
    _directory: Directory
    _configs: Configs
    _clock: Clock
    _audit: Audit
    _figures: Figures
    _sections: Reports
    _measures: Measures

    @cached_property
    def _gaps(self) -> GapFinder:
        return GapFinder(self._store, self._embedder)

    @cached_property
    def _reports(self) -> ReportStore:
        return ReportStore(self._db)

    def _offer_figures(self) -> None:
        """What the digest may read."""
        offer = self._figures.offer
        offer("faq.asked", self._store.count)
        offer("faq.answered", self._answered_count)
        offer("faq.unanswered", self._unanswered_count)
        offer("faq.solved_by_bot", self._by_bot)
        offer("faq.solved_by_members", self._by_members)
        offer("faq.solved_by_staff", self._by_staff)
        offer("faq.minutes_to_answer", self._minutes)
        self._figures.suggest("faq", self._suggest)
        self._figures.outcome("faq", self._came_of)
        FaqSection(self._figures, self._gaps).offer(self._sections)

    async def _answered_count(self, community_id: int, start: int, end: int) -> int:
        return await self._store.count(community_id, start, end, ("bot", "people", "written"))

    async def _unanswered_count(self, community_id: int, start: int, end: int) -> int:
        return await self._store.count(community_id, start, end, ("open",))

    async def _by_bot(self, community_id: int, start: int, end: int) -> int:
        return (await self._reports.sums(community_id, start, end)).by_bot

    async def _by_members(self, community_id: int, start: int, end: int) -> int:
        return (await self._reports.sums(community_id, start, end)).by_members

    async def _by_staff(self, community_id: int, start: int, end: int) -> int:
        return (await self._reports.sums(community_id, start, end)).by_staff

    async def _minutes(self, community_id: int, start: int, end: int) -> int | None:
        wait = (await self._reports.sums(community_id, start, end)).wait_ms
        return None if wait is None else round(wait / 60_000)

    async def _suggest(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        if not self._desk.on(community_id):
            return ()
        out = await self._measures.left_out(community_id)
        found = await self._gaps.all(community_id, since=start)
        shown = [gap for gap in found if any(q.member_id not in out for q in gap.questions)]
        return [
            Suggestion(
                wording.suggestion(gap),
                Button(wording.WRITE_THIS_ONE, WriteGap(gap.central.id), Look.PRIMARY),
                # an entry answers each next one at once, so it is worth more the more have asked
                weight=min(0.88, 0.65 + 0.05 * gap.people),
                key=wording.gap_key(gap.central.id),
                why=wording.gap_rule(gap),
            )
            for gap in shown[:SUGGESTED]
        ]

    async def _came_of(self, community_id: int, start: int, end: int) -> Sequence[Text]:
        """How often entries that were written for open questions have answered since."""
        entries, answers = await self._reports.written_for_gaps(community_id, start, end)
        return [wording.came_of(entries, answers)] if entries else []

    # ---- gaps

    @command(
        "faq gaps",
        T("What was asked without an answer"),
        level=Level.MODERATOR,
        private=True,
        view=True,
    )
    async def list_gaps(self, ctx: Context) -> None:
        """Groups of open questions, the largest first."""
        kept = bool(self._configs.of(FaqConfig, ctx.community.id).keep_questions_days)
        found = await self._gaps.all(ctx.community.id)
        await ctx.reply(wording.gap_list(found, await self._unhelpful(ctx), kept=kept))

    @button(WriteGap, level=Level.MODERATOR)
    async def write_gap(self, ctx: Context, payload: WriteGap) -> None:
        """The form of the entry that is missing."""
        gap = await self._gaps.around(ctx.community.id, payload.question)
        if gap is None:
            raise UserError(wording.SETTLED)
        await ctx.ask(wording.gap_form(payload, gap))

    @form(WriteGap, level=Level.MODERATOR)
    async def gap_written(self, ctx: Context, payload: WriteGap, answers: Answers) -> None:
        """The entry, and a word to everybody who had asked."""
        gap = await self._gaps.around(ctx.community.id, payload.question)
        asked = await self._store.question(ctx.community.id, payload.question)
        if gap is None and asked is not None and asked.state == "written":
            # a colleague was faster; what was typed is not lost
            raise UserError(lines(wording.SETTLED, T("You wrote:"), quote(answers["answer"])))
        entry = await self._writer.write(ctx, answers)
        told = 0
        for asked in gap.questions if gap is not None else ():
            here = (ctx.community.id, asked.id, "written", ctx.now)
            if await self._store.settle(*here, entry_id=entry.id):
                await self._writer.tell(asked, entry)
                await self._hearing.written(ctx.community.id, asked.id)
                told += 1
        await self._figures.done(ctx.community.id, wording.gap_key(payload.question), ctx.member)
        await ctx.reply(wording.written(entry, told))

    # ---- stale entries

    @every(3600)
    async def ask_about_stale(self) -> None:
        """Once a day, a few entries that nobody has looked at for long, each once a month."""
        now = self._clock.now()
        day = datetime.fromtimestamp(now / 1000, UTC).date()
        for community in await self._directory.communities():
            if not self._desk.on(community.id):
                continue
            months = self._configs.of(FaqConfig, community.id).check_months
            since = now - months * MONTH_MS if months else None
            found = await self._store.expiring(community.id, now, unchecked_since=since)
            if found and await self._scheduler.claim(community.id, "faq.stale", day.isoformat()):
                await self._ask_about(community.id, found, f"{day:%Y-%m}", now)

    async def _ask_about(
        self, community_id: int, found: Sequence[Entry], month: str, now: int
    ) -> None:
        places = await self._directory.place(community_id, "moderators")
        left = A_DAY if places else 0  # they can wait for a place
        for entry in found:
            period = f"{entry.id}:{month}"
            if not left or not await self._scheduler.claim(community_id, "faq.stale.entry", period):
                continue
            left -= 1
            for channel in places:
                tag = f"faq.stale:{entry.id}"
                key = f"{tag}:{month}:{channel.id}"
                await self._outbox.post(channel, wording.stale(entry, now), tag=tag, key=key)

    @button(StillTrue, level=Level.MODERATOR)
    async def still_true(self, ctx: Context, payload: StillTrue) -> None:
        """Somebody has looked."""
        entry = await self._editing.entry(ctx, payload.entry)
        await self._store.checked(ctx.community.id, entry.id, ctx.now)
        self._retrieval.forget(ctx.community.id)
        await self._recorded(ctx, "faq.checked", entry)
        reply = wording.checked(entry, ctx.member)
        await self._outbox.update(ctx.community.id, f"faq.stale:{entry.id}", reply)
        await ctx.reply(T("Thank you! I ask again when it has grown old."))

    @button(RemoveEntry, level=Level.MODERATOR)
    async def not_true(self, ctx: Context, payload: RemoveEntry) -> None:
        """It goes; what it said stays on the card, to be written again."""
        entry = await self._editing.entry(ctx, payload.entry)
        await self._store.remove(ctx.community.id, entry.id)
        self._retrieval.forget(ctx.community.id)
        await self._recorded(ctx, "faq.remove", entry)
        reply = wording.removed(entry, ctx.member)
        await self._outbox.update(ctx.community.id, f"faq.stale:{entry.id}", reply)
        await ctx.reply(reply)

    async def _recorded(self, ctx: Context, action: str, entry: Entry) -> None:
        await self._audit.record(
            ctx.community.id, actor=ctx.member, action=action, target=f"faq:{entry.id}"
        )

    # ---- figures

    async def _unhelpful(self, ctx: Context) -> Text | None:
        since = ctx.now - UNHELPFUL_DAYS * DAY_MS
        rows = await self._reports.unhelpful(ctx.community.id, since, least=UNHELPFUL_LEAST)
        found = []
        for entry_id, no, of in rows:
            entry = await self._store.entry(ctx.community.id, entry_id)
            if entry is not None:
                found.append((entry, no, of))
        return wording.unhelpful(found)

    @command(
        "faq report",
        T("How questions were answered"),
        level=Level.MODERATOR,
        private=True,
        view=True,
    )
    async def report(
        self,
        ctx: Context,
        days: Annotated[int, Opt(T("Days to look back"), min=1, max=365)] = 30,
    ) -> None:
        """Shares, time to answer, and who helped."""
        start = ctx.now - days * DAY_MS
        sums = await self._reports.sums(ctx.community.id, start, ctx.now + 1)
        rows = await self._reports.helpers(ctx.community.id, start, ctx.now + 1)
        people = await self._directory.members([member_id for member_id, _ in rows])
        helpers = [(people[one], count) for one, count in rows if one in people]
        await ctx.reply(wording.report(sums, days, helpers, await self._unhelpful(ctx)))
