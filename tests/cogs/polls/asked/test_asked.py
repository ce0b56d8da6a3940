"""A cog asks for a poll, members vote, the cog hears what became of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from bot.api.boards.polling import MAX_OPTION, Outcome
from bot.api.errors import UserError
from bot.api.people import Level
from cogs.polls.record import faults
from tests.cogs.polls.voting.stage import ask as ask_a_plain_one
from tests.cogs.polls.voting.stage import ballot, polls, press
from tests.support.chat import link
from tests.support.community import Community, Opener

from .asker import KEY, MORE, ask, asker, cards, place, wanted

DISCORD, TELEGRAM = 0, 1


async def test_from_the_question_to_the_outcome(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await ask(chat, ana)
    assert "Asked by Ana" in card.text and "Counts stay hidden until the end." in card.text
    assert "jury" not in card.text
    await press(ana, await ballot(ana, card), "Plum", "Apple", until="1. Plum, 2. Apple")
    await press(ben, await ballot(ben, card), "Plum", until="1. Plum")
    assert asker(chat).heard == []
    await chat.advance(hours=25)
    await ana.sees("general", "Plum has won in round 1 with 2 of 2 votes.", after=card)
    outcome = Outcome(await chat.id, 1, KEY, "decided", ((1,), (0, 2)), (0, 2, 0), 2)
    assert asker(chat).heard == [outcome] and outcome.winner == 1
    await chat.advance(days=3)
    assert asker(chat).heard == [outcome]


async def test_one_poll_for_each_key(chat: Community) -> None:
    ana = await chat.person("Ana")
    want, polling = await wanted(chat, ana), asker(chat).polling
    assert set(await asyncio.gather(*(polling.open(want) for _ in range(4)))) == {1}
    # whatever is said later, also when it could not be asked any more
    assert await polling.open(replace(want, question="Another one?", closes_at=1)) == 1
    assert await polling.open(replace(want, key="asker:challenge:8", question="Next?")) == 2
    await chat.settle()
    assert ["Which cake?" in m.text for m in await cards(chat)] == [True, False]
    assert len(await polls(chat)._keys._secrets.names()) == 2
    assert await polling.close(await chat.id, 1)
    assert await polling.open(want) == 1
    await chat.settle()
    assert len(await cards(chat)) == 2


async def test_closed_early_by_the_cog_and_only_what_a_cog_has_asked(chat: Community) -> None:
    ana, polling = await chat.person("Ana"), asker(chat).polling
    here = await chat.id
    card = await ask(chat, ana)
    assert not await polling.close(here + 1, 1)
    assert await polling.close(here, 1)
    assert not await polling.close(here, 1)
    assert not await polling.close(here, 99)
    await ana.sees("general", "The poll is closed", after=card)
    await chat.advance(hours=48)
    assert asker(chat).heard == [Outcome(here, 1, KEY, "nobody", (), (0, 0, 0), 0)]
    assert asker(chat).heard[0].winner is None
    await ask_a_plain_one(chat, ana, "Which bread?", ("Rye", "Wheat"))
    assert not await polling.close(here, 2)


async def test_closed_by_hand_the_cog_hears_too(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ask(chat, ana, then="")
    await ask(chat, ana, key="asker:8", kind="single", quorum=2)
    for number in (1, 2):
        await mo.command("polls close", poll=f"#{number}")
        await chat.advance(seconds=1)
    assert [(o.key, o.verdict) for o in asker(chat).heard] == [("asker:8", "nobody")]


async def test_without_enough_voters_nothing_is_decided(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, kind="single", quorum=2, threshold=60)
    assert "At least 2 people have to vote. The winner needs 60% of the voters." in card.text
    await ana.click(card, "Cherry")
    await ana.told("You voted for Cherry")
    await chat.advance(hours=25)
    (outcome,) = asker(chat).heard
    assert (outcome.verdict, outcome.winner) == ("no_quorum", None)
    assert outcome.ranking == ((2,), (0, 1)) and outcome.counts == (0, 0, 1)


async def test_a_tie_is_settled_by_the_lot_of_the_record(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await ask(chat, ana, kind="multiple")
    await ana.click(card, "Apple")
    await ben.click(card, "Cherry")
    await ben.told("You voted for Cherry")
    await chat.advance(hours=25)
    record = await polls(chat)._ballots.record(await chat.id, 1)
    assert record is not None and faults(record) == []
    (outcome,) = asker(chat).heard
    won = record.count.winner
    assert won in (0, 2) and won == outcome.winner
    assert (outcome.verdict, outcome.ranking) == ("tie", ((won,), (2 - won,), (1,)))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"options": ("One",)}, "A poll here has from 2 to 10 answers, and these are 1."),
        ({"options": tuple(map(str, range(11)))}, "from 2 to 10 answers, and these are 11."),
        ({"options": ("Rye", "rye")}, "is there twice"),
        ({"options": ("Rye", "x" * (MAX_OPTION + 1))}, "at most 80 characters"),
        ({"question": " "}, "A poll needs a question"),
        ({"question": "x" * 201}, "at most 200 characters"),
        ({"closes_at": 5}, "please choose a later end"),
        ({"closes_at": 2**50}, "at most 90 days"),
        ({"voters": ()}, "its jury has no members"),
        ({"voters": (999,)}, "its jury has no members"),
        ({"asker_id": 999}, "is not a member any more"),
    ],
)
async def test_what_cannot_be_asked(chat: Community, more: dict[str, Any], said: str) -> None:
    ana, polling = await chat.person("Ana"), asker(chat).polling
    with pytest.raises(UserError) as refused:
        await polling.open(await wanted(chat, ana, **more))
    assert said in str(refused.value.text)
    assert await polls(chat)._polls.recent(await chat.id, 9) == []
    assert await polls(chat)._keys._secrets.names() == []


async def test_where_it_stands(chat: Community) -> None:
    ana, polling = await chat.person("Ana"), asker(chat).polling
    for name in ("ideas", "moderators"):
        channel = await place(chat, name)
        await polling.open(await wanted(chat, ana, key=f"asker:{name}", channel_id=channel))
    await polling.open(await wanted(chat, ana))
    await chat.settle()
    found = {name: len(await cards(chat, name)) for name in ("general", "ideas", "moderators")}
    assert found == {"general": 1, "ideas": 1, "moderators": 1}


async def test_nobody_holds_polls(open_chat: Opener) -> None:
    chat = await open_chat(more=MORE, cogs={"polls": {"enabled": False}})
    ana, polling = await chat.person("Ana"), asker(chat).polling
    here = await chat.id
    assert "polls" not in chat.app.book.cogs
    assert not polling.available(here) and polling.most_options(here) == 0
    assert await polling.open(await wanted(chat, ana)) is None
    assert not await polling.close(here, 1)


async def test_a_community_that_wants_no_polls(chat: Community) -> None:
    olga, polling = await chat.person("Olga", Level.OWNER), asker(chat).polling
    here = await chat.id
    assert polling.available(here) and polling.most_options(here) == 10
    await olga.command("settings set", name="polls.max_options", value="4")
    await olga.told("polls.max_options = 4")
    assert polling.most_options(here) == 4
    await olga.command("settings set", name="polls.enabled", value="off")
    await olga.told("polls.enabled = off")
    assert not polling.available(here) and polling.most_options(here) == 0
    assert await polling.open(await wanted(chat, olga)) is None
    await chat.settle()
    assert await cards(chat) == []


async def test_over_two_platforms_with_a_linked_member(both: Community) -> None:
    dora, dave = [await both.person(name, rig=DISCORD) for name in ("Dora", "Dave")]
    tina = await both.person("Tina", rig=TELEGRAM)
    card = await ask(both, dora)
    there = await tina.sees("general", "Which cake?")
    await press(dora, await ballot(dora, card), "Plum", until="1. Plum")
    await press(tina, await ballot(tina, there), "Cherry", until="1. Cherry")
    await press(dave, await ballot(dave, card), "Cherry", "Plum", until="1. Cherry, 2. Plum")
    await link(dora, tina)
    await tina.sees("general", "2 people voted")
    await both.advance(hours=25)
    for who in (dora, tina):
        await who.sees("general", "The poll is closed: Which cake?")
    (outcome,) = asker(both).heard
    assert (outcome.voters, outcome.verdict) == (2, "tie")
    assert outcome.ranking in (((1,), (2,), (0,)), ((2,), (1,), (0,)))
