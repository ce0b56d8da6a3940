"""The database goes away while posts are on their way: each is sent once, and none waits for the
next start."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from bot.api.reply import Reply
from bot.api.text import T
from bot.engine.services.outbox import editing, sending
from bot.platforms.local.platform import LocalPlatform
from storage import StorageError
from storage.outbox import OutboxRow, OutboxStore
from tests.support.community import Community


@pytest.mark.parametrize("step", ["begin", "sent"])
async def test_what_could_not_be_noted_is_noted_later(
    chat: Community, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    monkeypatch.setattr(sending, "LOOK_AGAIN_S", 0.01)
    works, away = getattr(OutboxStore, step), 3

    async def fails(*arguments: Any) -> Any:
        nonlocal away
        if away:
            away -= 1
            raise StorageError("The database does not answer.")
        return await works(*arguments)

    monkeypatch.setattr(OutboxStore, step, fails)
    [place] = await chat.app.registry.place(await chat.id, "general")
    for words in ("one", "two", "three"):
        await chat.app.outbox.post(place, Reply(T(words)))
    await chat.until(lambda: count(chat, "sent"), 3)
    assert [one.text for one in await chat.messages("general")] == ["one", "two", "three"]


async def test_one_that_ends_in_a_fault_of_ours_does_not_hold_up_the_next(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, claim, both = OutboxStore.begin, OutboxStore.claim_due, False
    failed = list[int]()

    async def claim_both(*arguments: Any, **more: Any) -> list[OutboxRow]:
        return await claim(*arguments, **more) if both else []

    async def fails(self: OutboxStore, row: int, now: int) -> bool:
        if not failed:
            failed.append(row)
            raise ValueError("a word of somebody")
        return await begin(self, row, now)

    monkeypatch.setattr(OutboxStore, "claim_due", claim_both)
    monkeypatch.setattr(OutboxStore, "begin", fails)
    [place] = await chat.app.registry.place(await chat.id, "general")
    await chat.app.outbox.post(place, Reply(T("one")))
    both = True
    await chat.app.outbox.post(place, Reply(T("two")))
    await chat.until(lambda: count(chat, "sent"), 1)
    assert [one.text for one in await chat.messages("general")] == ["two"] and failed


async def test_an_edit_that_did_not_arrive_is_made_later(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editing, "AGAIN_S", (0.01, 0.01))
    platform, away = type(chat.rig.platform), 2
    works = platform.edit

    async def edit(self: LocalPlatform, *arguments: Any) -> None:
        nonlocal away
        if away:
            away -= 1
            raise ConnectionError("no way there")
        await works(self, *arguments)

    monkeypatch.setattr(platform, "edit", edit)
    here = await chat.id
    [place] = await chat.app.registry.place(here, "general")
    await chat.app.outbox.post(place, Reply(T("one")), tag="card")
    await chat.settle()
    await chat.app.outbox.update(here, "card", Reply(T("two")))
    await chat.rig.wait_for("general", "two")
    assert not away


async def shown(chat: Community) -> int:
    return len(await chat.messages("general"))


async def count(chat: Community, state: str) -> int:
    async with chat.app.db.read() as connection:
        query = text("SELECT count(*) FROM outbox WHERE state = :state")
        return int(await connection.scalar(query, {"state": state}) or 0)


async def test_a_post_is_found_as_soon_as_somebody_can_click_on_it(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stands on the platform a moment before that is noted; a post that is lost by then is not
    waited for any longer than a moment."""
    note, held = OutboxStore.sent, asyncio.Event()

    async def sent(*arguments: Any) -> bool:
        await held.wait()
        return await note(*arguments)

    monkeypatch.setattr(OutboxStore, "sent", sent)
    [place] = await chat.app.registry.place(await chat.id, "general")
    await chat.app.outbox.post(place, Reply(T("a card")), tag="card")
    await chat.until(partial(shown, chat), 1)
    found = asyncio.create_task(chat.app.outbox.posts(await chat.id, "card"))
    for _ in range(50):
        await asyncio.sleep(0)
    assert not found.done()
    assert await chat.app.outbox.posts(await chat.id, "another card") == []
    held.set()
    [ref] = await found
    assert ref.channel == place and await chat.app.outbox.tag_of(ref) == "card"
    held.clear()
    monkeypatch.setattr(sending, "PAUSE_S", 0.01)
    await chat.app.outbox.post(place, Reply(T("the second card")), tag="card")
    await chat.until(partial(shown, chat), 2)
    assert await chat.app.outbox.posts(await chat.id, "card") == [ref]
    held.set()
