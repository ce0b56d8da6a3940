"""What the clock and arrivals set going."""

from __future__ import annotations

import zlib
from functools import cached_property
from typing import Any

from bot.api.boards.audience import Audiences
from bot.api.boards.contact import Contact
from bot.api.cog import listen, task
from bot.api.errors import UserError
from bot.api.events import MemberJoined, MessagePosted
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Accounts, Audit, Clock, Configs, Directory, Outbox, Scheduler
from bot.api.text import CommandHint, T, bold, lines

from ..config import SequencesConfig
from ..model import Sequence
from ..store import MemberStore, PeopleStore, SequenceStore
from .crowds import Crowds
from .engine import Engine
from .enrolling import Arrivals

SOON_MS = 5_000
HOUR_MS = 3_600_000
NONE_PLANNED = 2**53
HEARD_MS = 7 * 24 * HOUR_MS


class Running:
    """The handlers of this room; the cog provides what they use."""

    _sequences: SequenceStore
    _people: PeopleStore
    _members: MemberStore
    _audiences: Audiences
    _contact: Contact
    _directory: Directory
    _configs: Configs
    _accounts: Accounts
    _outbox: Outbox
    _scheduler: Scheduler
    _audit: Audit
    _clock: Clock
    _heard: dict[int, int]
    """When those got their last message who have not written since, by member."""
    _looking: dict[int, int]
    """When the next look is planned, by community."""
    _moved_up: dict[int, int]
    """When people's zones were last looked at, by community."""

    @cached_property
    def _arrivals(self) -> Arrivals:
        return Arrivals(
            self._people, self._audiences, self._contact, self._directory, self._configs
        )

    @cached_property
    def _engine(self) -> Engine:
        return Engine(
            self._people,
            self._audiences,
            self._contact,
            self._directory,
            self._configs,
            self._accounts,
            self._outbox,
        )

    async def _resume_running(self) -> None:
        """After a start."""
        now = self._clock.now()
        self._heard.update(await self._members.listening(now - HEARD_MS))
        for community in await self._directory.communities():
            if await self._sequences.all(community.id, "on"):
                await self._look_at(community.id, now)

    # ---- who comes

    @listen(MemberJoined)
    async def joined(self, event: MemberJoined) -> None:
        """A look soon; many who come at once are looked at together."""
        soon = self._clock.now() + SOON_MS
        if self._looking.get(event.community.id, 0) > soon:
            await self._look_at(event.community.id, soon)

    async def _look_at(self, community_id: int, at: int) -> None:
        self._looking[community_id] = at
        await self._scheduler.at(
            at,
            "sequences.look",
            {"community": community_id},
            key=f"sequences:look:{community_id}",
            community_id=community_id,
        )

    @task("sequences.look")
    async def look(self, data: dict[str, Any], due: int) -> None:
        """Who has come to match; then what is due next, and the next look."""
        community_id, now = int(data["community"]), self._clock.now()
        # who joins from here on may not be seen by this look: they plan another one
        self._looking[community_id] = NONE_PLANNED
        running = await self._sequences.all(community_id, "on")
        if not running:
            self._looking.pop(community_id, None)
            return
        config = self._configs.of(SequencesConfig, community_id)
        if config.enabled:
            crowds = Crowds(self._audiences, community_id)
            for sequence in running:
                try:
                    await self._arrivals.look(sequence, crowds, now)
                except UserError as error:
                    await self._give_up(sequence, error)
            if now - self._moved_up.get(community_id, 0) >= HOUR_MS:
                await self._arrivals.move_up(running, community_id, now)
                self._moved_up[community_id] = now
        await self._plan(community_id)
        if self._looking.get(community_id) == NONE_PLANNED:
            await self._look_at(community_id, now + config.look_minutes * 60_000)

    # ---- what is due

    async def _plan(self, community_id: int) -> None:
        """Wake at the next step that is due."""
        due = await self._people.next_due(community_id)
        if due is not None:
            await self._scheduler.at(
                max(due, self._clock.now()),
                "sequences.due",
                {"community": community_id},
                key=f"sequences:due:{community_id}",
                community_id=community_id,
            )

    @task("sequences.due")
    async def send_due(self, data: dict[str, Any], due: int) -> None:
        """One batch; the next one is another task, so that others get their turn in between."""
        community_id, now = int(data["community"]), self._clock.now()
        if not self._configs.of(SequencesConfig, community_id).enabled:
            return  # once it is switched on again, the next look plans
        community = await self._directory.community(community_id)
        running = {one.id: one for one in await self._sequences.all(community_id, "on")}
        told, broken = await self._engine.run(community, running, now)
        for member_id in told:
            self._heard[member_id] = now
        for sequence, error in broken:
            await self._give_up(sequence, error)
        await self._plan(community_id)

    async def _give_up(self, sequence: Sequence, error: UserError) -> None:
        """A condition is not understood any more: rather nothing than to the wrong people.

        Told first, then done: a crash in between must not leave it paused without a word.
        """
        text = lines(
            T(
                "I have paused the sequence “{name}”: a condition does not work any more.",
                name=bold(sequence.name),
            ),
            error.text,
            T(
                "Change it, then go on with {command}.",
                command=CommandHint("sequence on", sequence.name),
            ),
        )
        # told once of each text that it breaks on, and again should it do so on another day
        what = zlib.crc32(repr((sequence.audience, sequence.stops, sequence.steps)).encode())
        day = self._clock.now() // (24 * HOUR_MS)
        for admin in await self._directory.staff(sequence.community_id, Level.ADMIN):
            key = f"sequence:{sequence.id}:broken:{what}:{day}:{admin.id}"
            await self._outbox.tell(admin, Reply(text, tone="warn"), key=key)
        if await self._sequences.turn(sequence, "on", "paused"):
            await self._audit.record(
                sequence.community_id,
                actor=None,
                action="sequences.paused",
                target=f"sequence:{sequence.id}",
            )

    # ---- who wrote

    @listen(MessagePosted, order=200)
    async def heard(self, event: MessagePosted) -> None:
        """Somebody who got a message in the last seven days writes: counted, without a word."""
        member_id, now = event.message.author.id, self._clock.now()
        if member_id in self._heard and self._heard.pop(member_id) > now - HEARD_MS:
            await self._members.wrote(member_id, now - HEARD_MS, now)
