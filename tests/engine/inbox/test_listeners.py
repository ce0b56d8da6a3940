"""What listeners hear: again when the database failed them, and one after another of one person."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.api.cog import Cog, CogConfig, listen
from bot.api.events import MemberJoined, MemberLeft, MessagePosted
from bot.api.reply import Reply
from bot.api.services import Outbox
from bot.api.text import T
from bot.engine.intake import handling
from bot.engine.intake.handling import Handling
from storage import StorageError
from tests.contract.local_rig import LocalRig
from tests.support.community import Community, sqlite_url


class Notes(Cog[CogConfig]):
    """Answers, and notes what it has answered in a database that is away so many times."""

    name = "notes"
    title = T("Notes")
    away = 0

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    @listen(MessagePosted)
    async def posted(self, event: MessagePosted) -> None:
        for words in ("Heard", "and noted"):
            await self._outbox.post(event.message.ref.channel, Reply(T(words)))
            if Notes.away:
                Notes.away -= 1
                raise StorageError("The database does not answer.")


async def said(chat: Community) -> list[str]:
    return [one.text for one in await chat.messages("general")]


@pytest.mark.parametrize("restarted", [False, True])
async def test_who_was_failed_by_the_database_hears_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, restarted: bool
) -> None:
    monkeypatch.setattr("tests.support.community.loaded", {"community"})
    monkeypatch.setattr(handling, "AGAIN_S", (0.001, 0.001))
    monkeypatch.setattr(Notes, "away", 4 if restarted else 2)
    chat = Community([LocalRig()], sqlite_url(tmp_path), more={"notes": Notes})
    await chat.open()
    try:
        ana = await chat.person("Ana")
        await ana.say("general", "Rye?")
        await chat.settle()
        if restarted:  # given up until then
            assert await said(chat) == ["Rye?", "Heard"]
            await chat.restart()
            await chat.settle()
        assert await said(chat) == ["Rye?", "Heard", "and noted"]
        await chat.restart()
        await chat.settle()
        assert len(await said(chat)) == 3  # and then no more
    finally:
        await chat.close()


class Door(Cog[CogConfig]):
    """Is busy with who comes until the next one comes."""

    name = "door"
    title = T("Door")

    def __init__(self) -> None:
        self.heard = list[str]()
        self._next = asyncio.Event()

    @listen(MemberJoined)
    async def came(self, event: MemberJoined) -> None:
        self.heard.append(f"{event.member.name} comes")
        if event.member.name == "Ben":
            self._next.set()
        await self._next.wait()
        self.heard.append(f"{event.member.name} is in")

    @listen(MemberLeft)
    async def went(self, event: MemberLeft) -> None:
        self.heard.append(f"{event.member.name} is gone")


@pytest.mark.parametrize("restarted", [False, True])
async def test_who_comes_and_goes_at_once_is_not_gone_before_they_are_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, restarted: bool
) -> None:
    async def crash(*_: object) -> None:
        """As if the program ended here."""

    monkeypatch.setattr("tests.support.community.loaded", {"community"})
    chat = Community([LocalRig()], sqlite_url(tmp_path), more={"door": Door})
    await chat.open()
    try:
        ana, ben = [await chat.person(name, joined=False) for name in ("Ana", "Ben")]
        with monkeypatch.context() as dying:
            if restarted:
                dying.setattr(Handling, "listen", crash)
            await ana.join()
            await ana.leave()
            await ben.join()
        if restarted:
            await chat.restart()
        await chat.settle()
        door = chat.app.book.cogs["door"]
        assert isinstance(door, Door)
        assert [what for what in door.heard if "Ana" in what] == [
            "Ana comes", "Ana is in", "Ana is gone",
        ]  # fmt: skip
    finally:
        await chat.close()
