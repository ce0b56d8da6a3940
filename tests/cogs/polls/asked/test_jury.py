"""Polls in which only a few members may vote."""

from __future__ import annotations

import json

from bot.api.people import Level
from bot.cli.verify import Findings
from cogs.polls.record import faults
from cogs.polls.store import ErrandStore
from tests.cogs.polls.voting.stage import ballot, content, member, polls, press, receipt
from tests.support.chat import link
from tests.support.community import Community

from .asker import ask, asker, cards, place, wanted

DISCORD, TELEGRAM = 0, 1
REFUSED = "Only a jury votes in this poll, and you are not in it; its result is for all."


async def test_only_the_jury_votes_and_all_can_read_how_many_it_is(chat: Community) -> None:
    ana, ben, cem = [await chat.person(name) for name in ("Ana", "Ben", "Cem")]
    jury = [(await member(chat, who)).id for who in (ana, ben)]
    card = await ask(chat, cem, voters=[*jury, jury[0], 999])
    assert "Only a jury votes: 2 members." in card.text
    assert "Ben" not in card.text
    await cem.click(card, "Vote")
    await cem.told(REFUSED)
    mine = await press(ana, await ballot(ana, card), "Plum", until="1. Plum")
    await cem.sees("general", "1 person voted")
    await chat.advance(hours=25)
    result = await cem.sees("general", "The poll is closed", after=card)
    assert "1 person voted; only a jury of 2 members could." in result.text
    (closed,) = await cards(chat)
    assert "1 person voted; only a jury of 2 members could." in closed.text
    (outcome,) = asker(chat).heard
    assert (outcome.winner, outcome.voters, outcome.eligible) == (1, 1, 2)
    # what can be checked says so as well
    record = await polls(chat)._ballots.record(await chat.id, 1)
    assert record is not None and record.eligible == 2
    assert Findings(record, faults(record), None, record.fingerprint).good
    await ana.command("polls verify", receipt=receipt(mine))
    await ana.told("This ballot is in the count of poll #1")
    await cem.click(result, "Check the count")
    file = json.loads(content(chat, await cem.told("everything follows")))
    assert file["eligible"] == 2 and len(file["ballots"]) == 1


async def test_a_juror_with_two_accounts_is_one(both: Community) -> None:
    dora, dave = [await both.person(name, rig=DISCORD) for name in ("Dora", "Dave")]
    tina = await both.person("Tina", rig=TELEGRAM)
    jury = [(await member(both, who, rig)).id for who, rig in ((dora, 0), (dave, 0), (tina, 1))]
    card = await ask(both, dora, voters=jury, kind="single", secrecy="anonymous")
    assert "Only a jury votes: 3 members." in card.text
    there = await tina.sees("general", "Which cake?")
    await dora.click(card, "Apple")
    await dora.told("You voted for Apple")
    await tina.click(there, "Plum")
    await tina.told("You voted for Plum")
    await link(dora, tina)
    for who in (dora, tina):
        seen = await who.sees("general", "Only a jury votes: 2 members.")
        assert "1 person voted" in seen.text
    await tina.click(there, "Cherry")
    await tina.told("You voted for Cherry")
    await both.advance(hours=25)
    (outcome,) = asker(both).heard
    assert (outcome.counts, outcome.voters, outcome.eligible) == ((0, 0, 1), 1, 2)


async def test_an_account_that_is_linked_to_a_juror_votes_for_them(both: Community) -> None:
    dora, dave = [await both.person(name, rig=DISCORD) for name in ("Dora", "Dave")]
    tina = await both.person("Tina", rig=TELEGRAM)
    await ask(both, dave, voters=[(await member(both, tina, TELEGRAM)).id], kind="single")
    card = await dora.sees("general", "Only a jury votes: 1 member.")
    await dora.click(card, "Apple")
    await dora.told(REFUSED)
    await link(dora, tina)  # the older account stays
    await dora.click(card, "Apple")
    await dora.told("You voted for Apple")


async def test_who_is_forgotten_is_off_the_list(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    jury = [(await member(chat, who)).id for who in (ana, ben)]
    card = await ask(chat, ben, voters=jury, kind="single")
    await ana.click(card, "Apple")
    await ana.told("You voted for Apple")
    cog = polls(chat)
    await cog.erase(jury[0])
    seen = await ben.sees("general", "Only a jury votes: 1 member.")
    assert "0 people voted" in seen.text
    assert await ErrandStore(chat.app.db).voters(1) == {jury[1]}
    await ana.click(card, "Apple")
    await ana.told(REFUSED)
    await cog.erase(jury[1])
    await ben.click(card, "Apple")
    await ben.told(REFUSED)
    await chat.advance(hours=25)
    (outcome,) = asker(chat).heard
    assert (outcome.verdict, outcome.voters, outcome.eligible) == ("nobody", 0, 0)


async def test_how_many_could_vote_stays_as_it_was_published(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    jury = [(await member(chat, who)).id for who in (ana, ben)]
    await ask(chat, ben, voters=jury)
    await chat.advance(hours=25)
    await polls(chat).erase(jury[1])
    await chat.settle()
    (closed,) = await cards(chat)
    assert "0 people voted; only a jury of 2 members could." in closed.text
    assert "Asked by a former member" in closed.text


async def test_a_jury_of_what_is_asked_among_moderators(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    channel = await place(chat, "moderators")
    want = await wanted(
        chat, mo, voters=[(await member(chat, ana)).id], channel_id=channel, remind=True
    )
    assert await asker(chat).polling.open(want) == 1
    card = await mo.sees("moderators", "Only a jury votes: 1 member.")
    await mo.click(card, "Vote")
    await mo.told(REFUSED)
    # who is in it may, though the channel is not theirs: the reminder comes to them
    await ana.say("general", "Good morning")
    await ben.say("general", "Good morning")
    await chat.app.rollups.advance()
    await chat.advance(hours=13)
    reminder = await ana.told("You have not voted yet: Which cake?")
    assert not ben.told_so_far()
    mine = await ballot(ana, reminder)
    await press(ana, mine, "Cherry", until="1. Cherry")
    await ben.command("polls result", poll="#1")
    await ben.told("I know no such poll")
    await ana.command("polls result", poll="#1")
    await ana.told("Only a jury votes: 1 member.")
    await chat.advance(hours=12)
    assert asker(chat).heard[0].winner == 2


async def test_asked_again_it_is_for_all(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ask(chat, ana, voters=[(await member(chat, ana)).id])
    await ana.command("polls again", poll="#1")
    draft = await ana.told("This is how it will look")
    assert "jury" not in draft.text
