"""The process ends between two steps, and the next start makes it good."""

from __future__ import annotations

from typing import Any

import pytest

from cogs.announcements.desk import AnnouncementDesk
from cogs.announcements.posting.sending import Sending
from tests.support.community import Community

from .test_story import handed_in, posts, team


async def killed(*_: Any, **__: Any) -> None:
    raise ConnectionError("the process ends here")


async def test_a_crash_before_the_card_is_made_good(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben, _ = await team(chat)
    with monkeypatch.context() as end:
        end.setattr(AnnouncementDesk, "request", killed)
        await ana.command("announce", text="Rye bread is back")
        await ana.click(await ana.told("This is how it will read"), "Hand in")
        await chat.settle()
    await chat.restart()
    await chat.settle()
    await ben.click(await ben.sees("moderators", "Ana wants to announce"), "Approve")
    await chat.settle()
    await chat.advance(seconds=1)
    assert await posts(chat, "Rye bread") == 1


async def test_a_crash_before_the_plan_makes_nothing_late(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben, _ = await team(chat)
    card = await handed_in(ana, chat, text="Rye bread is back")
    await chat.advance(days=3)
    with monkeypatch.context() as end:
        end.setattr(Sending, "plan", killed)
        await ben.click(card, "Approve")
        await chat.settle()
    await chat.restart()
    await chat.advance(seconds=1)
    assert await posts(chat, "Rye bread") == 1
    assert await posts(chat, "should have been posted", "moderators") == 0


async def test_a_crash_while_it_is_taken_back(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben, _ = await team(chat)
    await ben.click(await handed_in(ana, chat, text="Rye bread is back"), "Approve")
    await chat.settle()
    await chat.advance(seconds=1)
    with monkeypatch.context() as end:
        end.setattr(Sending, "recall", killed)
        await ana.command("announcements recall", number=1)
        await chat.settle()
    assert await posts(chat, "Rye bread") == 1
    await chat.restart()
    await chat.advance(seconds=1)
    assert await posts(chat, "Rye bread") == 0


async def test_a_crash_while_words_are_changed(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben, _ = await team(chat)
    await ben.click(await handed_in(ana, chat, text="Opens at 8"), "Approve")
    await chat.settle()
    await chat.advance(seconds=1)
    await ana.command("announcements edit", number=1)
    await ana.fill(text="Opens at 9")
    request = await ben.sees("moderators", "wants other words")
    with monkeypatch.context() as end:
        end.setattr(Sending, "reword", killed)
        await ben.click(request, "Approve")
        await chat.settle()
    assert await posts(chat, "Opens at 8") == 1
    await chat.restart()
    await chat.advance(minutes=2)
    assert await posts(chat, "Opens at 9") == 1
