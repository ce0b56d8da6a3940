"""One gap of one space: its channels in turns, a page each, those with the latest news first."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from bot.api.errors import Gone, MissingRights
from bot.api.port.archive import Archive, Page
from bot.api.port.inbound import InDelete, InMessage, Sink
from bot.api.port.nouns import NativeChannel
from bot.engine.intake.forgotten import Forgotten
from storage.gaps import Gaps

from .budget import Budget

PAGES = 50
"""The most that is read of a channel: 5,000 messages on Discord."""
RESTING_AFTER_MS = 3_600_000
"""A thread comes to rest after an hour at the earliest; to look for them costs many requests."""


@dataclass(frozen=True, slots=True)
class Gap:
    """From `start` to `at` (UTC milliseconds) nothing is known for certain of a space, natively
    numbered `space` and `space_id` here. Heard before it was everything up to the message `newest`
    (0 for none), and after it everything from `first` on (None: nothing yet).

    `cut` says that the gap began earlier than is looked back.
    """

    platform: str
    space: str
    space_id: int
    start: int
    at: int
    newest: int
    first: int | None
    cut: bool


@dataclass(slots=True)
class _Walk:
    channel: NativeChannel
    after: int
    pages: int = 0


@dataclass(slots=True)
class Outcome:
    """What came of it. `closed` are channels whose past the bot may not read, `long` those with
    more than it reads, `older` those with something from before it looks back."""

    messages: int = 0
    closed: list[str] = field(default_factory=list)
    long: list[str] = field(default_factory=list)
    older: list[str] = field(default_factory=list)


class Reading:
    """Reads a gap from an archive into the sink. Done again, it changes nothing."""

    def __init__(
        self,
        gap: Gap,
        archive: Archive,
        store: Gaps,
        sink: Sink,
        forgotten: Forgotten,
        budget: Budget,
    ) -> None:
        self._gap = gap
        self._archive = archive
        self._store = store
        self._sink = sink
        self._forgotten = forgotten
        self._budget = budget
        self._counted = 0
        self.outcome = Outcome()

    async def run(self) -> Outcome:
        """Read all of it. ConnectionError when the platform does not answer any more."""
        gap = self._gap
        await self._budget.wait()
        resting = gap.start if gap.at - gap.start >= RESTING_AFTER_MS else None
        found = await self._archive.channels(gap.space, resting)
        self._count()
        self.outcome.closed += self._archive.closed(gap.space)
        begin = self._archive.number_at(gap.start)
        latest = {channel.native_id: self._archive.latest(channel.native_id) for channel in found}
        news = [channel for channel in found if latest[channel.native_id] > begin]
        news.sort(key=lambda channel: latest[channel.native_id], reverse=True)
        turns = deque(_Walk(channel, begin) for channel in news)
        while turns:
            walk = turns.popleft()
            try:
                more = await self._step(walk)
            except (MissingRights, Gone):
                self.outcome.closed.append(walk.channel.name)
            else:
                if more:
                    turns.append(walk)
        return self.outcome

    def _count(self) -> None:
        self._budget.spend(self._archive.requests - self._counted)
        self._counted = self._archive.requests

    async def _step(self, walk: _Walk) -> bool:
        """Take in one page; whether there is more."""
        gap, name = self._gap, walk.channel.name
        if gap.cut and not walk.pages:
            await self._look_before(walk)
        await self._budget.wait()
        page = await self._archive.after(walk.channel.native_id, walk.after)
        self._count()
        await self._take(walk, page)
        walk.after, walk.pages = max(walk.after, page.newest), walk.pages + 1
        if page.last or (gap.first is not None and page.newest >= gap.first):
            return False
        if walk.pages >= PAGES:
            self.outcome.long.append(name)
            return False
        return True

    async def _look_before(self, walk: _Walk) -> None:
        """Whether something of the gap is too long ago to be taken in."""
        await self._budget.wait()
        page = await self._archive.before(walk.channel.native_id, walk.after)
        self._count()
        if any(m.native_id > self._gap.newest and not m.author.is_bot for m in page.messages):
            self.outcome.older.append(walk.channel.name)

    async def _take(self, walk: _Walk, page: Page) -> None:
        gap = self._gap
        numbers = [message.native_id for message in page.messages]
        known = await self._store.known(gap.space_id, numbers)
        news = await self._forgotten.without(gap.platform, list(_news(page, known)))
        events: list[InMessage | InDelete] = [*news]
        self.outcome.messages += sum(not one.edited_at for one in news)
        until = gap.newest if page.last else min(gap.newest, page.newest)
        stood = await self._store.standing(gap.space_id, walk.channel.native_id, walk.after, until)
        gone = tuple(sorted(set(stood) - set(numbers)))
        if gone:
            events.append(InDelete(walk.channel, gone, gap.at))
        await self._sink.receive_many(gap.platform, events)


def _news(page: Page, known: Mapping[int, int | None]) -> Iterator[InMessage]:
    """What the page says that is not known: messages, as they were posted and then as they were
    changed, and changes of known ones."""
    for message in page.messages:
        edited = message.edited_at
        if message.author.is_bot:
            continue
        if message.native_id not in known:
            yield replace(message, edited_at=None)
            if edited is not None:
                yield message
        elif edited is not None and edited > (known[message.native_id] or 0):
            yield message
