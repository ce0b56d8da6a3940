"""What a poll has come to: outcomes, and that everybody can check them."""

from __future__ import annotations

import json

from bot.api.people import Level
from cogs.polls.record import faults, read_record
from tests.cogs.polls.voting.stage import ask, ballot, content, press, receipt
from tests.support.chat import Actor, Seen
from tests.support.community import Community

OTHER = "K7QF-2M9D-XR4T"


async def vote(who: Actor, card: Seen, option: str) -> str:
    """Press an option of the public card; the receipt."""
    await who.click(card, option)
    return receipt(await who.told(f"You voted for {option}"))


async def test_no_quorum(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, quorum=3)
    await vote(ana, card, "Plum")
    await chat.advance(hours=25)
    result = await ana.sees("general", "No quorum, so nothing is decided.", after=card)
    assert "3 people had to vote." in result.text and "has won" not in result.text


async def test_a_quorum_of_those_who_may_vote(chat: Community) -> None:
    people = [await chat.person(name) for name in ("Ana", "Ben", "Cem", "Dora")]
    for who in people:
        await who.command("polls list")
        await who.told("No poll is open.")
    card = await ask(chat, people[0], quorum_percent=50)
    assert "At least 50% of those who may vote have to." in card.text
    await vote(people[0], card, "Plum")
    other = await ask(chat, people[0], "Which bread?", ("Rye", "Wheat"), quorum_percent=50)
    for who in people[:2]:
        await vote(who, other, "Rye")
    await chat.advance(hours=25)
    first = await people[0].sees("general", "The poll is closed: Which cake?", after=card)
    assert "No quorum" in first.text and "2 people had to vote." in first.text
    second = await people[0].sees("general", "The poll is closed: Which bread?", after=card)
    assert "Rye has won with 2 votes." in second.text


async def test_thresholds_reached_and_missed(chat: Community) -> None:
    people = [await chat.person(name) for name in ("Ana", "Ben", "Cem")]
    cake = await ask(chat, people[0], threshold=60)
    bread = await ask(chat, people[0], "Which bread?", ("Rye", "Wheat"), threshold=70)
    for who, option in zip(people, ("Plum", "Plum", "Apple"), strict=True):
        await vote(who, cake, option)
    for who, option in zip(people, ("Rye", "Rye", "Wheat"), strict=True):
        await vote(who, bread, option)
    await chat.advance(hours=25)
    reached = await people[0].sees("general", "The poll is closed: Which cake?", after=bread)
    assert "Plum has won with 2 votes." in reached.text
    assert "The winner needs 60% of the voters. That is reached." in reached.text
    missed = await people[0].sees("general", "The poll is closed: Which bread?", after=bread)
    assert "Nothing is decided: Rye came first, but not far enough." in missed.text
    assert "The winner needs 70% of the voters." in missed.text


async def test_a_motion_passes(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, "New oven?", ("Yes", "No", "Abstain"), kind="yesno")
    await vote(ana, card, "Yes")
    await chat.advance(hours=25)
    result = await ana.sees("general", "Passed.", after=card)
    assert "Yes has it, 1 to 0." in result.text


async def test_everybody_can_check_the_count(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await ask(chat, ana, secrecy="anonymous")
    mine, theirs = await vote(ana, card, "Plum"), await vote(ben, card, "Apple")
    await ana.command("polls verify", receipt=mine)
    assert "You voted for Plum." in (await ana.told("Your vote counts in poll #1")).text
    await ben.command("polls verify", receipt=mine)
    await ben.told("while a poll is open I tell only its voter")
    await chat.advance(hours=25)
    result = await ana.sees("general", "The poll is closed", after=card)
    await ben.click(result, "Check the count")
    proof = await ben.told("The file has all 2 ballots")
    assert proof.files == ("poll-1.json",) and "everything follows" in proof.text
    record = read_record(content(chat, proof))
    assert faults(record) == [] and record.fingerprint in proof.text
    assert record.fingerprint[:32] in result.text
    assert dict(record.ballots) == {mine: (0, 1), theirs: (1,)}
    assert "Ana" not in record.to_json() and json.loads(content(chat, proof))["poll"] == 1
    # the count is public, so a receipt of anybody is found in it
    await ben.command("polls verify", receipt=mine.lower())
    assert "You voted for Plum." in (await ben.told("This ballot is in the count")).text
    await ben.command("polls verify", receipt=OTHER)
    await ben.told("I find this receipt in none of the polls")
    await ben.command("polls verify", receipt="cake")
    await ben.told("That is no receipt")


async def test_a_receipt_counts_no_more_after_a_change_of_mind(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana)
    old, new = await vote(ana, card, "Plum"), await vote(ana, card, "Apple")
    await ana.click(card, "Plum")
    await chat.settle()
    assert receipt(await ballot(ana, card, "My vote")) == old != new
    await chat.advance(hours=25)
    await ana.command("polls verify", receipt=new)
    await ana.told("I find this receipt in none")


async def test_the_whole_result_on_request(chat: Community) -> None:
    people = [await chat.person(f"Voter {n}") for n in range(5)]
    options = tuple(f"A cake with a name as long as it can be, number {n}" for n in range(10))
    card = await ask(chat, people[0], options=options, kind="ranked")
    for number, who in enumerate(people):
        await press(who, await ballot(who, card), f"{number + 1}. A cake", until="place 1")
    await chat.advance(hours=25)
    posted = await people[0].sees("general", "The poll is closed", after=card)
    assert "All of it: /polls result #1" in posted.text and len(posted.text) < 1024
    assert "Fingerprint of the ballots:" in posted.text and posted.files == ("chart.png",)
    await people[0].command("polls result")
    whole = await people[0].told("The poll is closed")
    assert "Round 4" in whole.text and whole.buttons == ("Check the count",)
    await people[0].command("polls result", poll="#77")
    await people[0].told("I know no such poll")


async def test_the_result_of_an_open_poll_is_its_card(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await ask(chat, ana, hidden=True)
    await vote(ana, card, "Plum")
    await ben.command("polls result", poll="cake")
    told = await ben.told("1 person voted")
    assert "Counts stay hidden until the end." in told.text and "100%" not in told.text
    await ben.click(told, "Apple")
    await ben.told("You voted for Apple")
    await ana.sees("general", "2 people voted")


async def test_ballots_for_a_spreadsheet(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("=Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    card = await ask(chat, ana, secrecy="open")
    await vote(ben, card, "Plum")
    await ana.command("polls export", poll="#1")
    await ana.told("its ballots can be had when it is over")
    secret = await ask(chat, ana, "Which bread?", ("Rye", "Wheat"), secrecy="anonymous")
    given = await vote(ben, secret, "Wheat")
    await chat.advance(hours=25)
    await ben.command("polls export", poll="#1")
    await ben.told("Only moderators and whoever asked a poll can have its ballots.")
    await ana.command("polls export", poll="#1")
    named = await ana.told("It says who voted what")
    assert named.files == ("poll-1.csv",)
    rows = content(chat, named).decode("utf-8-sig").splitlines()
    assert rows == ['"name","Apple","Plum","Cherry"', '"\'=Ben",0,1,0']
    await mo.command("polls export", poll="bread")
    bare = await mo.told("It has no names")
    rows = content(chat, bare).decode("utf-8-sig").splitlines()
    assert rows == ['"receipt","Rye","Wheat"', f'"{given}",0,1']
