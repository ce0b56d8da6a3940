"""The bot is killed at the worst moments: nothing is lost, and nothing stands there twice."""

from __future__ import annotations

from typing import Any

import pytest

from cogs.polls.store import BallotStore, ErrandStore
from tests.cogs.polls.voting.stage import polls
from tests.support.chat import Actor
from tests.support.community import Community

from .asker import KEY, ask, asker, cards, wanted


class Killed(Exception):
    """The process is gone."""


async def killed(*_: object, **__: object) -> None:
    raise Killed


async def voted(chat: Community, ana: Actor) -> None:
    card = await ask(chat, ana, kind="single")
    await ana.click(card, "Plum")
    await ana.told("You voted for Plum")
    await chat.settle()


@pytest.mark.parametrize("down", [0, 5])
async def test_between_closing_and_telling(chat: Community, down: int) -> None:
    ana = await chat.person("Ana")
    await voted(chat, ana)
    key = await polls(chat)._keys.find(1)
    here, now = await chat.id, chat.clock.now()
    assert await BallotStore(chat.app.db).close(here, 1, None, now, key, None) is not None
    assert await ErrandStore(chat.app.db).untold() == [(here, 1)]
    chat.clock.advance(hours=down)
    await chat.restart()
    await chat.advance(seconds=1)
    assert [(o.key, o.winner) for o in asker(chat).heard] == [(KEY, 1)]
    assert await ErrandStore(chat.app.db).untold() == []
    await chat.restart()
    await chat.advance(hours=48)
    assert asker(chat).heard == []


async def test_before_it_is_noted_that_the_outcome_was_handed_on(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await chat.person("Ana")
    await voted(chat, ana)
    with monkeypatch.context() as broken:
        broken.setattr(ErrandStore, "told", killed)
        with pytest.raises(Killed):
            await asker(chat).polling.close(await chat.id, 1)
    await chat.restart()
    await chat.advance(seconds=1)
    # once or, where the first task had been written down, twice
    assert {o.winner for o in asker(chat).heard} == {1}
    results = [m for m in await chat.messages("general") if "The poll is closed" in m.text]
    assert len(results) == 1


async def test_a_handler_that_fails_is_tried_again(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await chat.person("Ana")
    await voted(chat, ana)
    heard, broken = asker(chat).heard, Broken()
    monkeypatch.setattr(asker(chat), "heard", broken)
    await chat.advance(hours=25)
    assert broken.tried == 1
    monkeypatch.setattr(asker(chat), "heard", heard)
    await chat.advance(minutes=1)
    assert [o.winner for o in heard] == [1]


class Broken(list[Any]):
    """Takes nothing."""

    tried = 0

    def append(self, _: Any) -> None:
        self.tried += 1
        raise Killed


async def test_between_the_row_and_the_card(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await chat.person("Ana")
    want = await wanted(chat, ana)
    with monkeypatch.context() as broken:
        broken.setattr(polls(chat)._polls_desk, "_schedule", killed)
        with pytest.raises(Killed):
            await asker(chat).polling.open(want)
    assert await cards(chat) == []
    # asked for again, it gets what it lacks
    assert await asker(chat).polling.open(want) == 1
    await chat.settle()
    assert len(await cards(chat)) == 1


async def test_between_the_row_and_the_card_and_never_asked_again(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = await chat.person("Ana")
    with monkeypatch.context() as broken:
        broken.setattr(polls(chat)._polls_desk, "_schedule", killed)
        with pytest.raises(Killed):
            await asker(chat).polling.open(await wanted(chat, ana, then="asker.decided"))
    await chat.restart()
    await chat.advance(seconds=1)
    await ana.sees("general", "Which cake?")
    await chat.advance(hours=25)
    assert [o.verdict for o in asker(chat).heard] == ["nobody"]
    assert len(await cards(chat)) == 1
