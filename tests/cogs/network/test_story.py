"""A community of groups that hardly talk: an owner looks, introduces two, and both agree."""

from __future__ import annotations

import asyncio
import re

import pytest

from bot.api.boards.figures import Figures
from bot.api.boards.reports import Period, Reports
from bot.api.errors import UserError
from bot.api.people import Level
from cogs.network.cog import Network
from tests.support.chat import Actor
from tests.support.community import Community

DAY_MS = 86_400_000


async def circle(chat: Community, names: list[str], *, rounds: int = 1) -> list[Actor]:
    """People who all answer each other, the first one most."""
    people = [await chat.person(name) for name in names]
    for _ in range(rounds):
        for who in people:
            said = await who.say("general", f"this is {who.name}")
            for other in people:
                if other is not who:
                    await other.say("general", f"hello from {other.name}", reply_to=said)
    await chat.settle()
    return people


async def test_two_groups_and_who_could_meet(chat: Community) -> None:
    await chat.advance(hours=12)  # nobody is written to at night
    mo = await chat.person("Mo", Level.OWNER)
    await mo.command("graph show")
    await mo.told("too few to tell")
    bakers = await circle(chat, ["Ana", "Ben", "Cleo", "Dan", "Eve", "Finn"])
    climbers = await circle(chat, ["Gus", "Hana", "Ida", "Jan", "Kim", "Lea"])
    zoe = await chat.person("Zoe")
    await zoe.say("general", "is anybody there?")
    await chat.settle()
    here = {who.name: who for who in [*bakers, *climbers]}

    await mo.command("graph show")
    shown = await mo.told("12 people turned to each other")
    assert "in 2 groups of five people or more" in shown.text
    assert "1 person wrote and nobody turned to them: Zoe" in shown.text
    assert len(shown.files) == 1
    found = re.search(r"around (\w+) \(6 people\) and the one around (\w+) \(6", shown.text)
    assert found is not None
    pair = {found[1], found[2]}
    assert len(pair & {who.name for who in bakers}) == 1
    await nothing_in_public(mo, zoe, [*here, "Zoe"])
    await the_same_in_reports(chat, str(shown.text))
    await each_for_themselves(here[found[1]], zoe)

    # two click at once, both are asked once and agree
    await asyncio.gather(*[mo.click(shown, "Introduce") for _ in range(2)])
    await mo.told("and introduce them when both agree")
    await mo.told("I have asked them already")
    await chat.advance(seconds=1)
    one, other = (here[name] for name in sorted(pair))
    await one.click(await one.told(f"you and {other.name} would have"), "Yes, introduce us")
    await one.told("You hear from me when both agree")
    await chat.restart()
    await chat.advance(seconds=1)
    await other.click(await other.told(f"{one.name} would like to talk"), "Yes, introduce us")
    await chat.settle()
    await chat.advance(seconds=1)
    await one.told(f"Meet {other.name}")
    await other.told(f"Meet {one.name}")
    said = await one.say("general", "nice to meet you")
    await other.say("general", "so it is", reply_to=said)
    await chat.settle()
    now = chat.clock.now() + 1
    (came,) = await chat.app.boards[Figures].outcomes(await chat.id, now - DAY_MS, now)
    assert str(came).endswith("1 pair agreed, 1 of these have talked since.")


async def nothing_in_public(mo: Actor, reader: Actor, names: list[str]) -> None:
    """Neither names nor small groups."""
    await mo.command("graph show", public=True)
    public = await reader.sees("general", "12 people turned to each other")
    assert [name for name in names if name in public.text] == []
    assert len(public.files) == 1


async def the_same_in_reports(chat: Community, shown: str) -> None:
    """What the digest reads, for those who may."""
    now = chat.clock.now() + 1
    period = Period(now - 2 * DAY_MS, now - DAY_MS, now)
    community = await chat.app.registry.community(await chat.id)
    reports, figures = chat.app.boards[Reports], chat.app.boards[Figures]
    (made,) = await reports.sections(community, period, Level.MODERATOR, ["network"])
    values = {figure.name: figure.value for figure in made.section.figures}
    assert (values["network.people"], values["network.links"]) == (12, 60)
    assert (values["network.reciprocity"], values["network.clusters"]) == (1.0, 2)
    assert (values["network.isolated"], values["network.resilience_1"]) == (1, 5 / 30)
    assert await reports.sections(community, period, Level.MEMBER, ["network"]) == []
    advice = await figures.suggestions(community.id, period.start, period.end)
    mine = [str(one.text) for one in advice if one.key.startswith("network.meet:")]
    assert mine == [line for line in shown.splitlines() if "hardly talk" in line]


async def each_for_themselves(member: Actor, stranger: Actor) -> None:
    """Their own place."""
    await member.command("graph me")
    assert "you talked with 5 people" in (await member.told("Most with")).text
    await stranger.command("graph me")
    await stranger.told("A reply to somebody is a good start")


async def test_much_hangs_on_one_and_a_no_is_told_to_nobody(chat: Community) -> None:
    await chat.advance(hours=12)
    mo = await chat.person("Mo", Level.MODERATOR)
    hub = await chat.person("Hub")
    said = await hub.say("general", "ask me anything")
    for number in range(12):
        who = await chat.person(f"Guest{number}")
        await who.say("general", "how do I do it?", reply_to=said)
    await chat.settle()
    await mo.command("graph show")
    shown = await mo.told("If Hub leaves, 100% of all ties go")
    assert "12 people would have nobody left" in shown.text
    await mo.click(shown, "Ask who would like to help")
    await mo.fill()
    await hub.sees("general", "Who would like to help now and then?")
    await mo.click(shown, "Show me who")
    assert "Guest3" in (await mo.told("and nobody replied to")).text

    # a payload that somebody made up introduces nobody who is kept apart or not here
    network = chat.app.book.cogs["network"]
    assert isinstance(network, Network)
    hub_id = await number_of(chat, hub)
    guest = await chat.person("Gast")
    await guest.say("general", "hi")
    await chat.settle()
    other = await number_of(chat, guest)
    await guest.command("meet block", who=hub)
    await guest.told("never bring you and Hub together")
    with pytest.raises(UserError, match="cannot be introduced"):
        await network._meetings.begin(await chat.id, hub_id, other)
    await guest.command("meet unblock", who=hub)
    await guest.told("may be suggested to you again")
    await network._meetings.begin(await chat.id, hub_id, other)
    await chat.advance(seconds=1)
    await hub.click(await hub.told("you and Gast would have"), "Not now")
    await hub.told("Nobody learns of it")
    await chat.settle()
    assert not any("Hub" in words for words in guest.told_so_far() if "introduce you?" in words)
    # left out, they are in no network, also not in their own words
    await chat.app.measures.leave_out(hub_id, True)
    await mo.command("graph show")
    await mo.told("Only 0 people have turned")
    await hub.command("graph me")
    await hub.told("left out of all figures")


async def number_of(chat: Community, who: Actor) -> int:
    found = await chat.app.registry.known_member(await chat.id, chat.rig.name, who.native_id)
    assert found is not None
    return found.id


async def test_a_late_yes_is_heard_or_refused(chat: Community) -> None:
    """Who agrees after weeks is introduced, and who is asked no more is told so."""
    await chat.advance(hours=12)
    ana, ben, cleo, *_ = await circle(chat, ["Ana", "Ben", "Cleo", "Dan", "Eve"])
    # of five people everybody knows who the large dot is
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("graph show", public=True)
    assert not (await cleo.sees("general", "5 people turned to each other")).files
    network = chat.app.book.cogs["network"]
    assert isinstance(network, Network)
    one, other, third = [await number_of(chat, who) for who in (ana, ben, cleo)]
    await network._meetings.begin(await chat.id, one, other)
    await chat.advance(seconds=1)
    asked = await ana.told("you and Ben would have")
    await chat.advance(days=13)
    await ana.click(asked, "Yes, introduce us")
    await chat.settle()
    await chat.advance(seconds=1)
    asked = await ben.told("Ana would like to talk")
    await chat.advance(days=2)
    await ben.click(asked, "Yes, introduce us")
    await chat.settle()
    await chat.advance(seconds=1)
    await ana.told("Meet Ben")
    await ben.told("Meet Ana")

    await network._meetings.begin(await chat.id, third, other)
    await chat.advance(seconds=1)
    asked = await cleo.told("you and Ben would have")
    await chat.advance(days=15)
    await cleo.click(asked, "Yes, introduce us")
    await cleo.told("not open any more")
