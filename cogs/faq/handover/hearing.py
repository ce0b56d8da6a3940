"""What people write about a ticket, and what happens when nobody does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.api.events import MessageDeleted, MessagePosted
from bot.api.model import Member, Message
from bot.api.services import Clock, Directory, Moderation, Outbox, Scheduler

from .. import logic
from ..asking.listening import Listening
from ..asking.people import says
from ..asking.store import TurnStore
from . import wording
from .desk import TicketDesk
from .model import CLOSES_AFTER_MS, LONGEST_MS, ROUNDS, THERE_MS, Ticket
from .places import TicketPlaces
from .store import TicketStore

TELL = "faq.ticket_tell"


class TicketHearing:
    """Answers are noticed, the asker is told, and helpers are reminded."""

    def __init__(
        self,
        desk: TicketDesk,
        tickets: TicketStore,
        turns: TurnStore,
        places: TicketPlaces,
        listening: Listening,
        outbox: Outbox,
        scheduler: Scheduler,
        directory: Directory,
        moderation: Moderation,
        clock: Clock,
    ) -> None:
        self._desk = desk
        self._tickets = tickets
        self._turns = turns
        self._places = places
        self._listening = listening
        self._outbox = outbox
        self._scheduler = scheduler
        self._directory = directory
        self._moderation = moderation
        self._clock = clock

    # ---- what is written

    async def heard(self, event: MessagePosted) -> None:
        """A message that is about a ticket."""
        number = await self._places.of(event.message)
        if number is None:
            return
        ticket = await self._tickets.get(event.community.id, number)
        if ticket is None or not ticket.live:
            return
        message = event.message
        if message.author.id == ticket.asker_id:
            await self._asker_there(ticket, message)
        elif ticket.private:
            if await self._directory.is_place(message.ref.channel, "moderators"):
                ref, text = message.ref, message.text
                await self.pass_on(ticket, message.author, text, ref.channel.id, ref.native_id)
        elif await self._answers(ticket, message):
            ref = message.ref
            await self._answered(ticket, message.author, ref.channel.id, ref.native_id)

    async def _answers(self, ticket: Ticket, message: Message) -> bool:
        """Whether the asker can read it (what the team says to its own card stays there), and it
        is more than "me too": that would keep a helper from being reminded."""
        if message.ref.channel.id not in (ticket.place_id, ticket.channel_id):
            return False
        helps = message.author.id == ticket.helper_id or says(message.text)
        return helps or await self._listening.is_staff(message.author)

    async def deleted(self, event: MessageDeleted) -> None:
        """The question is gone: nobody has to answer it."""
        number = self._places.asked_at(event.ref)
        ticket = await self._tickets.get(event.community.id, number) if number else None
        if ticket is not None and ticket.live:
            await self.settle(ticket, "closed")

    async def written(self, community_id: int, question_id: int) -> None:
        """An entry answers the question, and its asker is told."""
        ticket = await self._tickets.of_question(question_id)
        if ticket is not None and ticket.live and ticket.community_id == community_id:
            await self.settle(ticket, "solved")

    async def _asker_there(self, ticket: Ticket, message: Message) -> None:
        """They have seen the answer; who asks on gets another one."""
        await self._scheduler.cancel(_tell_key(ticket))
        if ticket.state == "answered" and (
            logic.is_question(message.text) or await self._asked_back(ticket)
        ):
            await self.ask_on(ticket)

    async def _asked_back(self, ticket: Ticket) -> bool:
        """Whether the last answer was "Which version?", as far as the bot remembers it."""
        channel = await self._directory.channel(ticket.answer_channel or 0)
        number = ticket.answer_message
        if channel is None or number is None:
            return False
        around = self._moderation.recent(channel, number, count=0)
        return any(m.ref.native_id == number and logic.is_question(m.text) for m in around)

    async def ask_on(self, ticket: Ticket) -> None:
        """The answer was not enough."""
        if await self._tickets.ask_on(ticket.id):
            await self._desk.plan(
                ticket, self._clock.now() + self._desk.hours(ticket.community_id), 1
            )
            await self._refresh(ticket)

    async def pass_on(
        self, ticket: Ticket, helper: Member, text: str, channel_id: int, message_id: int | None
    ) -> None:
        """The team's reply to a private question; `message_id` None when it came by a form."""
        asker = await self._directory.member(ticket.asker_id) if ticket.asker_id else None
        if asker is None:
            return
        which = message_id if message_id is not None else f"form:{self._clock.now()}"
        key = f"{ticket.tag}:passed:{channel_id}:{which}"
        reply = wording.relayed(ticket, helper, text[: logic.MAX_ANSWER])
        await self._outbox.tell(asker, reply, key=key)
        await self._answered(ticket, helper, channel_id, message_id, told=True)

    async def _answered(
        self,
        ticket: Ticket,
        by: Member,
        channel_id: int,
        message_id: int | None,
        *,
        told: bool = False,
    ) -> None:
        """Somebody has answered; the asker is told after a while if they are not there."""
        now = self._clock.now()
        if not await self._tickets.answer(ticket.id, by.id, channel_id, message_id, now):
            return
        staff = await self._listening.is_staff(by)
        await self._turns.by_people(ticket.question_id, by.id, now, staff=staff, text=True)
        await self._desk.plan(ticket, now + CLOSES_AFTER_MS, 1)
        if not told:
            data = {"community": ticket.community_id, "ticket": ticket.id, "at": now}
            await self._scheduler.at(
                now + THERE_MS,
                TELL,
                data,
                key=_tell_key(ticket),
                community_id=ticket.community_id,
            )
        await self._refresh(ticket)

    async def _refresh(self, ticket: Ticket) -> None:
        now = await self._tickets.get(ticket.community_id, ticket.id)
        if now is not None:
            await self._desk.refresh(now)

    # ---- what falls due

    async def tell(self, data: dict[str, Any]) -> None:
        """The asker has not come back to read the answer."""
        ticket = await self._tickets.get(data["community"], data["ticket"])
        if ticket is None or ticket.state != "answered" or ticket.answered_at != data["at"]:
            return
        if not self._desk.on(ticket.community_id):
            return
        asker = await self._directory.member(ticket.asker_id) if ticket.asker_id else None
        if asker is not None:
            helper = await self._directory.member(ticket.answered_by or 0)
            place = await self._desk.place_of(ticket)
            reply = wording.told(ticket, helper, place)
            await self._outbox.tell(asker, reply, key=f"{ticket.tag}:told:{data['at']}")

    async def due(self, data: dict[str, Any], due: int) -> None:
        """Remind the helper, then everybody; close what was answered long ago."""
        ticket, number = await self._tickets.get(data["community"], data["ticket"]), data["round"]
        if ticket is None or not ticket.live:
            return
        if not self._desk.on(ticket.community_id):  # nobody is reminded meanwhile
            later = self._clock.now() + self._desk.hours(ticket.community_id)
            await self._desk.plan(ticket, later, number)
            return
        if ticket.state == "answered":
            await self.settle(ticket, "closed")
            return
        helper = await self._directory.member(ticket.helper_id) if ticket.helper_id else None
        if helper is not None and number == 1:
            key = f"{ticket.tag}:nudge:{due}"
            await self._outbox.tell(helper, wording.nudge(ticket), key=key)
        else:
            await self._tickets.release(ticket.id)
            await self._refresh(ticket)
            waits, _ = ticket.notes
            await self._desk.tell_team(ticket, wording.waits(ticket), f"waits:{due}", tag=waits)
        if number < ROUNDS:
            now = self._clock.now()
            await self._desk.plan(ticket, now + self._desk.hours(ticket.community_id), number + 1)

    async def settle(self, ticket: Ticket, state: str) -> bool:
        """Solved or closed, once; False when somebody was faster."""
        settled: Ticket = replace(ticket, state="solved" if state == "solved" else "closed")
        if not await self._tickets.settle(ticket.id, settled.state):
            return False
        await self._scheduler.cancel(_tell_key(ticket))
        await self._turns.forget_text(ticket.question_id)
        await self._desk.done(replace(settled, text=""))
        return True

    async def close_old(self) -> None:
        """No question is kept for ever because nobody answers it."""
        for ticket in await self._tickets.old(self._clock.now() - LONGEST_MS):
            await self.settle(ticket, "closed")


def _tell_key(ticket: Ticket) -> str:
    return f"faq:ticket:{ticket.id}:tell"
