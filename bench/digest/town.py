"""A made-up community of any size, written straight into a database file.

10,000 messages a day and 60 newcomers, whatever the length of the history: a longer one reaches
further back and ends on the same Monday. Regulars write most, newcomers for some weeks, the rest
now and then, about 2,000 people a day in all. 45 in 100 messages answer another one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

ZONE = "Europe/Berlin"
END = date(2026, 6, 1)
A_DAY = 10_000
NEWCOMERS = 60
REGULARS = 4_000
CHANNELS = 20
TALK = 20  # messages of a conversation, in one channel
HOUR = 3_600_000
_MESSAGE = (
    "INSERT INTO messages (id, community_id, space_id, channel_id, member_id, native_id, sent_at, "
    "day, reply_to, reply_member_id, length, attachments) VALUES (?,1,?,?,?,?,?,?,?,?,40,0)"
)


def midnight(day: int) -> int:
    """UTC milliseconds at which a local day begins."""
    start = datetime.combine(date.fromordinal(day), datetime.min.time(), ZoneInfo(ZONE))
    return int(start.timestamp() * 1000)


class Town:
    """`messages` and `members` are how many there are in all."""

    def __init__(self, messages: int, members: int, seed: int = 7) -> None:
        self.days = -(-messages // A_DAY)
        self.messages, self.members = messages, members
        self.end = END.toordinal()
        self.first = self.end - self.days
        self._dice = np.random.default_rng(seed)
        newest = min(NEWCOMERS * self.days, members // 2)
        joined = self.first + np.arange(newest) * self.days // newest
        self.joined = np.concatenate([np.zeros(members - newest, np.int64), joined])
        # a few write most: Zipf's law among the regulars
        self._weight = np.full(members, 0.0005)
        regular = self._dice.permutation(members - newest)[:REGULARS]
        self._weight[regular] = 40 / np.arange(5, len(regular) + 5) ** 0.8

    def write(self, file: Path, until: int, told: Callable[[int], None]) -> Iterator[list[tuple]]:
        """Fill the file up to message `until`; the rest comes out in pieces of 500."""
        base = sqlite3.connect(file)
        base.executescript("PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY;")
        indexes = base.execute(
            "SELECT name, sql FROM sqlite_master WHERE type='index' AND sql IS NOT NULL "
            "AND tbl_name IN ('messages', 'reactions', 'mentions')"
        ).fetchall()
        for name, _ in indexes:
            base.execute(f"DROP INDEX {name}")
        self._people(base)
        rest: list[tuple] = []
        for day, rows in self._lines():
            now, later = (
                rows[: max(until - rows[0][0] + 1, 0)],
                rows[max(until - rows[0][0] + 1, 0) :],
            )
            base.executemany(_MESSAGE, now)
            self._feelings(base, day, now)
            rest += later
            told(len(now))
        for _, sql in indexes:
            base.execute(sql)
        base.commit()
        base.close()
        return (rest[i : i + 500] for i in range(0, len(rest), 500))

    def _people(self, base: sqlite3.Connection) -> None:
        start = midnight(self.first) - HOUR
        base.execute("INSERT INTO communities VALUES (1, 'bench', 'Bench', 'en', ?, 0)", (ZONE,))
        for space, platform in ((1, "discord"), (2, "telegram")):
            base.execute(
                "INSERT INTO spaces VALUES (?, 1, ?, ?, 'S', 0)", (space, platform, platform)
            )
        base.executemany(
            "INSERT INTO channels VALUES (?, ?, 'discord', ?, 'c', NULL, 0)",
            [(c + 1, 1 + c % 2, str(c)) for c in range(CHANNELS)],
        )
        begins = {int(d): midnight(int(d)) for d in np.unique(self.joined) if d}
        at = [begins.get(int(d), start) for d in self.joined]
        base.executemany(
            "INSERT INTO members (id, community_id, name, created_at) VALUES (?, 1, 'M', ?)",
            [(i + 1, t) for i, t in enumerate(at)],
        )
        base.executemany(
            "INSERT INTO accounts VALUES (?, ?, 1, 'discord', ?, 'M', NULL, 0, NULL, 0)",
            [(i + 1, i + 1, str(i)) for i in range(self.members)],
        )
        new = [(i + 1, int(d), begins[int(d)]) for i, d in enumerate(self.joined) if d]
        leaves = [
            (member, day + 10, midnight(day + 10) + HOUR)
            for member, day, _ in new
            if member % 3 == 0 and day + 10 < self.end
        ]
        for kind, rows in (("joined", new), ("left", leaves)):
            base.executemany(
                "INSERT INTO movements (community_id, space_id, member_id, kind, day, at) "
                f"VALUES (1, 1, ?, '{kind}', ?, ?)",
                rows,
            )
        left = {member: at for member, _, at in leaves}
        base.executemany(
            "INSERT INTO memberships VALUES (1, ?, ?, ?, 1, 0)",
            [(member, at, left.get(member)) for member, _, at in new],
        )

    def _lines(self) -> Iterator[tuple[int, list[tuple]]]:
        """Each day's rows of messages."""
        for day in range(self.first, self.end):
            start = (day - self.first) * A_DAY
            count = min(A_DAY, self.messages - start)
            age = day - self.joined
            weight = np.where(age < 0, 0, self._weight)
            weight = np.where((age >= 0) & (age < 60), 0.15 / (1 + np.maximum(age, 0) / 7), weight)
            bounds = np.cumsum(weight)
            who = np.searchsorted(bounds, self._dice.random(count) * bounds[-1], "right") + 1
            hours = np.clip(self._dice.normal(15.5, 4, count), 0, 22.9)
            at = midnight(day) + (np.sort(hours) * HOUR).astype(np.int64)
            place = np.arange(count) % TALK
            back = np.minimum(self._dice.geometric(0.3, count), place)
            answers = (self._dice.random(count) < 0.45) & (back > 0)
            channel = np.repeat(self._dice.integers(0, CHANNELS, -(-count // TALK)), TALK)[:count]
            target = np.arange(count) - back
            yield day, [
                (
                    number, 1, c + 1, author, number, sent, day,
                    start + 1 + to if reply else None, answered if reply else None,
                )
                for number, c, author, sent, to, reply, answered in zip(
                    range(start + 1, start + 1 + count), channel.tolist(), who.tolist(),
                    at.tolist(), target.tolist(), answers.tolist(), who[target].tolist(),
                    strict=True,
                )
            ]  # fmt: skip

    def _feelings(self, base: sqlite3.Connection, day: int, rows: list[tuple]) -> None:
        """A reaction to every fifth message, a mention in every thirtieth."""
        if not rows:
            return
        authors = [row[3] for row in rows]
        others = self._dice.choice(authors, len(rows)).tolist()
        base.executemany(
            "INSERT INTO reactions (community_id, space_id, native_id, member_id, emoji, "
            "target_id, at, day) VALUES (1, ?, ?, ?, 1, ?, ?, ?)",
            [
                (row[1], row[4], other, row[3], row[5] + 60_000, day)
                for row, other in zip(rows[::5], others, strict=False)
            ],
        )
        base.executemany(
            "INSERT INTO mentions (community_id, space_id, native_id, member_id, target_id, "
            "sent_at, day) VALUES (1, ?, ?, ?, ?, ?, ?)",
            [
                (row[1], row[4], row[3], other, row[5], day)
                for row, other in zip(rows[::30], others, strict=False)
                if other != row[3]
            ],
        )


def last_week() -> tuple[int, int]:
    """The week before END in UTC milliseconds."""
    return midnight((END - timedelta(days=7)).toordinal()), midnight(END.toordinal())
