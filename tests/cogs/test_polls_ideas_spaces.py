"""Polls and ideas of one community that lives on two platforms at once."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.people import Level
from tests.contract.discord_rig import DiscordActor, DiscordRig
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor
from tests.support.community import Community, sqlite_url

LOCAL, DISCORD = 0, 1


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([LocalRig(), DiscordRig()], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def link(one: Actor, other: Actor) -> None:
    """The two accounts of one person."""
    await one.command("link")
    code = re.search(r"\b[A-Z0-9]{8}\b", (await one.told("/link")).text)
    assert code is not None
    await other.command("link", code=code[0])


async def test_one_tally_over_two_spaces(both: Community) -> None:
    ana, dora = await both.person("Ana"), await both.person("Dora", rig=DISCORD)
    await ana.command("poll", question="Which cake?", options="Apple; Plum; Cherry")
    here = await ana.sees("general", "Which cake?")
    there = await dora.sees("general", "Which cake?")
    await ana.click(here, "Apple")
    await dora.click(there, "Cherry")
    await dora.told("You voted for Cherry")
    for who in (ana, dora):
        await who.sees("general", "2 people voted")
    await both.advance(hours=25)
    for who in (ana, dora):
        card = await who.sees("general", "Asked by Ana")
        assert "A tie with 1 vote each: Apple, Cherry." in card.text and card.buttons == ()
        result = await who.sees("general", "The poll is closed", after=card)
        assert len(result.files) == 1


async def test_a_linked_person_counts_once_also_in_the_middle_of_a_poll(both: Community) -> None:
    ana, same = await both.person("Ana"), await both.person("Ana D", rig=DISCORD)
    await ana.command("poll", question="Which cake?", options="Apple; Plum")
    await ana.click(await ana.sees("general", "Which cake?"), "Apple")
    await ana.told("You voted for Apple")
    both.clock.advance(minutes=1)
    await same.click(await same.sees("general", "Which cake?"), "Plum")
    await same.told("You voted for Plum")
    await same.sees("general", "2 people voted")
    await link(ana, same)
    await ana.sees("general", "Plum · 1 · 100%")
    await same.sees("general", "1 person voted")


async def test_each_reads_their_own_language_in_private(both: Community) -> None:
    ana, dora = await both.person("Ana"), await both.person("Dora", rig=DISCORD)
    assert isinstance(dora, DiscordActor)
    dora.member.user.locale = "de"
    await dora.command("idea", title="Gluten-free bread on Saturdays")
    await dora.told("Danke! Deine Idee steht als #1")
    card = await dora.sees("ideas", "Gluten-free bread")
    assert "Idea by Dora" in card.text
    await ana.click(await ana.sees("ideas", "Gluten-free bread"), "Support")
    await ana.told("Thank you! You support #1")
    await dora.sees("ideas", "1 member supports it")
    mo = await both.person("Mo", Level.MODERATOR)
    await mo.command("ideas status", idea="1", status="planned", reason="The oven comes in May.")
    await dora.told("Deine Idee #1 „Gluten-free bread on Saturdays“ ist jetzt geplant.")
    await ana.told("which you support, is now planned.")
    for who in (ana, dora):
        await who.sees("ideas", "The oven comes in May.")
