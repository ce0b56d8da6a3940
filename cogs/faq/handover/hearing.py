"""What people write about a ticket, and what happens when nobody does."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.api.events import MessagePosted
from bot.api.model import Message
from bot.api.services import Clock, Directory, Outbox, Scheduler

from .. import logic
from ..asking.listening import Listening
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
            await self._pass_on(ticket, message)
        elif await self._in_public(ticket, message):
            await self.answered(ticket, message)

    async def _in_public(self, ticket: Ticket, message: Message) -> bool:
        """Whether the asker can read it: what the team says to its own card stays there."""
        return message.ref.channel.id in (ticket.place_id, ticket.channel_id)

    async def _asker_there(self, ticket: Ticket, message: Message) -> None:
        """They have seen the answer; who asks on gets another one."""
        await self._scheduler.cancel(_tell_key(ticket))
        if ticket.state == "answered" and logic.is_question(message.text):
            await self.ask_on(ticket)

    async def ask_on(self, ticket: Ticket) -> None:
        """The answer was not enough."""
        if await self._tickets.ask_on(ticket.id):
            await self._desk.plan(
                ticket, self._clock.now() + self._desk.hours(ticket.community_id), 1
            )
            await self._refresh(ticket)

    async def _pass_on(self, ticket: Ticket, message: Message) -> None:
        """The team's reply to a private question."""
        if not await self._directory.is_place(message.ref.channel, "moderators"):
            return
        asker = await self._directory.member(ticket.asker_id) if ticket.asker_id else None
        if asker is None:
            return
        key = f"{ticket.tag}:passed:{message.ref.channel.id}:{message.ref.native_id}"
        text = message.text[: logic.MAX_ANSWER]
        await self._outbox.tell(asker, wording.relayed(ticket, message.author, text), key=key)
        await self.answered(ticket, message, told=True)

    async def answered(self, ticket: Ticket, message: Message, *, told: bool = False) -> None:
        """Somebody has answered; the asker is told after a while if they are not there."""
        now, ref = self._clock.now(), message.ref
        if not await self._tickets.answer(
            ticket.id, message.author.id, ref.channel.id, ref.native_id, now
        ):
            return
        staff = await self._listening.is_staff(message)
        await self._turns.by_people(
            ticket.question_id, message.author.id, now, staff=staff, text=True
        )
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
            await self._desk.tell_team(ticket, wording.waits(ticket), f"waits:{due}")
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
