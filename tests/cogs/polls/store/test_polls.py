"""Polls are kept, found, reworded and given more answers."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import insert, text

from bot.api.errors import UserError
from cogs.polls.model import DAY_MS, Draft, Rules
from cogs.polls.store import PollStore
from cogs.polls.tables import ballots, polls
from storage.database import Database

from .booth import ASKER, CHANNEL, END, HERE, HOUR, NOW, Booth

GROWING = Rules(add_options=True)


async def test_a_poll_comes_back_as_it_was_asked(booth: Booth) -> None:
    rules = Rules("dots", "anonymous", hidden=True, quorum=3, threshold=60, budget=7, remind=True)
    poll = await booth.ask(rules, ("Tea", "Coffee", "Water"))
    assert await booth.polls.get(HERE, poll.id) == poll
    assert (poll.question, poll.options, poll.rules) == (
        "Which?",
        ("Tea", "Coffee", "Water"),
        rules,
    )
    assert (poll.author_id, poll.channel_id) == (ASKER, CHANNEL)
    assert (poll.created_at, poll.closes_at, poll.closed) == (NOW, END, False)
    assert await booth.polls.get(HERE + 1, poll.id) is None


async def test_a_draft_without_a_named_end_lasts_as_long_as_it_says(booth: Booth) -> None:
    poll = await booth.polls.create(
        Draft("Which?", ("A", "B"), lasts=2 * DAY_MS),
        community_id=HERE,
        author_id=None,
        channel_id=CHANNEL,
        key_name=None,
        key_check=None,
        now=NOW,
    )
    assert (poll.author_id, poll.closes_at) == (None, NOW + 2 * DAY_MS)


async def test_lists(booth: Booth) -> None:
    late = await booth.ask(now=NOW + HOUR)
    soon = await booth.ask(now=NOW)
    done = await booth.ask(now=NOW)
    await booth.close(done, now=NOW + 5)
    assert [p.id for p in await booth.polls.open(HERE)] == [soon.id, late.id]
    assert [p.id for p in await booth.polls.open()] == [soon.id, late.id]
    assert await booth.polls.open(HERE + 1) == []
    newest = await booth.polls.recent(HERE, 2)
    assert [(p.id, p.closed) for p in newest] == [(done.id, True), (soon.id, False)]
    assert [p.id for p in await booth.polls.closed_since(NOW + 5)] == [done.id]
    assert await booth.polls.closed_since(NOW + 6) == []
    assert await booth.polls.opened(HERE, NOW, NOW + HOUR) == 2
    assert await booth.polls.opened(HERE, NOW, NOW + HOUR + 1) == 3


async def test_votes_of_a_time_are_the_same_number_before_and_after_closing(booth: Booth) -> None:
    poll = await booth.ask()
    for member, now in ((1, NOW), (2, NOW + 10), (3, NOW + HOUR)):
        await booth.press(poll, member, 0, now)
    await booth.press(poll, 1, 1, NOW + 2 * HOUR)  # a change of mind is no new vote
    for _ in range(2):
        assert await booth.polls.votes_cast(HERE, NOW, NOW + HOUR) == 2
        assert await booth.polls.votes_cast(HERE, NOW, NOW + 24 * HOUR) == 3
        assert await booth.polls.votes_cast(HERE, NOW + 2 * HOUR, NOW + 24 * HOUR) == 0
        assert await booth.polls.votes_cast(HERE + 1, NOW, NOW + HOUR) == 0
        await booth.close(poll)


# ---- the question


async def test_the_question_changes_only_until_somebody_votes(booth: Booth) -> None:
    poll = await booth.ask()
    renamed = await booth.polls.rename(HERE, poll.id, "Which one?")
    assert renamed is not None and renamed.question == "Which one?"
    await booth.press(poll, 1, 0)
    assert await booth.polls.rename(HERE, poll.id, "Too late?") is None
    await booth.withdraw(poll, 1)
    assert await booth.polls.rename(HERE, poll.id, "Nobody voted again?") is not None
    assert await booth.polls.rename(HERE + 1, poll.id, "Elsewhere?") is None
    await booth.close(poll)
    assert await booth.polls.rename(HERE, poll.id, "Closed?") is None


async def test_a_vote_that_came_first_stops_a_rename_that_waited_for_it(
    booth: Booth, polls_db: Database
) -> None:
    poll = await booth.ask()
    async with polls_db.write() as conn:
        await conn.execute(polls.select().where(polls.c.id == poll.id).with_for_update())
        renaming = asyncio.create_task(booth.polls.rename(HERE, poll.id, "Too late?"))
        row = {"poll_id": poll.id, "key": b"1", "marks": "1", "member_id": 1}
        await conn.execute(insert(ballots).values(row))
        while polls_db.dialect == "postgresql" and not await _somebody_waits(polls_db):  # noqa: ASYNC110 - shown by the server
            await asyncio.sleep(0.01)
        assert not renaming.done()
    assert await renaming is None


async def _somebody_waits(db: Database) -> bool:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    async with db.read() as conn:
        return bool(await conn.scalar(text(waiting)))


async def test_a_rename_and_a_vote_at_once_agree_on_what_was_asked(booth: Booth) -> None:
    for _ in range(20):
        poll = await booth.ask()
        pressed, renamed, *_ = await asyncio.gather(
            booth.press(poll, 1, 0), booth.polls.rename(HERE, poll.id, "Which one?")
        )
        assert pressed.poll is not None
        assert pressed.poll.question == ("Which one?" if renamed else "Which?")


# ---- answers of members


async def test_members_add_answers(booth: Booth) -> None:
    poll = await booth.ask(GROWING)
    done, grown = await booth.polls.add_option(HERE, poll.id, 1, " C  more ", 4)
    assert done == "added" and grown is not None
    assert grown.options == ("A", "B", "C more")
    with pytest.raises(UserError, match="twice"):
        await booth.polls.add_option(HERE, poll.id, 1, "c MORE", 4)
    assert (await booth.polls.add_option(HERE, poll.id, 1, "D", 4))[0] == "added"
    assert (await booth.polls.add_option(HERE, poll.id, 1, "E", 9))[0] == "enough"
    with pytest.raises(UserError, match="takes no more"):
        await booth.polls.add_option(HERE, poll.id, 2, "E", 4)
    assert await booth.polls.add_option(HERE + 1, poll.id, 2, "E", 9) == ("unknown", None)
    assert (await booth.polls.add_option(HERE, poll.id, 2, "E", 9, now=END))[0] == "closed"
    await booth.close(poll)
    assert (await booth.polls.add_option(HERE, poll.id, 2, "E", 9))[0] == "closed"


@pytest.mark.parametrize("rules", [Rules(), Rules("yesno", add_options=True)])
async def test_polls_that_take_no_answers(booth: Booth, rules: Rules) -> None:
    poll = await booth.ask(rules, ("Yes", "No", "Abstain"))
    assert await booth.polls.add_option(HERE, poll.id, 1, "Maybe", 9) == ("closed", poll)


async def test_answers_added_at_once_keep_their_places(booth: Booth) -> None:
    poll = await booth.ask(GROWING)
    calls = [booth.polls.add_option(HERE, poll.id, m % 4, f"C{m}", 20) for m in range(12)]
    done = [done for done, _ in await asyncio.gather(*calls)]
    assert sorted(done) == ["added"] * 8 + ["enough"] * 4
    grown = await booth.polls.get(HERE, poll.id)
    assert grown is not None and len(set(grown.options)) == 10


async def test_a_ballot_from_before_an_answer_was_added_still_counts(booth: Booth) -> None:
    poll = await booth.ask(GROWING)
    await booth.press(poll, 1, 0)
    await booth.polls.add_option(HERE, poll.id, 1, "C", 9)
    await booth.press(poll, 2, 2)
    assert await booth.scores(poll) == ((1, 0, 1), 2)


# ---- secrets


async def test_the_name_of_a_secret_is_kept_until_it_was_forgotten(booth: Booth) -> None:
    poll = await booth.ask(secret="one")
    other = await booth.ask(secret="two")
    assert await booth.polls.key(poll.id) == ("polls-one", booth.keys[poll.id].check)
    assert not await booth.polls.give_key(poll.id, "polls-three", b"other")
    assert await booth.polls.key_names() == {"polls-one", "polls-two"}
    assert await booth.polls.keys_of_closed() == []
    await booth.close(poll)
    await booth.close(other)
    assert await booth.polls.keys_of_closed() == ["polls-one", "polls-two"]
    await booth.polls.key_forgotten("polls-one")
    assert await booth.polls.keys_of_closed() == ["polls-two"]
    assert await booth.polls.key(poll.id) is None
    assert not await booth.polls.give_key(poll.id, "polls-three", b"other")


async def test_a_poll_without_a_secret_is_given_one_once(polls_db: Database) -> None:
    store = PollStore(polls_db)
    poll = await store.create(
        Draft("Which?", ("A", "B")),
        community_id=HERE,
        author_id=None,
        channel_id=CHANNEL,
        key_name=None,
        key_check=None,
        now=NOW,
    )
    assert await store.key(poll.id) is None
    names = [f"polls-{i}" for i in range(5)]
    done = await asyncio.gather(*(store.give_key(poll.id, name, b"12345678") for name in names))
    assert sorted(done) == [False] * 4 + [True]
    assert await store.key(poll.id) == (names[done.index(True)], b"12345678")
