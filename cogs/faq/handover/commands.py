"""Handing over: "Ask a human", claiming, solving, and making an entry of it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from bot.api.boards.audience import Audiences
from bot.api.cog import button, form, listen, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.events import MessagePosted
from bot.api.people import Level
from bot.api.reply import Answers
from bot.api.services import (
    Audit,
    Clock,
    Configs,
    Directory,
    Moderation,
    Outbox,
    Scheduler,
    Threads,
)
from bot.api.text import T, one_line
from storage.database import Database

from .. import logic
from ..asking import wording as asking_words
from ..asking.commands import Asking
from ..asking.payloads import Human
from ..asking.store import TurnStore
from ..config import FaqConfig
from ..editing import Editing
from ..gaps.writing import Writer
from ..solutions.solving import Solving
from ..solutions.store import DraftStore
from ..store import FaqStore
from . import wording
from .desk import DUE, TicketDesk
from .hearing import TELL, TicketHearing
from .model import HOUR_MS, Ticket
from .payloads import AskOn, Claim, CloseTicket, Describe, Release, SolvedIt
from .places import TicketPlaces
from .store import TicketStore

MOST_EACH = 5  # nobody fills the team's place alone
FRESH_MS = 24 * HOUR_MS


class HandingOver(Asking):
    """The handlers; the cog provides what they use."""

    _db: Database
    _store: FaqStore
    _turns: TurnStore
    _tickets: TicketStore
    _writer: Writer
    _ticket_places: TicketPlaces
    _editing: Editing
    _outbox: Outbox
    _scheduler: Scheduler
    _directory: Directory
    _configs: Configs
    _clock: Clock
    _audit: Audit
    _threads: Threads
    _moderation: Moderation
    _audiences: Audiences

    @cached_property
    def _drafts(self) -> DraftStore:
        return DraftStore(self._db)

    @cached_property
    def _desk(self) -> TicketDesk:
        return TicketDesk(
            self._store,
            self._tickets,
            self._turns,
            self._ticket_places,
            self._threads,
            self._outbox,
            self._scheduler,
            self._directory,
            self._configs,
            self._clock,
        )

    @cached_property
    def _hearing(self) -> TicketHearing:
        return TicketHearing(
            self._desk,
            self._tickets,
            self._turns,
            self._ticket_places,
            self._listening,
            self._outbox,
            self._scheduler,
            self._directory,
            self._moderation,
            self._clock,
        )

    @cached_property
    def _solving(self) -> Solving:
        return Solving(
            self._store,
            self._turns,
            self._tickets,
            self._drafts,
            self._ticket_places,
            self._hearing,
            self._moderation,
            self._outbox,
            self._directory,
            self._clock,
        )

    async def _resume_tickets(self) -> None:
        """Tickets that a crash has kept from getting their cards."""
        since = self._clock.now() - FRESH_MS
        for ticket in await self._tickets.live():
            if ticket.opened_at >= since and self._desk.on(ticket.community_id):
                await self._desk.set_up(ticket)

    # ---- the asker

    @button(Human)
    async def ask_a_human(self, ctx: Context, payload: Human) -> None:
        """Hand the question over."""
        asked = await self._store.question(ctx.community.id, payload.question)
        if asked is None or asked.member_id != ctx.member.id:
            raise UserError(asking_words.ONLY_THE_ASKER)
        fresh = asked.state in ("open", "bot") and not asked.text
        if fresh and await self._tickets.of_question(asked.id) is None:
            await ctx.ask(wording.question_form(Describe(asked.id, payload.public)))
            return
        await self._hand_over(ctx, asked.id, asked.text, public=payload.public)

    @form(Describe)
    async def described(self, ctx: Context, payload: Describe, answers: Answers) -> None:
        """The words of a question that were not kept."""
        asked = await self._store.question(ctx.community.id, payload.question)
        if asked is None or asked.member_id != ctx.member.id:
            raise UserError(asking_words.ONLY_THE_ASKER)
        text = one_line(answers["question"], logic.MAX_QUESTION)
        await self._hand_over(ctx, asked.id, text, public=payload.public)

    async def _hand_over(self, ctx: Context, question_id: int, text: str, *, public: bool) -> None:
        asked = await self._store.question(ctx.community.id, question_id)
        former = await self._tickets.of_question(question_id)
        if former is not None and former.live:
            await ctx.reply(wording.ALREADY, private=True)
            return
        if asked is None or asked.state not in ("open", "bot") or not text or former is not None:
            raise UserError(wording.ELSEWHERE)
        live = await self._tickets.live(ctx.community.id)
        if sum(t.asker_id == ctx.member.id for t in live) >= MOST_EACH:
            raise UserError(wording.TOO_MANY)
        await self._turns.again(asked.id)
        ticket, new = await self._tickets.open(
            ctx.community.id,
            asked.id,
            ctx.member.id,
            text,
            ctx.now,
            private=not public,
            channel_id=asked.channel_id,
            message_id=asked.message_id if public else None,
        )
        if not new:
            await ctx.reply(wording.ALREADY, private=True)
            return
        ticket = await self._desk.set_up(ticket)
        await self._record(ctx, "faq.hand_over", ticket)
        place = await self._desk.place_of(ticket)
        await ctx.reply(wording.opened(ticket, place), private=True)

    @button(AskOn)
    async def ask_on(self, ctx: Context, payload: AskOn) -> None:
        """The team's reply was not enough."""
        await self._own_ticket(ctx, payload.ticket)
        await ctx.ask(wording.more_form(payload))

    @form(AskOn)
    async def asked_on(self, ctx: Context, payload: AskOn, answers: Answers) -> None:
        """What is missing goes to the team."""
        ticket = await self._own_ticket(ctx, payload.ticket)
        await self._hearing.ask_on(ticket)
        note = wording.more(ticket, ctx.member, answers["more"])
        _, more = ticket.notes
        await self._desk.tell_team(ticket, note, f"more:{ctx.now}", tag=more)
        await ctx.reply(wording.opened(ticket, None), private=True)

    async def _own_ticket(self, ctx: Context, ticket_id: int) -> Ticket:
        ticket = await self._live(ctx, ticket_id)
        if ticket.asker_id != ctx.member.id:
            raise UserError(asking_words.ONLY_THE_ASKER)
        return ticket

    # ---- helpers

    async def _live(self, ctx: Context, ticket_id: int) -> Ticket:
        ticket = await self._tickets.get(ctx.community.id, ticket_id)
        if ticket is None or not ticket.live:
            raise UserError(wording.ELSEWHERE)
        return ticket

    async def _may_help(self, ctx: Context, ticket: Ticket) -> None:
        """UserError unless they are of the team, or a helper where everybody reads it."""
        if ctx.level >= Level.MODERATOR:
            return
        condition = self._configs.of(FaqConfig, ctx.community.id).helpers.strip()
        if (
            not condition
            or ticket.private
            or not await self._audiences.includes(ctx.community.id, condition, ctx.member.id)
        ):
            raise UserError(wording.only_helpers())

    @button(Claim)
    async def claim(self, ctx: Context, payload: Claim) -> None:
        """One helper takes it."""
        ticket = await self._live(ctx, payload.ticket)
        await self._may_help(ctx, ticket)
        if not await self._tickets.claim(ticket.id, ctx.member.id, ctx.now):
            now = await self._live(ctx, ticket.id)
            helper = await self._directory.member(now.helper_id or 0)
            name = helper.name if helper is not None else T("Somebody")
            raise UserError(T("{who} has it already. Thank you!", who=name))
        await self._desk.plan(ticket, ctx.now + self._desk.hours(ctx.community.id), 1)
        await self._record(ctx, "faq.claim", ticket)
        await self._shown_again(ctx, ticket)
        await ctx.reply(T("It is yours. Thank you!"), private=True)

    @button(Release)
    async def release(self, ctx: Context, payload: Release) -> None:
        """Back to all: by whoever has it, or the team."""
        ticket = await self._live(ctx, payload.ticket)
        mine = None if ctx.level >= Level.MODERATOR else ctx.member.id
        if not await self._tickets.release(ticket.id, mine):
            raise UserError(wording.GONE)
        await self._desk.plan(ticket, ctx.now + self._desk.hours(ctx.community.id), 2)
        await self._record(ctx, "faq.release", ticket)
        await self._shown_again(ctx, ticket)
        await ctx.reply(T("Done: somebody else can take it."), private=True)

    @button(CloseTicket)
    async def close(self, ctx: Context, payload: CloseTicket) -> None:
        """It needs no answer: says the asker or the team."""
        ticket = await self._live(ctx, payload.ticket)
        if ctx.level < Level.MODERATOR and ticket.asker_id != ctx.member.id:
            raise UserError(asking_words.ONLY_THE_ASKER)
        if await self._hearing.settle(ticket, "closed"):
            await self._store.settle(ctx.community.id, ticket.question_id, "dismissed", ctx.now)
            await self._record(ctx, "faq.close", ticket)
        await ctx.reply(T("Done: the question is closed."), private=True)

    @button(SolvedIt)
    async def solved(self, ctx: Context, payload: SolvedIt) -> None:
        """The last answer was it: says the asker or the team."""
        ticket = await self._live(ctx, payload.ticket)
        if ctx.level < Level.MODERATOR and ticket.asker_id != ctx.member.id:
            raise UserError(asking_words.ONLY_THE_ASKER)
        await self._solving.by_button(ctx, ticket)
        await self._record(ctx, "faq.solved", ticket)
        await ctx.reply(asking_words.THANKS, private=True)

    async def _shown_again(self, ctx: Context, ticket: Ticket) -> None:
        now = await self._tickets.get(ctx.community.id, ticket.id)
        if now is not None:
            await self._desk.refresh(now)

    async def _record(self, ctx: Context, action: str, ticket: Ticket) -> None:
        await self._audit.record(
            ctx.community.id, actor=ctx.member, action=action, target=f"ticket:{ticket.id}"
        )

    # ---- heard and due

    @listen(MessagePosted)
    async def ticket_heard(self, event: MessagePosted) -> None:
        await self._hearing.heard(event)

    @task(TELL)
    async def tell_asker(self, data: dict[str, Any], due: int) -> None:
        """There is an answer, and nobody has read it."""
        await self._hearing.tell(data)

    @task(DUE)
    async def ticket_due(self, data: dict[str, Any], due: int) -> None:
        """A deadline has passed."""
        await self._hearing.due(data, due)
