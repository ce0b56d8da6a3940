"""From a solution to a new entry: which question a message answers, drafts, and their review."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Channel, Member, Message
from bot.api.people import Level
from bot.api.services import Clock, Directory, Moderation, Outbox

from .. import logic
from ..asking.store import TurnStore
from ..model import Asked
from ..store import FaqStore
from . import drafts, wording
from .hearing import TicketHearing
from .model import Draft, Ticket
from .places import TicketPlaces
from .store import DraftStore, TicketStore

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
        if ticket is not None:
            await self._hearing.settle(ticket, "solved")
        await self._turns.forget_text(asked.id)
        community_id = (solution.author or await self._someone(asked)).community_id
        draft = await self._drafts.keep(
            community_id,
            asked.id,
            logic.shorten(solution.question_text, logic.MAX_QUESTION),
            solution.answer_text[: logic.MAX_ANSWER],
            asker_id=asked.member_id,
            author_id=solution.author.id if solution.author is not None else None,
            now=now,
        )
        await self._offer(draft, solution.author)

    async def _someone(self, asked: Asked) -> Member:
        member = await self._directory.member(asked.member_id or 0)
        if member is None:
            raise UserError(wording.GONE)
        return member

    async def _staff(self, member: Member) -> bool:
        staff = await self._directory.staff(member.community_id, Level.MODERATOR)
        return any(one.id == member.id for one in staff)

    async def _offer(self, draft: Draft, author: Member | None) -> None:
        """A card for the team, once for each draft."""
        for channel in await self._directory.place(draft.community_id, "moderators"):
            tag = f"faq.draft:{draft.id}"
            reply = drafts.offer(draft, author)
            await self._outbox.post(channel, reply, tag=tag, key=f"{tag}:{channel.id}")

    async def draft(self, ctx: Context, draft_id: int) -> Draft:
        """A draft that waits for review; UserError when that was done."""
        draft = await self._drafts.get(ctx.community.id, draft_id)
        if draft is None:
            raise UserError(wording.GONE)
        return draft

    async def drop(self, draft: Draft) -> None:
        """Reviewed, one way or another; UserError when somebody was faster."""
        if not await self._drafts.drop(draft.id):
            raise UserError(wording.GONE)
