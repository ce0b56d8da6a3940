"""A listener whom the database failed hears the event again."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.api.cog import Cog, CogConfig, listen
from bot.api.events import MessagePosted
from bot.api.reply import Reply
from bot.api.services import Outbox
from bot.api.text import T
from bot.engine.intake import handling
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
