"""Every measure computed from the bare facts, slowly and in the plainest way."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

HOUR = 3_600_000
DAY = 24 * HOUR


@dataclass
class Plain:
    """The facts of one community: rows with the names of their columns.

    `born` and `open` are by member: when the bot first met them, and the spaces in which they are
    for all that is known. `out` are those who do not count.
    """

    zone: str
    born: dict[int, int]
    messages: list[Any] = field(default_factory=list)
    movements: list[Any] = field(default_factory=list)
    mentions: list[Any] = field(default_factory=list)
    reactions: list[Any] = field(default_factory=list)
    open: set[tuple[int, int]] = field(default_factory=set)
    out: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self.messages = [m for m in self.messages if m.member_id not in self.out]
        self.movements = [m for m in self.movements if m.member_id not in self.out]
        self.reactions = [r for r in self.reactions if r.member_id not in self.out]
        self.born = {id_: at for id_, at in self.born.items() if id_ not in self.out}
        self.comings = {id_: self._comings(id_) for id_ in self.born}

    # ---- who is here

    def local_day(self, at: int) -> int:
        return datetime.fromtimestamp(at / 1000, ZoneInfo(self.zone)).toordinal()

    def _comings(self, who: int) -> list[tuple[int, int, str, int]]:
        """(at, day, kind, net) of everything that changed whether a member is here."""
        wrote = sorted((m.sent_at, m.day, m.space_id) for m in self.messages if m.member_id == who)
        moves = sorted(
            (m.at, m.id, m.day, m.kind, m.space_id) for m in self.movements if m.member_id == who
        )
        places = {w[2] for w in wrote} | {m[4] for m in moves}
        places |= {space for member, space in self.open if member == who}
        base = min([(self.born[who], self.local_day(self.born[who])), *(w[:2] for w in wrote)])
        steps: list[tuple[int, int, int, str, int]] = []
        for space in places:
            there = [m for m in moves if m[4] == space]
            if not there or there[0][3] == "left":
                at, day = min([base, *((m[0], m[2]) for m in there)])
                steps.append((at, -1, day, "seen", space))
            else:
                before = [w for w in wrote if w[2] == space and w[0] < there[0][0]]
                if before:
                    steps.append((before[0][0], -1, before[0][1], "seen", space))
            steps += there
        if not places:
            steps.append((base[0], -1, base[1], "seen", 0))
        found: list[tuple[int, int, str, int]] = []
        joined: Counter[int] = Counter()
        guessed: set[int] = set()
        for at, _, day, kind, space in sorted(steps):
            elsewhere = any(joined[s] or s in guessed for s in places - {space})
            was = bool(joined[space]) or space in guessed
            if kind == "seen":
                guessed.add(space)
                if not elsewhere:
                    found.append((at, day, "seen", 1))
            elif kind == "joined":
                again = any(f[2] == "left" or f[1] < day for f in found)
                if not elsewhere and not joined[space]:
                    found.append((at, day, "returned" if again else "joined", 0 if was else 1))
                joined[space] += 1
                guessed.discard(space)
            elif was:
                joined[space] = max(joined[space] - 1, 0)
                guessed.discard(space)
                if not elsewhere and not joined[space]:
                    found.append((at, day, "left", -1))
        return found

    def first_day(self, who: int) -> int:
        days: list[int] = [m.day for m in self.messages if m.member_id == who]
        return min([*days, *(coming[1] for coming in self.comings[who])])

    def members_at(self, end: int) -> int:
        return sum(c[3] for cs in self.comings.values() for c in cs if c[0] < end)

    def growth(self, start: int, end: int) -> tuple[int, int, int, int]:
        kinds = Counter(c[2] for cs in self.comings.values() for c in cs if start <= c[0] < end)
        joins = kinds["joined"] + kinds["returned"]
        return self.members_at(end), joins, kinds["left"], kinds["returned"]

    # ---- what is written

    def _is_reply(self, m: Any) -> bool:
        return bool(m.reply_to is not None and m.reply_member_id != m.member_id)

    def days(self, first: int, last: int) -> list[tuple[int, ...]]:
        found: list[tuple[int, ...]] = []
        every = [c for cs in self.comings.values() for c in cs]
        for day in range(first, last + 1):
            written = [m for m in self.messages if m.day == day]
            moved = Counter(c[2] for c in every if c[1] == day)
            found.append(
                (
                    day,
                    len(written),
                    sum(map(self._is_reply, written)),
                    len({m.member_id for m in written}),
                    moved["joined"] + moved["returned"],
                    moved["left"],
                    sum(c[3] for c in every if c[1] <= day),
                )
            )
        return found

    def active(self, day: int) -> tuple[int, int, int, float]:
        def wrote(first: int, end: int) -> int:
            return len({m.member_id for m in self.messages if first <= m.day < end})

        daily = [wrote(d, d + 1) for d in range(day - 28, day)]
        return daily[-1], wrote(day - 7, day), wrote(day - 28, day), sum(daily) / 28

    def activation(
        self, start: int, end: int, within_days: int, now: int
    ) -> tuple[int, int, int, int]:
        joined = wrote = answered = still = 0
        for who, comings in self.comings.items():
            for at, _, kind, _ in comings:
                if kind != "joined" or not start <= at < end:
                    continue
                limit = at + within_days * DAY
                until = min(limit, now)
                said = any(m.member_id == who and at <= m.sent_at < until for m in self.messages)
                heard = said and any(
                    m.reply_member_id == who and m.member_id != who and at <= m.sent_at < until
                    for m in self.messages
                )
                joined, wrote, answered = joined + 1, wrote + said, answered + heard
                still += limit > now and not heard
        return joined, wrote, answered, still

    def retention(
        self, unit: Callable[[int], int], starts: Sequence[int]
    ) -> list[tuple[int, int, tuple[int, ...]]]:
        """`starts` are the first days of the units, and the day on which the last one ends."""
        wrote = defaultdict(set)
        for m in self.messages:
            wrote[unit(m.day)].add(m.member_id)
        found = []
        for i, start in enumerate(starts[:-1]):
            who = {m for m in self.comings if unit(self.first_day(m)) == unit(start)}
            kept = tuple(len(who & wrote[unit(later)]) for later in starts[i:-1])
            found.append((start, len(who), kept))
        return found

    def responses(
        self, start: int, end: int, until: int
    ) -> tuple[int, int, int | None, int | None]:
        opened = [m for m in self.messages if start <= m.sent_at < end and m.reply_to is None]
        replies = defaultdict(list)
        for m in self.messages:
            replies[m.space_id, m.reply_to].append(m)
        waits = []
        for m in opened:
            answers = [
                r.sent_at - m.sent_at
                for r in replies[m.space_id, m.native_id]
                if r.member_id != m.member_id and m.sent_at <= r.sent_at < until
            ]
            if answers:
                waits.append(min(answers))
        waits.sort()
        if not waits:
            return len(opened), 0, None, None
        middle, late = (waits[-(-len(waits) * share // 100) - 1] for share in (50, 90))
        return len(opened), len(waits), middle, late

    def spread(
        self, start: int, end: int, until: int
    ) -> tuple[int, float | None, float | None, int, int]:
        wrote = Counter(m.member_id for m in self.messages if start <= m.sent_at < end)
        reach = set(wrote) | {r.member_id for r in self.reactions if start <= r.at < end}
        counts, n = sorted(wrote.values()), len(wrote)
        gini = top = None
        if n >= 2:
            apart = sum(abs(a - b) for a in counts for b in counts)
            gini = apart / (2 * n * sum(counts))
            top = sum(counts[-((n + 9) // 10) :]) / sum(counts)
        return n, gini, top, len(reach), self.members_at(until)

    # ---- who turns to whom

    def links(self, first: int, last: int) -> dict[tuple[int, int], tuple[int, int, int]]:
        found: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0])
        for m in self.messages:
            if first <= m.day <= last and m.reply_member_id is not None:
                found[m.member_id, m.reply_member_id][0] += 1
        for m in self.mentions:
            if first <= m.day <= last:
                found[m.member_id, m.target_id][1] += 1
        for r in self.reactions:
            if first <= r.day <= last and r.target_id is not None:
                found[r.member_id, r.target_id][2] += 1
        return {
            (a, b): (counts[0], counts[1], counts[2])
            for (a, b), counts in found.items()
            if a != b and a not in self.out and b not in self.out
        }

    def histories(self, day: int, weeks: int) -> dict[int, tuple[Any, ...]]:
        """By member: first day, whether here, and four lists: messages, replies, answered, days."""
        begin = day - 7 * weeks
        found = {}
        for who in {m.member_id for m in self.messages if m.day < day}:
            rows: list[list[int]] = [[0] * weeks for _ in range(4)]
            seen = set()
            for m in self.messages:
                if not begin <= m.day < day:
                    continue
                week = (m.day - begin) // 7
                if m.member_id == who:
                    rows[0][week] += 1
                    rows[1][week] += self._is_reply(m)
                    seen.add(m.day)
                elif m.reply_member_id == who:
                    rows[2][week] += 1
            for one in seen:
                rows[3][(one - begin) // 7] += 1
            here = sum(c[3] for c in self.comings[who] if c[1] < day) > 0
            found[who] = (self.first_day(who), here, *rows)
        return found


def week_of(day: int) -> int:
    """Weeks from Monday to Sunday."""
    return (day - 1) // 7


def month_of(day: int) -> int:
    """Calendar months."""
    local = date.fromordinal(day)
    return local.year * 12 + local.month - 1
