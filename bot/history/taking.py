"""Writes what exports say: in batches, each of them whole or not at all, and nothing twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from bot.api.port.nouns import NativeUser
from bot.engine.clock import local_day
from bot.engine.commands.cleaning import clean
from bot.engine.services.people.tombstones import Tombstones
from storage.database import Database
from storage.history import History, Written
from storage.ingest import Fact, MessageFact, MovementFact, ReactionFact
from storage.people import SpaceRow
from storage.rollups import Rollups

from .reading.records import (
    BOTS,
    ERASED,
    ODD_TIME,
    Moved,
    Passed,
    Reacted,
    Record,
    Renamed,
    Said,
)
from .rows import Home, Known

BATCH = 1_000
ROLL_UP_AFTER = 20
"""Batches until the sums are brought up to date: each such step holds the database for a moment."""
EARLIEST = 631_152_000_000
"""1990: what claims to be older has a broken time."""
DAY_MS = 86_400_000
LINES_KEPT = 10


@dataclass(slots=True)
class Tally:
    """What came of it. `passed` counts by reason; `lines` are the first few that were no rows."""

    messages: int = 0
    known: int = 0
    joins: int = 0
    leaves: int = 0
    moves_known: int = 0
    reactions: int = 0
    people: int = 0
    strangers: int = 0
    passed: Counter[str] = field(default_factory=Counter)
    lines: list[Passed] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Taker:
    """Takes the records of one space. `skip` holds names and ids of accounts that do not count,
    in lower case. In a rehearsal (`dry_run`) nothing is written."""

    def __init__(
        self,
        db: Database,
        home: Home,
        tombstones: Tombstones,
        tally: Tally,
        now: int,
        skip: frozenset[str],
        *,
        dry_run: bool,
    ) -> None:
        self._history = History(db)
        self._rollups = Rollups(db)
        self._rows = Known(db, home, tombstones)
        self._home = home
        self._space = None if dry_run else home.space
        self._tally = tally
        self._latest = now + DAY_MS
        self._skip = skip
        self._batch: list[Said] = []
        self._moves: list[Moved] = []
        self._names: list[Renamed] = []
        self._seen: set[str] = set()
        self._batches = 0

    async def take(self, record: Record) -> None:
        """Take one record; it is written with the others of its batch, or at the end."""
        match record:
            case Said():
                if self._counts(record.author, record.at):
                    self._batch.append(record)
                    if len(self._batch) >= BATCH:
                        await self.flush()
            case Moved():
                if self._counts(record.person, record.at):
                    self._moves.append(record)
            case Renamed():
                self._names.append(record)
            case Passed():
                self._tally.passed[record.why] += 1
                if record.line is not None and len(self._tally.lines) < LINES_KEPT:
                    self._tally.lines.append(record)

    async def finish(self) -> None:
        """Write what waits; the sums are brought up to date by `settle`."""
        await self.flush()
        await self._rows.find_erased(
            [*(moved.person for moved in self._moves), *(renamed.alias for renamed in self._names)]
        )
        moves = [one for one in self._moves if not self._rows.is_erased(one.person, one.at)]
        self._seen.update(moved.person.native_id for moved in moves)
        for batch in _by_person(moves):
            await self._move(batch)
        self._tally.people += len(self._seen)
        self._tally.strangers += self._rows.made
        if self._space is not None:
            for renamed in self._names:
                await self._rows.also(renamed)

    async def flush(self) -> None:
        """Write the messages that wait."""
        batch, self._batch = self._batch, []
        if not batch:
            return
        numbers = {said.native_id for said in batch}.union(*(said.answers for said in batch))
        known: dict[int, Written] = {}
        if self._home.space is not None:
            known = await self._history.known(self._home.space.id, sorted(numbers))
        here = await self._without_erased(batch, known)
        self._tally.passed[ERASED] += len(batch) - len(here)
        self._seen.update(said.author.native_id for said in here)
        if self._space is None:
            news = {said.native_id for said in here if said.native_id not in known}
            self._tally.messages += len(news)
            self._tally.known += len(here) - len(news)
        elif here:
            await self._write(here, known, self._space)

    async def _without_erased(self, batch: list[Said], known: dict[int, Written]) -> list[Said]:
        """What was not written by somebody who asked to be forgotten after that."""
        people = {one.native_id: one for said in batch for one in _named(said)}
        await self._rows.look_up(people.values())
        await self._rows.find_erased(people.values())
        await self._rows.find_unmarked(batch, known)
        return [said for said in batch if not self._rows.is_erased(said.author, said.at)]

    async def _write(self, here: list[Said], known: dict[int, Written], space: SpaceRow) -> None:
        await self._rows.meet(self._speakers(here), min(said.at for said in here))
        facts = [fact for said in here for fact in await self._facts(said, known, space)]
        for fact, is_news in zip(facts, await self._history.take(facts), strict=True):
            if isinstance(fact, MessageFact):
                self._tally.messages += is_news
                self._tally.known += not is_news
            else:
                self._tally.reactions += is_news
        self._batches += 1
        if self._batches % ROLL_UP_AFTER == 0:
            await self._rollups.advance()

    # ---- parts of a batch

    def _counts(self, person: NativeUser, at: int) -> bool:
        if self._skipped(person):
            self._tally.passed[BOTS] += 1
        elif not EARLIEST <= at <= self._latest:
            self._tally.passed[ODD_TIME] += 1
        else:
            return True
        return False

    def _skipped(self, person: NativeUser) -> bool:
        names = (person.native_id, person.name, person.username)
        return person.is_bot or any(name and name.casefold() in self._skip for name in names)

    def _speakers(self, batch: list[Said]) -> Iterator[NativeUser]:
        for said in batch:
            yield said.author
            # that somebody answers them brings nobody back
            if said.answered is not None and not self._rows.is_gone(said.answered):
                yield said.answered
            yield from (one.person for one in said.reactions if self._reacts(one))

    def _reacts(self, one: Reacted) -> bool:
        return not self._skipped(one.person) and not self._rows.is_erased(one.person, one.at)

    async def _facts(self, said: Said, known: dict[int, Written], space: SpaceRow) -> list[Fact]:
        """The message and the reactions to it. It joins the `known` ones, for those to come."""
        author = self._rows.member(said.author, said.at)
        assert author is not None  # noqa: S101 - was met with its batch
        answered = next((number for number in said.answers if number in known), None)
        target = known[answered] if answered is not None else None
        answers_whom = target.member_id if target else None
        if target is None and said.answered is not None:
            row = self._rows.member(said.answered, said.at)
            answers_whom = row.id if row else None
        channel = (
            target.channel_id
            if target is not None and said.follows
            else await self._rows.channel(said.place, space)
        )
        named = [self._rows.member(person, said.at) for person in said.mentions]
        known.setdefault(said.native_id, Written(author.id, channel))
        message = MessageFact(
            community_id=self._home.community.id,
            space_id=space.id,
            channel_id=channel,
            member_id=author.id,
            native_id=said.native_id,
            sent_at=said.at,
            day=self._day(said.at),
            length=said.length,
            attachments=said.attachments,
            reply_to=answered or next(iter(said.answers), None),
            reply_member_id=answers_whom,
            mentioned=tuple(row.id for row in named if row is not None),
        )
        return [message, *self._reactions(said, space)]

    def _reactions(self, said: Said, space: SpaceRow) -> Iterator[Fact]:
        for one in said.reactions:
            row = self._rows.member(one.person, one.at)
            if row is None or not self._reacts(one):
                continue
            yield ReactionFact(
                community_id=self._home.community.id,
                space_id=space.id,
                native_id=said.native_id,
                member_id=row.id,
                emoji=clean(one.emoji),
                added=True,
                at=one.at,
                day=self._day(one.at),
            )

    async def _move(self, moves: list[Moved]) -> None:
        results = [True] * len(moves)
        if self._space is not None:
            earliest = min(moved.at for moved in moves)
            await self._rows.meet((moved.person for moved in moves), earliest)
            facts = [self._movement(moved, self._space) for moved in moves]
            results = await self._history.move(facts)
        for moved, is_news in zip(moves, results, strict=True):
            self._tally.moves_known += not is_news
            self._tally.joins += is_news and moved.kind == "joined"
            self._tally.leaves += is_news and moved.kind == "left"

    def _movement(self, moved: Moved, space: SpaceRow) -> MovementFact:
        row = self._rows.member(moved.person, moved.at)
        assert row is not None  # noqa: S101 - was met with the others
        return MovementFact(
            community_id=self._home.community.id,
            space_id=space.id,
            account_id=row.account_id,
            member_id=row.id,
            kind=moved.kind,
            at=moved.at,
            day=self._day(moved.at),
        )

    def _day(self, at: int) -> int:
        return local_day(at, self._home.community.timezone)


async def settle(db: Database, spaces: Iterable[int]) -> None:
    """After everything was taken: find whom answers answer that came before it, in this import or
    an earlier one, and bring the sums up to date."""
    for space_id in sorted(spaces):
        await History(db).link_answers(space_id)
    await Rollups(db).advance()


def _named(said: Said) -> Iterator[NativeUser]:
    yield from (said.author, *said.mentions, *(one.person for one in said.reactions))
    if said.answered is not None:
        yield said.answered


def _by_person(moves: list[Moved]) -> Iterator[list[Moved]]:
    """Batches in which all is that was told of somebody, in order of time."""
    moves.sort(key=lambda moved: (moved.person.native_id, moved.at))
    batch: list[Moved] = []
    for _, theirs in groupby(moves, key=lambda moved: moved.person.native_id):
        batch.extend(theirs)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
