"""Opens tickets, and keeps their cards."""

from __future__ import annotations

from dataclasses import replace

from bot.api.errors import TownhallError
from bot.api.model import Channel, Member, MessageRef
from bot.api.reply import Reply
from bot.api.services import Clock, Configs, Directory, Outbox, Scheduler, Threads
from bot.api.text import one_line

from ..asking.store import TurnStore
from ..config import FaqConfig
from ..store import FaqStore
from . import wording
from .model import HOUR_MS, Ticket
from .places import TicketPlaces
from .store import TicketStore
from .team import tell_team

DUE = "faq.ticket_due"


class TicketDesk:
    """A ticket has a card where people talk about it and one with the team; a private one only
    the latter."""

    def __init__(
        self,
        store: FaqStore,
        tickets: TicketStore,
        turns: TurnStore,
        places: TicketPlaces,
        threads: Threads,
        outbox: Outbox,
        scheduler: Scheduler,
        directory: Directory,
        configs: Configs,
        clock: Clock,
    ) -> None:
        self._store = store
        self._tickets = tickets
        self._turns = turns
        self._places = places
        self._threads = threads
        self._outbox = outbox
        self._scheduler = scheduler
        self._directory = directory
        self._configs = configs
        self._clock = clock

    def hours(self, community_id: int) -> int:
        """The deadline, in milliseconds."""
        return self._configs.of(FaqConfig, community_id).ticket_hours * HOUR_MS

    def on(self, community_id: int) -> bool:
        """Whether the community wants any of this now."""
        return self._configs.of(FaqConfig, community_id).enabled

    async def set_up(self, ticket: Ticket) -> Ticket:
        """Plan the reminder, find the place, post the cards; harmless when done before."""
        due = ticket.opened_at + self.hours(ticket.community_id)
        if ticket.state == "open" and due > self._clock.now():  # later rounds are planned already
            await self.plan(ticket, due, 1)
        if not ticket.private and ticket.place_id is None:
            place = await self._place(ticket)
            if place is not None:
                await self._tickets.place(ticket.id, place.id)
                ticket = replace(ticket, place_id=place.id)
        self._places.learn(ticket)
        card = await self.card(ticket)
        place = await self.place_of(ticket)
        if place is not None:
            answers = None if ticket.thread else ticket.message_id
            key = f"{ticket.tag}:{place.id}"
            await self._outbox.post(place, card, tag=ticket.tag, key=key, reply_to=answers)
            if ticket.message_id is not None:
                # the bot's own words to the question now lead to the people
                question = f"faq:{ticket.question_id}"
                await self._outbox.update(ticket.community_id, question, wording.in_place(place))
        await self.tell_team(ticket, card, "card", tag=ticket.tag)
        return ticket

    async def _place(self, ticket: Ticket) -> Channel | None:
        """A thread beside the question, else the channel where it stands, else the support one."""
        channel = await self._directory.channel(ticket.channel_id)
        if channel is None or channel.space is None:
            return None
        if ticket.message_id is None:
            places = await self._directory.place(ticket.community_id, "support")
            here = [one for one in places if one.space == channel.space]
            return next(iter(here or places), None)
        try:
            ref = MessageRef(channel, ticket.message_id)
            return await self._threads.open(ref, one_line(ticket.text, 60))
        except (TownhallError, ConnectionError):
            return channel

    async def place_of(self, ticket: Ticket) -> Channel | None:
        """Where people talk about it."""
        if ticket.place_id is None:
            return None
        return await self._directory.channel(ticket.place_id)

    async def tell_team(self, ticket: Ticket, reply: Reply, what: str, *, tag: str) -> None:
        """A word about it to the team, once."""
        key = f"{ticket.tag}:{what}"
        await tell_team(self._outbox, self._directory, ticket.community_id, reply, key, tag)

    async def card(self, ticket: Ticket) -> Reply:
        """The ticket as it is."""
        ids = [ticket.asker_id, ticket.helper_id, ticket.answered_by]
        known = await self._directory.members([one for one in ids if one is not None])

        def member(member_id: int | None) -> Member | None:
            return known.get(member_id) if member_id is not None else None

        deadline = (ticket.claimed_at or ticket.opened_at) + self.hours(ticket.community_id)
        return wording.card(
            ticket,
            member(ticket.asker_id),
            member(ticket.helper_id),
            member(ticket.answered_by),
            await self.place_of(ticket),
            await self._tried(ticket),
            deadline,
        )

    async def _tried(self, ticket: Ticket) -> wording.Tried:
        turn = await self._turns.turn(ticket.question_id)
        tried = []
        for entry_id, score in turn.shown if turn is not None else ():
            entry = await self._store.entry(ticket.community_id, entry_id)
            if entry is not None:
                tried.append((one_line(entry.question, 80), score))
        return tried

    async def refresh(self, ticket: Ticket) -> None:
        """All cards show how it stands."""
        await self._outbox.update(ticket.community_id, ticket.tag, await self.card(ticket))

    async def plan(self, ticket: Ticket, due: int, number: int) -> None:
        """Look at it again then; one plan a ticket, the last one counts."""
        await self._scheduler.at(
            due,
            DUE,
            {"community": ticket.community_id, "ticket": ticket.id, "round": number},
            key=f"faq:ticket:{ticket.id}",
            community_id=ticket.community_id,
        )

    async def done(self, ticket: Ticket) -> None:
        """It is settled: nothing is planned any more."""
        await self._scheduler.cancel(f"faq:ticket:{ticket.id}")
        self._places.forget(ticket)
        await self.refresh(ticket)
        waits, _ = ticket.notes
        await self._outbox.retract(ticket.community_id, waits)

    async def forgotten(self, ticket: Ticket) -> None:
        """Somebody in it asked to be forgotten: the cards say no more than is left."""
        if ticket.live:
            await self.refresh(ticket)
            return
        await self.done(ticket)
        _, more = ticket.notes
        await self._outbox.retract(ticket.community_id, more)
