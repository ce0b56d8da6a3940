"""Challenges in the database: of two at once one wins, on both databases."""

from __future__ import annotations

import asyncio

from cogs.ideas.challenges.model import Brief, Challenge, Dates, Phase
from cogs.ideas.challenges.store import ChallengeStore, FinalistStore
from cogs.ideas.model import Draft, Idea, Words
from cogs.ideas.store import IdeaStore, PeopleStore
from storage.database import Database
from tests.cogs.ideas.board.stage import changed

HERE, NOW = 1, 1_780_000_000_000
ANA, BEN, MO = 7, 8, 9
DATES = Dates(NOW + 10, NOW + 20, NOW + 30)


async def posted(db: Database, phase: Phase = "collect") -> Challenge:
    """A challenge in that phase."""
    store = ChallengeStore(db)
    number = await store.draft(HERE, MO, 5, NOW)
    draft = await store.get(HERE, number)
    assert draft is not None
    found = await store.change(draft, NOW, phase=phase, brief=Brief("What?"), dates=DATES)
    assert found is not None
    return found


async def idea(db: Database, title: str, within: Challenge | None = None) -> Idea:
    number = within.id if within is not None else None
    draft = Draft(0, HERE, ANA, ANA, 5, Words(title), NOW, challenge_id=number)
    return await IdeaStore(db).post(draft, NOW)


async def vote(db: Database) -> tuple[Challenge, list[int]]:
    """A challenge whose three ideas are proposed for the final."""
    challenge = await posted(db, "vote")
    ids = [(await idea(db, title, challenge)).id for title in ("Rye", "Corn", "Oats")]
    await FinalistStore(db).propose(challenge, ids)
    return challenge, ids


async def test_two_who_change_the_same_turn(ideas_db: Database) -> None:
    store, seen = ChallengeStore(ideas_db), await posted(ideas_db)
    both = await asyncio.gather(
        store.change(seen, NOW, phase="discuss"), store.change(seen, NOW, phase="ended", reason="x")
    )
    (won,) = [one for one in both if one is not None]
    assert won.turn == seen.turn + 1
    assert await store.get(HERE, seen.id) == won
    assert await store.get(HERE + 1, seen.id) is None


async def test_two_who_open_the_vote(ideas_db: Database) -> None:
    finals = FinalistStore(ideas_db)
    challenge, ids = await vote(ideas_db)
    both = await asyncio.gather(
        finals.fix(challenge, ids[:2], BEN, DATES, NOW),
        finals.fix(challenge, ids[1:], BEN, DATES, NOW),
    )
    (fixed,) = [one for one in both if one is not None]
    assert fixed.asked_at == NOW and fixed.asker_id == MO and not fixed.preparing
    assert await finals.of(challenge.id) in (ids[:2], ids[1:])
    assert await finals.toggle(challenge, ids[0], 9) is None
    await finals.propose(challenge, ids)
    assert len(await finals.of(challenge.id)) == 2


async def test_who_opens_it_stands_for_an_asker_who_is_forgotten(ideas_db: Database) -> None:
    challenge, ids = await vote(ideas_db)
    await PeopleStore(ideas_db).erase(MO)
    fixed = await FinalistStore(ideas_db).fix(challenge, ids, BEN, DATES, NOW)
    assert fixed is not None and fixed.asker_id == BEN


async def test_finalists_are_taken_in_and_out_as_far_as_there_is_room(ideas_db: Database) -> None:
    finals = FinalistStore(ideas_db)
    challenge, (rye, corn, oats) = await vote(ideas_db)
    await finals.propose(challenge, [oats])
    assert await finals.of(challenge.id) == [rye, corn, oats]
    assert await finals.toggle(challenge, rye, 2) is False
    assert await finals.toggle(challenge, rye, 2) is None
    assert await finals.toggle(challenge, corn, 2) is False
    assert await finals.toggle(challenge, rye, 2) is True
    assert await finals.of(challenge.id) == [oats, rye]
    turned = await ChallengeStore(ideas_db).change(challenge, NOW, phase="collect")
    assert turned is not None and await finals.of(challenge.id) == []


async def test_places_are_written_once(ideas_db: Database) -> None:
    store, finals = ChallengeStore(ideas_db), FinalistStore(ideas_db)
    challenge, ids = await vote(ideas_db)
    fixed = await finals.fix(challenge, ids, MO, DATES, NOW)
    assert fixed is not None
    both = await asyncio.gather(
        *(finals.settle(fixed, 4, "decided", {0: 2, 1: 1, 2: 2}, NOW) for _ in range(2))
    )
    (settled,) = [one for one in both if one is not None]
    assert (settled.phase, settled.winner_id, settled.poll_id) == ("decide", ids[1], 4)
    placed = {entry.idea.id: entry.place for entry in await store.entries(settled)}
    assert placed == {ids[1]: 1, ids[0]: 2, ids[2]: 2}
    assert await finals.settle(fixed, 4, "nobody", {0: 1}, NOW) is None
    assert await store.get(HERE, challenge.id) == settled


async def test_without_a_verdict_there_is_an_order_and_no_winner(ideas_db: Database) -> None:
    finals = FinalistStore(ideas_db)
    challenge, ids = await vote(ideas_db)
    fixed = await finals.fix(challenge, ids, MO, DATES, NOW)
    assert fixed is not None
    settled = await finals.settle(fixed, 4, "no_quorum", {0: 1, 1: 2, 2: 3}, NOW)
    assert settled is not None and settled.winner_id is None


async def test_an_idea_takes_part_in_one_challenge(ideas_db: Database) -> None:
    store, one, other = (
        ChallengeStore(ideas_db), await posted(ideas_db), await posted(ideas_db)
    )  # fmt: skip
    rye = await idea(ideas_db, "Rye")
    both = await asyncio.gather(store.enter(one, rye, NOW), store.enter(other, rye, NOW))
    assert sorted(both) == [False, True]
    late, corn = await posted(ideas_db, "discuss"), await idea(ideas_db, "Corn")
    assert not await store.enter(late, corn, NOW)


async def test_for_an_idea_that_was_merged_its_whole_takes_part(ideas_db: Database) -> None:
    store, challenge = ChallengeStore(ideas_db), await posted(ideas_db, "decide")
    rye, whole = await idea(ideas_db, "Rye", challenge), await idea(ideas_db, "Bread")
    won = await store.change(challenge, NOW, winner_id=rye.id)
    assert won is not None
    await changed(ideas_db, rye.id, merged_into=whole.id, merged_with=whole.id)
    assert [entry.idea.id for entry in await store.entries(won)] == [whole.id]
    assert [one.id for one in await store.won_by(whole)] == [challenge.id]
    assert await store.won_by(await idea(ideas_db, "Other")) == []


async def test_linked_and_forgotten(ideas_db: Database) -> None:
    store, finals = ChallengeStore(ideas_db), FinalistStore(ideas_db)
    people, challenge = PeopleStore(ideas_db), await posted(ideas_db)
    for juror in (ANA, BEN):
        assert await finals.toggle_juror(challenge, juror) is True
    await people.link(ANA, BEN)
    assert await finals.jurors(challenge.id) == [ANA]
    draft = await store.draft(HERE, ANA, 5, NOW)
    mine = await store.get(HERE, draft)
    assert mine is not None and await finals.toggle_juror(mine, BEN) is True
    await people.link(ANA, MO)
    assert [one.id for one in await store.of(ANA)] == [draft, challenge.id]
    await store.forget(ANA)
    await people.erase(ANA)
    assert await store.get(HERE, draft) is None and await finals.jurors(draft) == []
    now = await store.get(HERE, challenge.id)
    assert now is not None and now.asker_id is None
    assert await finals.jurors(challenge.id) == [] and await store.of(ANA) == []


async def test_old_drafts_are_purged_and_their_number_is_not_used_again(
    ideas_db: Database,
) -> None:
    store, posted_one = ChallengeStore(ideas_db), await posted(ideas_db)
    old = await store.draft(HERE, MO, 5, NOW - 100)
    elsewhere = await store.draft(HERE + 1, MO, 5, NOW - 100)
    await store.purge(HERE, NOW - 50)
    assert await store.get(HERE, old) is None
    assert await store.get(HERE, posted_one.id) is not None
    assert await store.get(HERE + 1, elsewhere) is not None
    assert await store.draft(HERE, MO, 5, NOW) > elsewhere
    assert not await store.drop(posted_one)
