"""Which messages are about a ticket: those in its thread, and replies to its question or card."""

from __future__ import annotations

from bot.api.model import Message, MessageRef
from bot.api.services import Outbox

from .model import Ticket, ticket_in
from .store import TicketStore


class TicketPlaces:
    """Live tickets by heart: a message that is about none costs no look into the database, except
    where it answers one of a bot."""

    def __init__(self, store: TicketStore, outbox: Outbox) -> None:
        self._store = store
        self._outbox = outbox
        self._threads: dict[int, int] = {}
        self._questions: dict[tuple[int, int], int] = {}

    async def load(self) -> None:
        """After a start."""
        for ticket in await self._store.live():
            self.learn(ticket)

    def learn(self, ticket: Ticket) -> None:
        """It is live, and where it stands is known."""
        if ticket.place_id is not None and ticket.thread:
            self._threads[ticket.place_id] = ticket.id
        if ticket.message_id is not None:
            self._questions[ticket.channel_id, ticket.message_id] = ticket.id

    def forget(self, ticket: Ticket) -> None:
        """It is settled; its thread stays known, so that thanks there are no new question."""
        if ticket.message_id is not None:
            self._questions.pop((ticket.channel_id, ticket.message_id), None)

    def asked_at(self, ref: MessageRef) -> int | None:
        """The live ticket of the question that stands there."""
        return self._questions.get((ref.channel.id, ref.native_id))

    async def of(self, message: Message) -> int | None:
        """The ticket that a message is about."""
        channel = message.ref.channel
        found = self._threads.get(channel.id)
        if found is not None or message.reply_to is None:
            return found
        asked = self._questions.get((channel.id, message.reply_to))
        if asked is not None or message.reply_to_member is not None:
            return asked
        return ticket_in(await self._outbox.tag_of(MessageRef(channel, message.reply_to)))

    async def about(self, message: Message) -> bool:
        """Whether it is about any."""
        return await self.of(message) is not None
