"""The Discord of this machine with a busy server, and what its clicks waited."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tests.support.discord_server import DiscordServer, Interaction, Member, Message
from tests.support.discord_server.payloads import message_json
from tests.support.discord_server.wire import iso

PEOPLE = 500
GIVEN_UP_S = 3.0
TICK_S = 0.01
SAID = (
    "Good morning! Is the rye already out of the oven?", "thanks a lot", "haha yes",
    "I was there yesterday and it was closed, what a pity", "Who comes to the course on Friday?",
    "The link in the second post does not work any more", "same here", "See you all tomorrow then",
    "My grandmother's recipe takes three days, but it is worth the wait, I promise you",
    "where can I find the opening hours", "no", "That was the best loaf I ever had",
)  # fmt: skip


@dataclass(frozen=True)
class Waited:
    """Seconds of each click that was answered; how many were not in time; messages a second."""

    answered: list[float]
    late: int
    events_per_s: float

    def at(self, part: float) -> float:
        """Milliseconds; a click that was not answered waited longer than Discord did."""
        waits = sorted(self.answered) + [GIVEN_UP_S] * self.late
        return round(1000 * waits[min(int(len(waits) * part), len(waits) - 1)], 1)

    @property
    def over(self) -> int:
        return self.late + sum(wait > GIVEN_UP_S for wait in self.answered)


class Busy:
    """A server with people who talk and vote."""

    def __init__(self, server: DiscordServer) -> None:
        self.server = server
        self.guild = server.make_guild(
            owner="Olga", channels=("general", "ideas", "support", "moderators")
        )
        self.room = self.guild.channel("general")
        self.people: list[Member] = []
        self._draw = random.Random(1)
        self._sent = 0

    async def gather(self) -> None:
        self.people = [await self._person(n) for n in range(PEOPLE)]

    async def _person(self, number: int) -> Member:
        return await self.server.add_member(self.guild, f"Person{number}", announce=False)

    async def poll(self, *, ask: bool) -> Message:
        """The card to vote on."""
        if ask:
            self.guild.owner = self.people[0].user
            await self.people[0].slash(
                "poll", in_=self.room, question="Which?", options="Rye; Spelt"
            )

        def look() -> Message | None:
            cards = [m for m in self.room.messages if m.author is self.server.bot and m.buttons]
            return cards[-1] if cards else None

        found: Message = await self.server.wait_for(look, 30, "a poll")
        return found

    async def talk(self, per_s: int) -> None:
        """Messages at an even pace, as they are on the wire; what is late is made up for."""
        said = await self.people[0].say(self.room, "Hello")
        about = message_json(said, self.server) | {"guild_id": str(self.guild.id)}
        people = [{"author": message_json(await p.say(self.room, "Hi"), self.server)["author"],
                   "member": {"roles": [], "joined_at": iso(p.joined_at), "deaf": False,
                              "mute": False, "flags": 0}} for p in self.people]  # fmt: skip
        del self.room.messages[-len(people) :]
        begun, total = time.monotonic(), 0
        while True:
            due = int((time.monotonic() - begun) * per_s)
            for _ in range(due - total):
                who = self._draw.choice(people)
                new = {"id": str(self.server.ids.next()), "content": self._draw.choice(SAID)}
                await self.server.gateway.send_raw("MESSAGE_CREATE", about | who | new)
            self._sent += due - total
            total = due
            await asyncio.sleep(TICK_S)

    async def vote(self, card: Message, count: int, per_s: float) -> list[Interaction]:
        """Each time somebody else, with an even chance for each answer."""
        labels = [button["label"] for button in card.buttons[:2]]
        clicks = []
        begun = time.monotonic()
        for number in range(count):
            await asyncio.sleep(max(0.0, begun + number / per_s - time.monotonic()))
            who = self.people[number % PEOPLE]
            clicks.append(await who.click(card, self._draw.choice(labels)))
        return clicks

    async def measure(self, card: Message, count: int, per_s: float, messages: int) -> Waited:
        talking = asyncio.create_task(self.talk(messages))
        await asyncio.sleep(2)
        begun, sent = time.monotonic(), self._sent
        clicks = await self.vote(card, count, per_s)
        pace = (self._sent - sent) / (time.monotonic() - begun)
        with suppress(AssertionError):
            await self.server.wait_for(_all_answered(clicks), GIVEN_UP_S, "the last answers")
        talking.cancel()
        waits: list[Any] = [click.answered_after for click in clicks]
        answered = [wait for wait in waits if wait is not None]
        return Waited(answered, len(waits) - len(answered), round(pace))


def _all_answered(clicks: list[Interaction]) -> Callable[[], bool]:
    return lambda: all(click.answered_after is not None for click in clicks)
