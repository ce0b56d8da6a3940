"""What goes out when it is due: decided, marked, queued, settled, a batch at a time.

A crash loses nothing and repeats nothing. What was not marked is decided again. What was marked is
queued again under the same key, of which the outbox takes the first only. Leave for a private
message is asked under that key too, so it counts once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.api.boards.audience import Audiences
from bot.api.boards.contact import Contact, Topic
from bot.api.errors import UserError
from bot.api.model import Channel, Community, Member
from bot.api.reply import Reply
from bot.api.services import Accounts, Configs, Directory, Outbox

from ..config import SequencesConfig
from ..model import Person, Sequence
from ..plan import dues, following, outdated_at, replaced_at, verdict
from ..store import Mark, PeopleStore
from ..store.results import Result, onward, passed, put_off, stopped
from . import messages
from .crowds import Crowds

BATCH = 200
TOPIC: Topic = "sequences"


@dataclass(slots=True)
class Batch:
    """What was decided: messages by their key in the outbox, and the rest."""

    community: Community
    now: int
    crowds: Crowds
    members: Mapping[int, Member] = field(default_factory=dict)
    marks: Mapping[tuple[int, int], Mark] = field(default_factory=dict)
    channels: dict[int, Channel | None] = field(default_factory=dict)
    posts: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    results: list[Result] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Engine:
    """Carries out the steps that are due."""

    people: PeopleStore
    audiences: Audiences
    contact: Contact
    directory: Directory
    configs: Configs
    accounts: Accounts
    outbox: Outbox

    async def run(
        self, community: Community, sequences: Mapping[int, Sequence], now: int
    ) -> tuple[list[int], list[tuple[Sequence, UserError]]]:
        """One batch: who got a message, and sequences with a condition that is not understood any
        more (nothing of those was sent)."""
        due = await self._due(community.id, sequences, now)
        batch = Batch(community, now, Crowds(self.audiences, community.id))
        batch.members = await self.directory.members(sorted({p.member_id for p in due}))
        batch.marks = await self.people.marks(due)
        broken: list[tuple[Sequence, UserError]] = []
        by_sequence: dict[int, list[Person]] = defaultdict(list)
        for person in due:
            by_sequence[person.sequence_id].append(person)
        for sequence_id, persons in by_sequence.items():
            sequence = sequences[sequence_id]
            try:
                await self._understood(sequence)
                results = [await self._result(sequence, person, batch) for person in persons]
            except UserError as error:
                broken.append((sequence, error))
                continue
            self._sort(sequence, results, batch)
        await self.people.mark(batch.posts, now)
        for post, persons in batch.posts.items():
            await self._send(sequences[persons[0].sequence_id], post, persons, batch)
        await self.people.settle(batch.results, now)
        return [p.member_id for persons in batch.posts.values() for p in persons], broken

    async def _due(
        self, community_id: int, sequences: Mapping[int, Sequence], now: int
    ) -> list[Person]:
        """The next ones; all at once who are to be mentioned together."""
        found = {
            (person.sequence_id, person.member_id): person
            for person in await self.people.due(community_id, now, BATCH)
            if person.sequence_id in sequences
        }
        for sequence_id, step_id in {(p.sequence_id, p.step_id) for p in found.values()}:
            step = sequences[sequence_id].step(step_id)
            if step is not None and step.channel_id is not None:
                for person in await self.people.due_with(sequence_id, step_id, now):
                    found[sequence_id, person.member_id] = person
        return list(found.values())

    async def _understood(self, sequence: Sequence) -> None:
        for condition in {sequence.stops, *(step.condition for step in sequence.steps)}:
            await self.audiences.check(sequence.community_id, condition)

    # ---- deciding

    def _sort(self, sequence: Sequence, results: list[Result], batch: Batch) -> None:
        """Which messages come of it; who is mentioned together shares one."""
        batch.results.extend(results)
        public: dict[int, list[Person]] = defaultdict(list)
        for person in (result.person for result in results if result.outcome == "sent"):
            step, mark = sequence.step(person.step_id), batch.marks.get(_which(person))
            if mark is not None:
                if not mark.settled:
                    batch.posts[mark.post].append(person)
            elif step is not None and step.channel_id is not None:
                public[step.id].append(person)
            else:
                batch.posts[_key(person)].append(person)
        for group in public.values():
            batch.posts[_key(min(group, key=lambda person: person.member_id))].extend(group)

    async def _result(self, sequence: Sequence, person: Person, batch: Batch) -> Result:
        member, step = batch.members.get(person.member_id), sequence.step(person.step_id)
        if member is None or member.id not in await batch.crowds.of(""):
            return stopped(person, "left")
        zone = str(await self.contact.zone(member))
        if step is None:
            return onward(person, following(sequence.steps, person.anchor, zone, person.done))
        after = following(sequence.steps, person.anchor, zone, step.place)
        if _which(person) in batch.marks:
            # marked before a crash; or settled, with another account of theirs
            return passed(person, "sent", step, after)
        if sequence.stops and member.id in await batch.crowds.of(sequence.stops):
            return stopped(person, "condition")
        planned = dues(sequence.steps, person.anchor, zone)
        due_at = next(due.at for due in planned if due.step.id == step.id)
        if due_at > batch.now and not person.held:
            return put_off(person, due_at, held=False)  # they live in another zone since
        replaced = replaced_at(planned, step)
        days = self.configs.of(SequencesConfig, sequence.community_id).overdue_days
        found = verdict(person.due_at, replaced, batch.now, days)
        if found != "go":
            return passed(person, found, step, after)
        if step.condition and member.id not in await batch.crowds.of(step.condition):
            return passed(person, "condition", step, after)
        away = step.channel_id is not None and (
            await self._account(member, step.channel_id, batch) is None
        )
        if away:
            return passed(person, "away", step, after)
        # a post disturbs nobody at night and is no message of the week: there only a stop counts
        public = step.channel_id is not None
        leave = await self.contact.ask(member, TOPIC, _key(person), wanted=public)
        if leave.refused:
            return stopped(person, "asked")
        if leave.granted or public or leave.at is None:
            return passed(person, "sent", step, after)
        if leave.at >= outdated_at(due_at, replaced):
            return passed(person, "late", step, after, held=True)
        return put_off(person, leave.at, held=True)

    async def _channel(self, channel_id: int, batch: Batch) -> Channel | None:
        if channel_id not in batch.channels:
            batch.channels[channel_id] = await self.directory.channel(channel_id)
        return batch.channels[channel_id]

    async def _account(self, member: Member, channel_id: int, batch: Batch) -> Member | None:
        """Somebody as those in a channel know them; None when they have no account there."""
        channel = await self._channel(channel_id, batch)
        if channel is None or channel.space is None:
            return None
        if member.account.platform == channel.platform:
            return member
        for account in await self.accounts.of(member):
            if account.platform == channel.platform:
                return replace(member, account=account)
        return None

    # ---- sending

    async def _send(
        self, sequence: Sequence, post: str, persons: list[Person], batch: Batch
    ) -> None:
        step = sequence.step(persons[0].step_id)
        members = [batch.members[person.member_id] for person in persons]
        if step is None:
            return
        if step.channel_id is None:
            text = messages.private(step.text, members[0], batch.community.name)
            stop = self.contact.stop(sequence.community_id, TOPIC)
            reply = Reply(text, [stop] if stop else ())
            await self.outbox.tell(members[0], reply, key=post)
            return
        channel = await self._channel(step.channel_id, batch)
        known = [await self._account(member, step.channel_id, batch) for member in members]
        there = [member for member in known if member is not None]
        if channel is not None and there:
            text = messages.public(step.text, there, batch.community.name)
            await self.outbox.post(channel, Reply(text), key=post)


def _which(person: Person) -> tuple[int, int]:
    return person.step_id, person.member_id


def _key(person: Person) -> str:
    """What a message is known by in the outbox; one for several has that of the first of them."""
    return f"sequence:{person.sequence_id}:{person.member_id}:{person.step_id}"
