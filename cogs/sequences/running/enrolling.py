"""Who comes to a sequence, and where they begin."""

from __future__ import annotations

from collections.abc import Sequence as Rows
from dataclasses import dataclass

from bot.api.boards.audience import Audiences
from bot.api.boards.contact import Contact
from bot.api.calendar import local_date
from bot.api.model import Member
from bot.api.services import Configs, Directory

from ..config import SequencesConfig
from ..model import NOT_BEGUN, Person, Sequence, Step
from ..plan import DAY_MS, Due, dues, first, following, ordered
from ..store import Beginning, PeopleStore
from ..store.results import Result, onward, put_off, stopped
from .crowds import Crowds

CHUNK = 200
ZONES_APART_MS = 26 * 3_600_000  # from the westernmost to the easternmost


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Finds those who come to match, once each."""

    people: PeopleStore
    audiences: Audiences
    contact: Contact
    directory: Directory
    configs: Configs

    async def look(self, sequence: Sequence, crowds: Crowds, now: int) -> int:
        """Take in who matches and has not come before; how many there were."""
        matching = await crowds.of(sequence.audience)
        fresh = sorted(matching - await self.people.known(sequence.id))
        for at in range(0, len(fresh), CHUNK):
            members = await self.directory.members(fresh[at : at + CHUNK])
            beginnings = [
                await self._begin(sequence, member, now)
                for member in members.values()
                # who was met a moment before their joining is known is looked at again
                if sequence.start == "matched" or member.joined_at is not None
            ]
            await self.people.begin(sequence.id, beginnings)
        return len(fresh)

    async def expected(self, sequence: Sequence, now: int) -> tuple[int, int]:
        """(who matches now, of them who would get something), were it switched on for everyone."""
        matching = sorted(await Crowds(self.audiences, sequence.community_id).of(sequence.audience))
        count = 0
        for at in range(0, len(matching), CHUNK):
            for member in (await self.directory.members(matching[at : at + CHUNK])).values():
                found = await self._first(sequence, member, now, on_at=now, everyone=True)
                count += found is not None and found[1] is not None
        return len(matching), count

    async def _begin(self, sequence: Sequence, member: Member, now: int) -> Beginning:
        on_at = sequence.on_at or now
        found = await self._first(sequence, member, now, on_at=on_at, everyone=sequence.everyone)
        zone = str(await self.contact.zone(member))
        if found is None:
            return Beginning(member.id, local_date(now, zone), "before", NOT_BEGUN)
        anchor_at, due = found
        anchor = local_date(anchor_at, zone)
        if due is None:
            return Beginning(member.id, anchor, "done", _last(sequence.steps))
        done = _before(sequence.steps, due.step)
        return Beginning(member.id, anchor, "active", done, due.step.id, due.at)

    async def _first(
        self, sequence: Sequence, member: Member, now: int, *, on_at: int, everyone: bool
    ) -> tuple[int, Due | None] | None:
        """(the moment of their first day, what they get first); None for those who were here before
        the sequence was."""
        zone = str(await self.contact.zone(member))
        if sequence.start == "matched":
            return now, first(sequence.steps, local_date(now, zone), zone, now)
        if member.joined_at is None or (member.joined_at < on_at and not everyone):
            return None
        joined = min(member.joined_at, now)  # a platform's clock may be ahead of ours
        # Who has just come is not late because we look a little later. Who joined long ago and
        # comes to match now gets no old steps.
        days = self.configs.of(SequencesConfig, sequence.community_id).overdue_days
        came_at = joined if joined >= on_at and now - joined <= days * DAY_MS else now
        return joined, first(sequence.steps, local_date(joined, zone), zone, came_at)

    async def move_up(self, running: Rows[Sequence], community_id: int, now: int) -> None:
        """Steps of the next day, for those to whom it comes earlier than it was planned: they say
        that they live further east, or the community does. (What comes later than planned is seen
        when it is due.)"""
        by_id = {sequence.id: sequence for sequence in running}
        coming = await self.people.coming(community_id, now, now + ZONES_APART_MS)
        for at in range(0, len(coming), CHUNK):
            chunk = coming[at : at + CHUNK]
            members = await self.directory.members([person.member_id for person in chunk])
            earlier: list[Result] = []
            for person in chunk:
                sequence, member = by_id.get(person.sequence_id), members.get(person.member_id)
                if sequence is not None and member is not None:
                    zone = str(await self.contact.zone(member))
                    earlier += [
                        put_off(person, due.at, held=False)
                        for due in dues(sequence.steps, person.anchor, zone)
                        if due.step.id == person.step_id and due.at < person.due_at
                    ]
            await self.people.settle(earlier, now)

    async def plan_again(self, sequence: Sequence, now: int) -> int:
        """After its steps may have changed: what comes next for all on their way; how many are."""
        active = await self.people.active(sequence.id)
        for at in range(0, len(active), CHUNK):
            chunk = active[at : at + CHUNK]
            members = await self.directory.members([person.member_id for person in chunk])
            results = [
                await self._again(sequence, person, members.get(person.member_id), now)
                for person in chunk
            ]
            await self.people.settle(results, now)
        return len(active)

    async def _again(
        self, sequence: Sequence, person: Person, member: Member | None, now: int
    ) -> Result:
        if member is None:
            return stopped(person, "left")
        zone = str(await self.contact.zone(member))
        due = following(sequence.steps, person.anchor, zone, person.done)
        if person.held and due is not None and due.step.id == person.step_id and due.at <= now:
            return put_off(person, person.due_at, held=True)
        return onward(person, due)


def _before(steps: Rows[Step], step: Step) -> tuple[int, int]:
    """The place of the step before that one."""
    earlier = [one.place for one in ordered(steps) if one.place < step.place]
    return earlier[-1] if earlier else NOT_BEGUN


def _last(steps: Rows[Step]) -> tuple[int, int]:
    return max((step.place for step in steps), default=NOT_BEGUN)
