"""The figures of a weekly digest, from the services that the bot uses and from bare messages."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.engine.services.counting.activity import RolledUp
from bot.engine.services.counting.measures import Measured
from bot.engine.services.people.directory import Registry
from storage.activity import ActivityStore
from storage.database import Database
from storage.measures import MeasureStore
from storage.people import People
from storage.rollups import Rollups

from .town import END, last_week, midnight

COHORTS = 6
CHARTED = 28


class Clock:
    """It is the Monday after."""

    def now(self) -> int:
        """UTC milliseconds."""
        return last_week()[1]


class Reader:
    """Reads through `Measures` and `Activity`."""

    def __init__(self, file: Path) -> None:
        self.db = Database(f"sqlite:///{file}")

    async def open(self) -> None:
        """Ready to read."""
        await self.db.open({})
        rollups, registry = Rollups(self.db), Registry(People(self.db), Clock(), [])
        await registry.open()
        self.measures = Measured(MeasureStore(self.db), rollups, registry)
        self.activity = RolledUp(ActivityStore(self.db), rollups, registry)

    async def figures(self) -> dict[str, Any]:
        """All figures that sections of the digest are made of, this week and the one before."""
        found: dict[str, Any] = {}
        start, end = last_week()
        today, measures = END.toordinal(), self.measures
        before = midnight((END - timedelta(days=14)).toordinal())
        for name, period, day in (
            ("now", (start, end), today),
            ("before", (before, start), today - 7),
        ):
            found[f"growth {name}"] = asdict(await measures.growth(1, *period))
            found[f"activation {name}"] = asdict(
                await measures.activation(1, *period, within_days=7, now=end)
            )
            found[f"active {name}"] = asdict(await measures.active(1, day))
            found[f"responses {name}"] = asdict(await measures.responses(1, *period))
            found[f"spread {name}"] = asdict(await measures.spread(1, *period))
        cohorts = await measures.retention(1, "week", COHORTS, today)
        found["retention"] = [(c.start, c.size, *c.kept) for c in cohorts]
        days = await measures.days(1, today - CHARTED, today - 1)
        found["days"] = [(d.day, d.messages, d.replies, d.active) for d in days]
        return found

    async def people(self) -> None:
        """What the digest names beside figures: who helped, who waits, the busy hours."""
        start, end = last_week()
        await self.activity.per_hour(1, start, end)
        await self.activity.top_helpers(1, start, end, limit=3)
        await self.activity.newcomers_unanswered(1, start)


class Raw:
    """The same from `messages` and `movements` alone, by plain SQL with an index on the time."""

    def __init__(self, file: Path) -> None:
        self._base = sqlite3.connect(file)
        self._base.execute("CREATE INDEX bench_sent_at ON messages (community_id, sent_at)")
        self._base.commit()

    def figures(self) -> dict[str, Any]:
        """As `Reader.figures`."""
        found: dict[str, Any] = {}
        start, end = last_week()
        before = midnight((END - timedelta(days=14)).toordinal())
        for name, period in (("now", (start, end)), ("before", (before, start))):
            found[f"growth {name}"] = self._growth(*period)
            found[f"activation {name}"] = self._activation(*period, end)
            found[f"active {name}"] = self._active(period[1])
            found[f"responses {name}"] = self._responses(*period)
            found[f"spread {name}"] = self._spread(*period)
        found["retention"] = self._retention()
        since = midnight((END - timedelta(days=CHARTED)).toordinal())
        found["days"] = self._rows(
            "SELECT day, count(*), sum(reply_to IS NOT NULL AND (reply_member_id IS NULL OR "
            "reply_member_id != member_id)), count(DISTINCT member_id) FROM messages "
            "WHERE community_id = 1 AND sent_at >= ? AND sent_at < ? GROUP BY day",
            since, end,
        )  # fmt: skip
        return found

    def _rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return self._base.execute(sql, values).fetchall()

    def _members(self, at: int) -> int:
        [(count,)] = self._rows(
            "SELECT count(*) FROM members m WHERE created_at < ?1 AND coalesce((SELECT kind FROM "
            "movements v WHERE v.member_id = m.id AND v.at < ?1 ORDER BY at DESC LIMIT 1), '') "
            "!= 'left'", at,
        )  # fmt: skip
        return int(count)

    def _growth(self, start: int, end: int) -> dict[str, int]:
        moved = dict(
            self._rows(
                "SELECT kind, count(*) FROM movements WHERE community_id = 1 AND at >= ? AND at < ?"
                " GROUP BY kind", start, end,
            )
        )  # fmt: skip
        return {
            "members": self._members(end), "joins": moved.get("joined", 0),
            "leaves": moved.get("left", 0), "returned": 0,
        }  # fmt: skip

    def _activation(self, start: int, end: int, now: int) -> dict[str, int]:
        inside = "m.sent_at >= v.at AND m.sent_at < min(v.at + 604800000, ?1)"
        [row] = self._rows(
            f"""SELECT count(*), sum(wrote), sum(wrote AND heard),
              sum(early AND NOT (wrote AND heard)) FROM (SELECT v.at + 604800000 > ?1 early,
              EXISTS (SELECT 1 FROM messages m WHERE m.member_id = v.member_id AND {inside}) wrote,
              EXISTS (SELECT 1 FROM messages m WHERE m.reply_member_id = v.member_id
                AND m.member_id != v.member_id AND {inside}) heard
              FROM movements v
              WHERE v.community_id = 1 AND kind = 'joined' AND at >= ?2 AND at < ?3)
            """, now, start, end,
        )  # fmt: skip
        return dict(zip(("joined", "wrote", "answered", "open"), row, strict=True))

    def _active(self, end: int) -> dict[str, Any]:
        last = (END if end == last_week()[1] else END - timedelta(days=7)).toordinal()

        def distinct(days: int) -> list[tuple[Any, ...]]:
            since = midnight(last - days)
            return self._rows(
                "SELECT count(DISTINCT member_id), count(DISTINCT member_id * 10000000 + day) "
                "FROM messages WHERE community_id = 1 AND sent_at >= ? AND sent_at < ?", since, end,
            )  # fmt: skip

        month, daily = distinct(28)[0]
        return {
            "day": distinct(1)[0][0], "week": distinct(7)[0][0], "month": month,
            "mean_day": daily / 28,
        }  # fmt: skip

    def _responses(self, start: int, end: int) -> dict[str, Any]:
        rows = self._rows(
            """SELECT (SELECT min(r.sent_at) FROM messages r WHERE r.space_id = o.space_id
              AND r.reply_to = o.native_id AND r.member_id != o.member_id AND r.sent_at < ?2)
              - o.sent_at FROM messages o
            WHERE o.community_id = 1 AND o.sent_at >= ?1 AND o.sent_at < ?2 AND o.reply_to IS NULL
            """, start, end,
        )  # fmt: skip
        waits = sorted(wait for (wait,) in rows if wait is not None)
        middle, late = (waits[-(-len(waits) * share // 100) - 1] for share in (50, 90))
        return {"opened": len(rows), "answered": len(waits), "median_ms": middle, "p90_ms": late}

    def _spread(self, start: int, end: int) -> dict[str, Any]:
        window = "WHERE community_id = 1 AND sent_at >= ? AND sent_at < ?"
        counts = [
            row[0]
            for row in self._rows(
                f"SELECT count(*) c FROM messages {window} GROUP BY member_id ORDER BY c",
                start,
                end,
            )
        ]
        n, total = len(counts), sum(counts)
        ranked = sum(place * count for place, count in enumerate(counts, 1))
        [(reach,)] = self._rows(
            f"SELECT count(*) FROM (SELECT member_id FROM messages {window} UNION SELECT member_id "
            "FROM reactions WHERE community_id = 1 AND at >= ? AND at < ?)", start, end, start, end,
        )  # fmt: skip
        return {
            "writers": n, "gini": (2 * ranked - (n + 1) * total) / (n * total),
            "top_tenth": sum(counts[-((n + 9) // 10) :]) / total, "reach": reach,
            "members": self._members(end),
        }  # fmt: skip

    def _retention(self) -> list[tuple[int, ...]]:
        since = END.toordinal() - 7 * COHORTS
        first = dict(
            self._rows(
                "SELECT member_id, min(day) FROM (SELECT member_id, day FROM messages UNION ALL "
                "SELECT member_id, day FROM movements) GROUP BY member_id"
            )
        )
        before = {
            member
            for (member,) in self._rows(
                "SELECT id FROM members WHERE created_at < ?", midnight(since)
            )
        }
        came: dict[int, set[int]] = {}
        for member, day in first.items():
            if day >= since and member not in before:
                came.setdefault((day - since) // 7, set()).add(member)
        wrote: dict[int, set[int]] = {}
        for member, week in self._rows(
            "SELECT DISTINCT member_id, (day - ?) / 7 FROM messages WHERE community_id = 1 AND "
            "sent_at >= ?", since, midnight(since),
        ):  # fmt: skip
            wrote.setdefault(week, set()).add(member)
        return [
            (
                since + 7 * week,
                len(came.get(week, ())),
                *(len(came.get(week, set()) & wrote.get(n, set())) for n in range(week, COHORTS)),
            )
            for week in range(COHORTS)
        ]
