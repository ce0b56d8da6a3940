"""What was written lately in one community, indexed by author, target and words; memory only."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, replace

from ..config import NOTABLE
from ..times import DAY_MS
from .seen import Finding, Seen
from .shelves import Shelves, sent_at

MOST = 5000
"""Messages that are remembered of a community, the latest ones."""
MOST_STRIKES = 8

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Strike:
    """A message that was deleted (by whom is not known) or, when `settled`, acted on: by
    moderators or, when `automatic`, by the bot itself."""

    seen: Seen
    at: int
    settled: bool
    automatic: bool = False


class Window:
    """The messages of one community within `span` milliseconds before the latest one, at most
    `most` of them. The order in which they are added does not matter.

    `by_author`, `at_target`, `between` and `same_words` answer with the latest 100 at most, oldest
    first; `within` is in milliseconds before the latest of them.
    """

    def __init__(self, span: int = DAY_MS, most: int = MOST) -> None:
        self.span = span
        self.most = most
        self.now = 0
        self._places: dict[Place, Seen] = {}
        self._all = Shelves[None]()
        self._authors = Shelves[int]()
        self._targets = Shelves[int]()
        self._pairs = Shelves[tuple[int, int]]()
        self._words = Shelves[tuple[int, bytes]]()
        self._strikes: dict[bytes, list[Strike]] = {}
        self._cleared: set[Place] = set()
        self._decided: set[Place] = set()
        self._told: dict[Place, set[tuple[str, int | None]]] = {}

    def __len__(self) -> int:
        return len(self._places)

    # ---- taking in

    def add(self, seen: Seen) -> None:
        """Remember a message, or what it says since its author changed it."""
        if (former := self._places.get(seen.place)) is not None:
            self._unfile(former)
            if (former.fingerprint, former.abuse) != (seen.fingerprint, seen.abuse):
                self._cleared.discard(seen.place)
                self._decided.discard(seen.place)
        self._file(seen)
        self.expire(seen.sent_at)

    def restore(
        self, rows: Iterable[Seen], cleared: Container[Place] = (), decided: Container[Place] = ()
    ) -> None:
        """Take in what the store kept, after a restart, and what of it was `cleared` or `decided`
        against; what is remembered already stays."""
        for seen in rows:
            if seen.place not in self._places:
                self.add(seen)
                if seen.place not in self._places:
                    continue
                if seen.place in cleared:
                    self._cleared.add(seen.place)
                elif seen.place in decided:
                    self._decided.add(seen.place)

    def deleted(self, channel_id: int, message_id: int) -> bool:
        """A message was deleted; False when it is not remembered."""
        return self._strike((channel_id, message_id), settled=False)

    def settled(self, channel_id: int, message_id: int, *, automatic: bool = False) -> bool:
        """Moderators, or the bot by itself, acted on a message; False when it is not remembered."""
        place = (channel_id, message_id)
        if place in self._places:
            self._decided.add(place)
        return self._strike(place, settled=True, automatic=automatic)

    def cleared(self, channel_id: int, message_id: int) -> bool:
        """Moderators found nothing wrong with a message, or took back what they had decided: it
        is no evidence any more, and its words may be said. False when it is not remembered."""
        place = (channel_id, message_id)
        self._decided.discard(place)
        self._unstrike(lambda strike: strike.seen.place == place)
        if place not in self._places:
            return False
        self._cleared.add(place)
        return True

    def expire(self, now: int) -> None:
        """Forget what is older than `span` at that time, and what is beyond `most`."""
        self.now = max(self.now, now)
        oldest = self.now - self.span
        rows = self._all.row(None)
        over = max(len(rows) - self.most, bisect_left(rows, oldest, key=sent_at))
        for seen in rows[:over]:
            self._drop(seen)
        # in the order of their latest strike
        while self._strikes and next(iter(self._strikes.values()))[-1].at < oldest:
            del self._strikes[next(iter(self._strikes))]

    def forget_member(self, member_id: int) -> None:
        """Forget what a member wrote, and that others wrote to them."""
        self._unstrike(lambda strike: strike.seen.author_id == member_id)
        self._change(
            lambda seen: None if seen.author_id == member_id else _unaimed(seen, member_id)
        )

    def link(self, kept: int, gone: int) -> None:
        """Two members turned out to be one person."""
        self._change(lambda seen: _linked(seen, kept, gone))
        for strikes in self._strikes.values():
            strikes[:] = [replace(s, seen=_linked(s.seen, kept, gone)) for s in strikes]

    # ---- looking

    def find(self, place: Place) -> Seen | None:
        """The message (channel id, message id), when it is remembered."""
        return self._places.get(place)

    def since(self, ms: int) -> list[Seen]:
        """All messages from that time (UTC milliseconds) on, oldest first."""
        rows = self._all.row(None)
        return rows[bisect_left(rows, ms, key=sent_at) :]

    def by_author(self, author_id: int, within: int) -> list[Seen]:
        """What they wrote."""
        return self._authors.latest(author_id, within)

    def at_target(self, target_id: int, within: int) -> list[Seen]:
        """What anybody wrote to them with an abuse of at least `NOTABLE`."""
        return self._targets.latest(target_id, within)

    def between(self, author_id: int, target_id: int, within: int) -> list[Seen]:
        """What one wrote to the other with an abuse of at least `NOTABLE`."""
        return self._pairs.latest((author_id, target_id), within)

    def same_words(self, author_id: int, fingerprint: bytes, within: int) -> list[Seen]:
        """Where they wrote these words."""
        return self._words.latest((author_id, fingerprint), within)

    def strikes(self, fingerprint: bytes) -> list[Strike]:
        """Messages in these words that were deleted or acted on, oldest first."""
        return list(self._strikes.get(fingerprint, ()))

    def counts(self, seen: Seen) -> bool:
        """Whether it may be evidence: nobody has cleared it."""
        return seen.place not in self._cleared

    def evidence(self, messages: list[Seen]) -> list[Seen]:
        """Those that nobody has cleared."""
        return [seen for seen in messages if self.counts(seen)] if self._cleared else messages

    def decided(self, seen: Seen) -> bool:
        """Whether somebody acted on it already."""
        return seen.place in self._decided

    def fresh(self, finding: Finding, share: int = 0) -> tuple[Place, ...]:
        """The messages that joined since the same was found before; they are taken as told now.

        With a `share` none until there are so many of them as this part (1/share) of those told.
        """
        about = (finding.name, finding.target_id)
        fresh = tuple(
            place
            for place in finding.messages
            if about not in self._told.get(place, ()) and place in self._places
        )
        if share and len(fresh) * share < len(finding.messages) - len(fresh):
            return ()
        for place in fresh:
            self._told.setdefault(place, set()).add(about)
        return fresh

    def untold(self, finding: Finding) -> None:
        """What was fresh in it has not come before anybody: the next finding is to tell it."""
        for place in finding.fresh:
            self._told.get(place, set()).discard((finding.name, finding.target_id))

    # ---- keeping order

    def _file(self, seen: Seen) -> None:
        self._places[seen.place] = seen
        self._all.put(None, seen)
        self._authors.put(seen.author_id, seen)
        if seen.fingerprint:
            self._words.put((seen.author_id, seen.fingerprint), seen)
        for target in _aims(seen):
            self._targets.put(target, seen)
            self._pairs.put((seen.author_id, target), seen)

    def _unfile(self, seen: Seen) -> None:
        del self._places[seen.place]
        self._all.take(None, seen)
        self._authors.take(seen.author_id, seen)
        if seen.fingerprint:
            self._words.take((seen.author_id, seen.fingerprint), seen)
        for target in _aims(seen):
            self._targets.take(target, seen)
            self._pairs.take((seen.author_id, target), seen)

    def _drop(self, seen: Seen) -> None:
        self._unfile(seen)
        self._cleared.discard(seen.place)
        self._decided.discard(seen.place)
        self._told.pop(seen.place, None)

    def _change(self, change: Callable[[Seen], Seen | None]) -> None:
        for seen in list(self._places.values()):
            changed = change(seen)
            if changed is None:
                self._drop(seen)
            elif changed is not seen:
                self._unfile(seen)
                self._file(changed)

    def _strike(self, place: Place, *, settled: bool, automatic: bool = False) -> bool:
        seen = self._places.get(place)
        if seen is None:
            return False
        if seen.fingerprint:
            former = self._strikes.pop(seen.fingerprint, [])
            settled = settled or any(s.settled for s in former if s.seen.place == place)
            others = [s for s in former if s.seen.place != place]
            latest = [*others, Strike(seen, self.now, settled, automatic)][-MOST_STRIKES:]
            self._strikes[seen.fingerprint] = latest
            if len(self._strikes) > self.most:
                del self._strikes[next(iter(self._strikes))]
        return True

    def _unstrike(self, lifted: Callable[[Strike], bool]) -> None:
        for words, strikes in list(self._strikes.items()):
            strikes[:] = [strike for strike in strikes if not lifted(strike)]
            if not strikes:
                del self._strikes[words]


def _aims(seen: Seen) -> set[int]:
    return set(seen.targets) - {seen.author_id} if seen.abuse >= NOTABLE else set()


def _unaimed(seen: Seen, member_id: int) -> Seen:
    if member_id not in seen.targets:
        return seen
    return replace(seen, targets=tuple(t for t in seen.targets if t != member_id))


def _linked(seen: Seen, kept: int, gone: int) -> Seen:
    if gone != seen.author_id and gone not in seen.targets:
        return seen
    author = kept if seen.author_id == gone else seen.author_id
    renamed = dict.fromkeys(kept if target == gone else target for target in seen.targets)
    return replace(
        seen, author_id=author, targets=tuple(target for target in renamed if target != author)
    )
