"""Entries that files bring, in the database."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database

from ..model import Entry
from ..sources.model import Draft, Reading, same
from ..tables import entries, phrases
from .entries import drop, entries_of, revise


@dataclass(slots=True)
class Outcome:
    """What an import came to: how many are new, have new words, or are as before; (question,
    source) of what is here already from elsewhere; entries that their source no longer has, and how
    many of these were deleted."""

    added: int = 0
    changed: int = 0
    kept: int = 0
    elsewhere: list[tuple[str, str]] = field(default_factory=list)
    vanished: list[Entry] = field(default_factory=list)
    pruned: int = 0


class _Undo(Exception):
    """Nothing is to be kept."""


class BringStore:
    """Everything at once, or nothing."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def bring(
        self,
        community_id: int,
        readings: Sequence[Reading],
        now: int,
        *,
        below: str = "",
        prune: bool = False,
        dry_run: bool = False,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Outcome:
        """Add what is new and change what reads differently, by source and question.

        Entries that a source no longer has are told, and deleted with `prune`. `below` is what the
        sources of a folder begin with, so that files that are gone count too. `progress` hears of
        each draft that was seen to.
        """
        outcome = Outcome()
        try:
            async with self._db.write() as conn:
                here = await entries_of(conn, community_id)
                for reading in readings:
                    await _bring(conn, community_id, reading, here, now, outcome, progress)
                outcome.vanished = _vanished(here, readings, below)
                if prune:
                    for entry in outcome.vanished:
                        outcome.pruned += await drop(conn, community_id, entry.id)
                if dry_run:
                    raise _Undo
        except _Undo:
            pass
        return outcome


async def _bring(
    conn: AsyncConnection,
    community_id: int,
    reading: Reading,
    here: Sequence[Entry],
    now: int,
    outcome: Outcome,
    progress: Callable[[int], None],
) -> None:
    mine = {same(entry.question): entry for entry in here if entry.source == reading.source}
    others = {same(entry.question): entry for entry in here if entry.source != reading.source}
    for draft in reading.drafts:
        asked = same(draft.question)
        if entry := mine.get(asked):
            changed = await _update(conn, entry, draft, reading.date, now)
            outcome.changed += changed
            outcome.kept += not changed
        elif other := others.get(asked):
            outcome.elsewhere.append((other.question, other.source))
        else:
            await _add(conn, community_id, draft, reading, now)
            outcome.added += 1
        progress(1)


async def _add(
    conn: AsyncConnection, community_id: int, draft: Draft, reading: Reading, now: int
) -> None:
    made = await conn.scalar(
        insert(entries)
        .values(
            community_id=community_id,
            question=draft.question,
            answer=draft.answer,
            created_at=now,
            updated_at=now,
            language=draft.language,
            tags="\n".join(draft.tags),
            source=reading.source,
            source_date=reading.date,
        )
        .returning(entries.c.id)
    )
    await _phrase(conn, int(made or 0), draft.phrases)


async def _update(conn: AsyncConnection, entry: Entry, draft: Draft, date: int, now: int) -> bool:
    """Whether anything reads differently now. What the file leaves open stays as it is here."""
    brought = phrases.c.entry_id == entry.id, phrases.c.brought
    former = (await conn.scalars(select(phrases.c.text).where(*brought))).all()
    language, tags = draft.language or entry.language, draft.tags or entry.tags
    words = (entry.question, entry.answer) != (draft.question, draft.answer)
    rest = (language, tags) != (entry.language, entry.tags)
    phrased = sorted(former) != sorted(draft.phrases)
    if words:
        await revise(conn, entry, draft.question, draft.answer, None, now)
    if phrased:
        await conn.execute(delete(phrases).where(*brought))
        await _phrase(conn, entry.id, draft.phrases)
    await conn.execute(
        update(entries)
        .where(entries.c.id == entry.id)
        .values(language=language, tags="\n".join(tags), source_date=date)
    )
    return words or rest or phrased


async def _phrase(conn: AsyncConnection, entry_id: int, texts: Sequence[str]) -> None:
    if texts:
        rows = [{"entry_id": entry_id, "text": text, "brought": True} for text in texts]
        await conn.execute(insert(phrases), rows)


def _vanished(here: Sequence[Entry], readings: Sequence[Reading], below: str) -> list[Entry]:
    """Entries of these sources that they no longer have; one that could not be read has all."""
    kept: dict[str, set[str]] = {
        reading.source: {same(draft.question) for draft in reading.drafts} for reading in readings
    }
    unsure = {reading.source for reading in readings if reading.bad}
    return [
        entry
        for entry in here
        if entry.source not in unsure
        and (entry.source in kept or (below and entry.source.startswith(below)))
        and same(entry.question) not in kept.get(entry.source, set())
    ]
