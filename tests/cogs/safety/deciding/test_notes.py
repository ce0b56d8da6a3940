"""Notes on members: moderators write and read them, members never see them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.people import Level
from cogs.safety.cog import Safety
from cogs.safety.deciding.store import NoteStore
from tests.support.community import Community
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

NOW = 1_780_000_000_000


@pytest.fixture
async def notes(database_url: str) -> AsyncIterator[NoteStore]:
    async with opened(database_url, {"safety": Path(str(Safety.migrations))}) as db:
        yield NoteStore(db)


async def test_the_newest_come_first_and_stay_in_their_community(notes: NoteStore) -> None:
    for n in range(3):
        await notes.add(1, 7, 50, f"note {n}", NOW + n)
    await notes.add(2, 7, 50, "elsewhere", NOW)
    assert [note.text for note in await notes.of(1, 7, 2)] == ["note 2", "note 1"]


async def test_a_note_is_deleted_once(notes: NoteStore) -> None:
    note_id = await notes.add(1, 7, 50, "a note", NOW)
    assert await notes.forget(2, note_id) is None
    assert await notes.forget(1, note_id) == 7
    assert await notes.forget(1, note_id) is None
    assert await notes.of(1, 7, 5) == []


async def test_linked_and_forgotten_members(notes: NoteStore) -> None:
    await notes.add(1, 8, 51, "of the other account", NOW)
    await notes.link(kept=7, gone=8)
    await notes.link(kept=50, gone=51)
    (note,) = await notes.of(1, 7, 5)
    assert note.by_id == 50
    await notes.erase(50)
    (note,) = await notes.of(1, 7, 5)
    assert note.by_id is None
    await notes.erase(7)
    assert await notes.of(1, 7, 5) == []


async def test_moderators_keep_notes(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    max_ = await chat.person("Max", Level.MODERATOR)
    await ana.say("general", "Good morning")
    words = "Was kind when we talked"
    await mo.command("note add", channel="moderators", member=ana, text=words)
    await mo.told("Only moderators see it")
    await max_.command("note show", channel="moderators", member=ana)
    told = await max_.told(words)
    assert "by Mo" in told.text
    await chat.settle()
    assert not ana.told_so_far()
    await max_.click(told, "Delete the note")
    await max_.told("The note is deleted")
    await mo.command("note show", channel="moderators", member=ana)
    await mo.told("There are no notes on Ana")


async def test_members_do_not_see_notes(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.say("general", "Good morning")
    await mo.command("note add", channel="moderators", member=ana, text="Between us")
    await mo.told("Noted")
    await ana.command("note show", member=ana)
    await ana.told("Only moderators")
    await ana.command("why")
    await ana.told("about you")
    assert not any("Between us" in text for text in ana.told_so_far())


async def test_a_note_is_short(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.say("general", "Good morning")
    await mo.command("note add", channel="moderators", member=ana, text="x" * 301)
    await mo.told("300")
    await mo.command("note show", channel="moderators", member=ana)
    await mo.told("There are no notes")
