"""From a solution to a new entry: which question a message answers, drafts, and their review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Channel, Member, Message
from bot.api.people import Level
from bot.api.services import Clock, Directory, Moderation, Outbox
from bot.api.text import one_line

from .. import logic
from ..asking.store import TurnStore
from ..handover import wording
from ..handover.hearing import TicketHearing
from ..handover.model import Draft, Ticket
from ..handover.places import TicketPlaces
from ..handover.store import TicketStore
from ..handover.team import tell_team
from ..model import Asked
from ..store import FaqStore
from . import drafts
from .store import DraftStore

RECENT_MS = 7 * 86_400_000


@dataclass(frozen=True, slots=True)
class Solution:
    """Who solved which question, with what words; "" where they are not known any more."""

    question: Asked
    ticket: Ticket | None
    author: Member | None
    question_text: str
    answer_text: str


class Solving:
    """Texts of members come from the platform's message or from memory; they are kept in the draft
    alone, until it is reviewed."""

    def __init__(
        self,
        store: FaqStore,
        turns: TurnStore,
        tickets: TicketStore,
        drafts: DraftStore,
        places: TicketPlaces,
        hearing: TicketHearing,
        moderation: Moderation,
        outbox: Outbox,
        directory: Directory,
        clock: Clock,
    ) -> None:
        self._store = store
        self._turns = turns
        self._tickets = tickets
        self._drafts = drafts
        self._places = places
        self._hearing = hearing
        self._moderation = moderation
        self._outbox = outbox
        self._directory = directory
        self._clock = clock

    async def marked(self, ctx: Context, message: Message) -> None:
        """A message is the solution; UserError when that is not to be said by this member."""
        if message.author.account.is_bot:
            raise UserError(drafts.bots_own())
        asked, ticket = await self._meant(ctx, message)
        if asked.member_id != ctx.member.id and ctx.level < Level.MODERATOR:
            raise UserError(drafts.WHICH)
        await self.solved(self._solution(asked, ticket, message), message)

    async def _meant(self, ctx: Context, message: Message) -> tuple[Asked, Ticket | None]:
        """The question that a message answers."""
        community_id, channel = ctx.community.id, message.ref.channel
        number = await self._places.of(message)
        ticket = await self._tickets.get(community_id, number) if number is not None else None
        asked = None
        if ticket is not None:
            asked = await self._store.question(community_id, ticket.question_id)
        elif message.reply_to is not None:
            asked = await self._turns.standing(channel.id, [message.reply_to])
        if asked is None and ticket is None:
            since = self._clock.now() - RECENT_MS
            asked = await self._turns.latest_of(channel.id, ctx.member.id, since)
        if asked is None:
            raise UserError(drafts.WHICH)
        return asked, ticket or await self._tickets.of_question(asked.id)

    def _solution(self, asked: Asked, ticket: Ticket | None, message: Message) -> Solution:
        text = ticket.text if ticket is not None else ""
        channel = message.ref.channel
        if not text and asked.message_id is not None and channel.id == asked.channel_id:
            text = self._remembered(channel, asked.message_id)
        return Solution(asked, ticket, message.author, asked.text or text, message.text)

    def _remembered(self, channel: Channel, message_id: int) -> str:
        """What a message said, while the bot has it in memory."""
        around = self._moderation.recent(channel, message_id, count=0)
        return next((m.text for m in around if m.ref.native_id == message_id), "")

    async def by_button(self, ctx: Context, ticket: Ticket) -> None:
        """The asker, or the team, says that a ticket is solved by what was answered last."""
        asked = await self._store.question(ctx.community.id, ticket.question_id)
        if asked is None:
            raise UserError(wording.GONE)
        channel = await self._directory.channel(ticket.answer_channel or 0)
        text = ""
        if channel is not None and ticket.answer_message is not None:
            text = self._remembered(channel, ticket.answer_message)
        author = await self._directory.member(ticket.answered_by or 0)
        await self.solved(Solution(asked, ticket, author, ticket.text, text), None)

    async def solved(self, solution: Solution, message: Message | None) -> None:
        """Note it, settle the ticket, and offer the team a new entry; a later solution takes the
        place of the former."""
        asked, ticket, now = solution.question, solution.ticket, self._clock.now()
        if message is not None:
            await self._turns.by_people(
                asked.id,
                message.author.id,
                now,
                staff=await self._staff(message.author),
                text=True,
            )
        # before the words are forgotten, lest a crash in between loses what was learned
        community_id = (solution.author or await self._someone(asked)).community_id
        draft = await self._drafts.keep(
            community_id,
            asked.id,
            one_line(solution.question_text, logic.MAX_QUESTION),
            solution.answer_text[: logic.MAX_ANSWER],
            asker_id=asked.member_id,
            author_id=solution.author.id if solution.author is not None else None,
            now=now,
        )
        await self._offer(draft, solution.author)
        if ticket is not None:
            await self._hearing.settle(ticket, "solved")
        await self._turns.forget_text(asked.id)

    async def _someone(self, asked: Asked) -> Member:
        member = await self._directory.member(asked.member_id or 0)
        if member is None:
            raise UserError(wording.GONE)
        return member

    async def _staff(self, member: Member) -> bool:
        staff = await self._directory.staff(member.community_id, Level.MODERATOR)
        return any(one.id == member.id for one in staff)

    async def _offer(self, draft: Draft, author: Member | None) -> None:
        """One card for the team a question, which shows its latest solution."""
        reply, tag = drafts.offer(draft, author), draft.tag
        if await self._outbox.posts(draft.community_id, tag):
            await self._outbox.update(draft.community_id, tag, reply)
        else:
            await tell_team(self._outbox, self._directory, draft.community_id, reply, tag, tag)

    async def forget(self, old: Sequence[Draft]) -> None:
        """Nobody has reviewed them in time, or somebody in them asked to be forgotten."""
        for draft in old:
            await self._drafts.drop(draft.question_id)
            await self._outbox.retract(draft.community_id, draft.tag)

    async def draft(self, ctx: Context, question_id: int) -> Draft:
        """A draft that waits for review; UserError when that was done."""
        draft = await self._drafts.get(ctx.community.id, question_id)
        if draft is None:
            raise UserError(wording.GONE)
        return draft

    async def drop(self, draft: Draft) -> None:
        """Reviewed, one way or another; UserError when somebody was faster."""
        if not await self._drafts.drop(draft.question_id):
            raise UserError(wording.GONE)
