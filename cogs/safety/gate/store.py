"""The list of words and the closed doors in the database."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..tables import actions, doors, words

Way = Literal["closing", "level", "hold"]
SHOWN_NAMES = 5


@dataclass(frozen=True, slots=True)
class ClosedDoor:
    """A space whose newcomers have to wait until `opens_at` (UTC ms).

    `way` is how: "closing" before that is known, "level" by the platform's own means (`level` is
    what to set it back to; `guessed` when a crash came between), "hold" by time-outs. `held` are
    members whom the bot has timed out, or is about to; `came` counts all newcomers and `first` are
    a few of them. `right` is one that is missing, `better` one that would allow the platform's own
    means.
    """

    space_id: int
    community_id: int
    closed_at: int
    opens_at: int
    way: Way = "closing"
    level: str = ""
    guessed: bool = False
    came: int = 0
    first: tuple[int, ...] = ()
    held: tuple[int, ...] = ()
    right: str = ""
    better: str = ""

    def with_newcomers(self, member_ids: Sequence[int]) -> ClosedDoor:
        """The same door after these have come."""
        new = [i for i in dict.fromkeys(member_ids) if i not in self.held]
        held = self.held if self.way == "level" else (*self.held, *new)
        first = tuple(dict.fromkeys((*self.first, *new)))[:SHOWN_NAMES]
        return replace(self, came=self.came + len(new), first=first, held=held)

    def without(self, member_ids: Sequence[int], right: str) -> ClosedDoor:
        """The same door when these could not be held, for want of a right or otherwise."""
        held = tuple(i for i in self.held if i not in set(member_ids))
        return replace(self, held=held, right=right)

    def with_person(self, old: int, new: int | None) -> ClosedDoor:
        """The same door with somebody replaced, or forgotten."""
        return replace(self, first=_put(self.first, old, new), held=_put(self.held, old, new))


class WordStore:
    """One list a community."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def words(self, community_id: int) -> list[str]:
        """The list, in alphabetical order."""
        query = select(words.c.word).where(words.c.community_id == community_id)
        async with self._db.read() as conn:
            return sorted(await conn.scalars(query))

    async def add(
        self, community_id: int, new: Sequence[str], by: int, now: int, most: int
    ) -> int | None:
        """How many were not on it yet; None, and nothing is added, when it would be too long."""
        rows = [
            {"community_id": community_id, "word": word, "by_id": by, "at": now} for word in new
        ]
        mine = words.c.community_id == community_id
        async with self._db.write() as conn:
            known = set(await conn.scalars(select(words.c.word).where(mine)))
            missing = [row for row in rows if row["word"] not in known]
            if len(known) + len(missing) > most:
                return None
            if missing:
                place = [words.c.community_id, words.c.word]
                once = self._db.insert(words).on_conflict_do_nothing(index_elements=place)
                await conn.execute(once, missing)
            return len(missing)

    async def remove(self, community_id: int, gone: Sequence[str]) -> int:
        """How many were on it."""
        mine = (words.c.community_id == community_id, words.c.word.in_(gone))
        async with self._db.write() as conn:
            return (await conn.execute(delete(words).where(*mine))).rowcount

    async def link(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        await self._replace(gone, kept)

    async def erase(self, member_id: int) -> None:
        """Forget who put a word on the list; the word stays."""
        await self._replace(member_id, None)

    async def _replace(self, old: int, new: int | None) -> None:
        async with self._db.write() as conn:
            await conn.execute(update(words).where(words.c.by_id == old).values(by_id=new))


class DoorStore:
    """The doors that are closed now. `former` holds all that must be set back."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def get(self, space_id: int) -> ClosedDoor | None:
        """The door of a space while it is closed."""
        async with self._db.read() as conn:
            row = await conn.execute(select(doors).where(doors.c.space_id == space_id))
            return _door(found) if (found := row.one_or_none()) is not None else None

    async def close(self, door: ClosedDoor) -> bool:
        """Write down that a door closes; False when it is closed already."""
        row = self._db.insert(doors).values(**_plain(door), former=_former(door))
        once = row.on_conflict_do_nothing(index_elements=[doors.c.space_id])
        async with self._db.write() as conn:
            return (await conn.execute(once)).rowcount == 1

    async def change(
        self, space_id: int, by: Callable[[ClosedDoor], ClosedDoor]
    ) -> ClosedDoor | None:
        """Change what is known of a closed door; as it is now, None when it is open."""
        async with self._db.write() as conn:
            query = select(doors).where(doors.c.space_id == space_id).with_for_update()
            row = (await conn.execute(query)).one_or_none()
            return None if row is None else await _save(conn, by(_door(row)))

    async def keep(self, space_id: int, opens_at: int, until: int) -> ClosedDoor | None:
        """Move the time at which it opens, if that is still `opens_at`."""
        mine = (doors.c.space_id == space_id, doors.c.opens_at == opens_at)
        async with self._db.write() as conn:
            moved = update(doors).where(*mine).values(opens_at=until).returning(*doors.c)
            row = (await conn.execute(moved)).one_or_none()
            return _door(row) if row is not None else None

    async def open(self, door: ClosedDoor) -> bool:
        """It is open again; False when it was so already."""
        mine = (doors.c.space_id == door.space_id, doors.c.closed_at == door.closed_at)
        async with self._db.write() as conn:
            return (await conn.execute(delete(doors).where(*mine))).rowcount == 1

    async def paused(self, space_id: int, member_ids: Sequence[int], now: int) -> set[int]:
        """Those of the members whom a decision keeps from writing in that space anyway."""
        runs = actions.c.at + func.coalesce(actions.c.seconds, 0) * 1000 > now
        query = select(actions.c.member_id).where(
            actions.c.member_id.in_(member_ids),
            actions.c.space_id == space_id,
            actions.c.kind == "time_out",
            actions.c.undone_at.is_(None),
            runs,
        )
        async with self._db.read() as conn:
            return set(await conn.scalars(query))

    async def link(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        await self._replace(gone, kept)

    async def erase(self, member_id: int) -> list[ClosedDoor]:
        """Forget a member (a time-out that they have ends by itself); the doors that knew them."""
        return await self._replace(member_id, None)

    async def _replace(self, old: int, new: int | None) -> list[ClosedDoor]:
        async with self._db.write() as conn:
            rows = (await conn.execute(select(doors).with_for_update())).all()
            knew = [door for door in map(_door, rows) if old in (*door.first, *door.held)]
            return [await _save(conn, door.with_person(old, new)) for door in knew]


_COLUMNS = ("space_id", "community_id", "closed_at", "opens_at")
_INSIDE = ("way", "level", "guessed", "came", "first", "held", "right", "better")


def _plain(door: ClosedDoor) -> dict[str, Any]:
    return {name: getattr(door, name) for name in _COLUMNS}


def _former(door: ClosedDoor) -> str:
    return json.dumps({name: getattr(door, name) for name in _INSIDE})


def _door(row: Row[tuple[Any, ...]]) -> ClosedDoor:
    inside = json.loads(row.former)
    inside |= {name: tuple(inside[name]) for name in ("first", "held")}
    return ClosedDoor(**{name: row._mapping[name] for name in _COLUMNS}, **inside)


async def _save(conn: AsyncConnection, door: ClosedDoor) -> ClosedDoor:
    values = {"opens_at": door.opens_at, "former": _former(door)}
    await conn.execute(update(doors).where(doors.c.space_id == door.space_id).values(**values))
    return door


def _put(ids: tuple[int, ...], old: int, new: int | None) -> tuple[int, ...]:
    placed = (new if i == old else i for i in ids)
    return tuple(dict.fromkeys(i for i in placed if i is not None))
