"""Work in bounded number, and what becomes of it at the end."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from bot.api.people import Level
from bot.api.port.buckets import Buckets
from bot.engine.conversation.flood import Flood
from bot.engine.intake.crowd import IN_A_ROW, Crowd
from storage.database.writing import turn
from tests.support.community import Opener


async def test_what_has_not_begun_at_the_end_is_given_up_quietly() -> None:
    crowd, begun = Crowd("a test", at_once=1, waiting=3), list[int]()
    stuck = asyncio.Event()

    async def work(n: int) -> None:
        begun.append(n)
        await stuck.wait()

    for n in range(3):
        await crowd.add(work(n))
    await asyncio.sleep(0)
    await crowd.close(0)
    assert begun == [0] and len(crowd) == 0
    # a coroutine that nobody awaited would be a warning, and warnings are errors


async def test_who_waits_for_room_at_the_end_begins_nothing_any_more() -> None:
    crowd, begun = Crowd("a test", at_once=1, waiting=2), list[int]()
    stuck = asyncio.Event()

    async def work(n: int) -> None:
        begun.append(n)
        await stuck.wait()

    waiting = [asyncio.create_task(crowd.add(work(n))) for n in range(5)]
    await asyncio.sleep(0)
    await crowd.close(0)
    await asyncio.gather(*waiting)
    await crowd.settle()
    assert begun == [0] and len(crowd) == 0


@pytest.mark.parametrize("fair", [True, False])
async def test_a_quiet_community_does_not_wait_for_a_noisy_one(fair: bool) -> None:
    """Negative control: in one row for all, what is quiet comes last."""
    crowd, done = Crowd("a test", at_once=2, waiting=10_000), list[str]()

    async def work(what: str) -> None:
        await asyncio.sleep(0)
        done.append(what)

    for _ in range(1000):
        await crowd.add(work("noisy"), "noisy" if fair else None)
    for _ in range(3):
        await crowd.add(work("quiet"), "quiet" if fair else None)
    await crowd.settle()
    places = [place for place, what in enumerate(done) if what == "quiet"]
    assert len(done) == 1003
    assert (places[-1] < 20) is fair, places


async def test_works_that_never_wait_leave_turns_to_others() -> None:
    """Counted: the loop goes round many times while a thousand of them are done."""
    crowd, done, turns = Crowd("a test", at_once=2, waiting=10_000), list[int](), list[int]()

    async def work(n: int) -> None:
        done.append(n)

    async def somebody_else() -> None:
        while len(done) < 1000:
            turns.append(len(done))
            await asyncio.sleep(0)

    for n in range(1000):
        await crowd.add(work(n))
    await somebody_else()
    await crowd.settle()
    assert sorted(done) == list(range(1000)) and len(crowd) == 0
    assert max(after - before for before, after in pairwise(turns)) <= 2 * IN_A_ROW


async def test_a_work_that_gives_itself_up_or_fails_takes_nobody_with_it() -> None:
    crowd, done = Crowd("a test", at_once=1, waiting=10), list[str]()

    async def cancelled() -> None:
        raise asyncio.CancelledError

    async def failing() -> None:
        raise ValueError("of its own")

    async def well() -> None:
        done.append("well")

    for work in (cancelled, well, failing, well):
        await crowd.add(work())
    await crowd.settle()
    assert done == ["well", "well"] and len(crowd) == 0


async def test_a_work_has_no_context_of_whoever_brought_it() -> None:
    """Who clicks goes first: what only listens, and comes while that is done, does not."""
    crowd, urgent = Crowd("a test", at_once=1, waiting=10), list[bool]()

    async def work() -> None:
        urgent.append(turn._urgent.get())

    with turn.urgently():
        await crowd.add(work())
    await crowd.settle()
    assert urgent == [False]


def test_who_asks_for_too_much_is_told_once_and_can_go_on_after_a_while() -> None:
    at = [0.0]
    flood = Flood(Buckets(4, 1, lambda: at[0]))
    assert [flood.ask("local", "eve") for _ in range(7)] == ["fine"] * 4 + ["tell"] + ["silent"] * 2
    assert flood.ask("local", "ana") == "fine"
    at[0] = 1.0
    assert flood.ask("local", "eve") == "silent"  # one more click is not enough of a rest
    at[0] = 3.0
    assert [flood.ask("local", "eve") for _ in range(4)] == ["fine"] * 3 + ["tell"]


def test_a_space_has_a_limit_of_its_own_and_takes_nothing_from_another() -> None:
    """However many people there are in it; the control is the same crowd in private."""
    flood = Flood(Buckets(4, 0), Buckets(10, 0))
    noisy = [flood.ask("local", f"eve {n}", "noisy") for n in range(30)]
    assert noisy == ["fine"] * 10 + ["tell"] * 20
    assert flood.ask("local", "ana", "quiet") == "fine"
    assert {flood.ask("local", f"bo {n}") for n in range(30)} == {"fine"}


async def test_a_noisy_member_is_told_once_and_the_others_are_answered(open_chat: Opener) -> None:
    chat = await open_chat()
    chat.app.dispatcher.flood = Flood(Buckets(5, 0))
    eve, ana = await chat.person("Eve"), await chat.person("Ana")
    for _ in range(12):
        await eve.say("general", "/help")
    await chat.settle()
    told = eve.told_so_far()
    assert sum("wait a little" in words for words in told) == 1
    here = (await chat.app.registry.communities())[0].id
    now = await chat.app.vitals.condition(here)
    assert (now.slowed, (await chat.app.vitals.condition(here + 1)).slowed) == (1, 0)
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("status")
    await mo.told("was asked to wait, 1 time.")
    await ana.say("general", "/help")
    await chat.settle()
    assert ana.told_so_far() and not any("wait a little" in w for w in ana.told_so_far())


async def test_answers_are_taken_in_turn_from_each_space(
    open_chat: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not from each person: a noisy server has thousands of them."""
    chat = await open_chat()
    asked = list[object]()

    async def noted(work: object, row: object, of: object) -> None:
        asked.append(of)

    monkeypatch.setattr(chat.app.intake._handling, "answer", noted)
    for name in ("Eve", "Ana"):
        who = await chat.person(name)
        await who.say("general", "/help")
        await who.say("private", "/help")
    assert len(asked) == 4 and len({*asked}) == 3
    assert asked[0] == asked[2] == chat.rig.space_id
