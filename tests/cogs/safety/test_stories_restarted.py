"""The same among people when the bot is restarted in the middle."""

from __future__ import annotations

import asyncio

import pytest

from bot.api.people import Level
from bot.engine.intake import handling
from tests.cogs.safety.bakery import *  # noqa: F403 - fixtures
from tests.cogs.safety.bakery import DIGS, HARMLESS, PILE, ROAST, People, cards, the_card, told
from tests.support.chat import TIMEOUT
from tests.support.community import Community

ABUSE = "Ben you are a stupid worthless idiot"
PLEA = "We have joked like that for years, ask him"


async def test_what_only_looks_rude(bakery: Community, people: People) -> None:
    for name, text in zip(("Ana", "Ben", "Cem", "Dana", "Eve") * 3, HARMLESS, strict=False):
        await people[name].say("general", text)
        if text == HARMLESS[len(HARMLESS) // 2]:
            await bakery.restart()
    assert await cards(bakery) == []


async def test_what_was_just_said(bakery: Community, people: People) -> None:
    await people["Ana"].say("general", ABUSE)
    await bakery.restart()
    await people["Mo"].sees("moderators", ABUSE)
    await the_card(bakery)


async def test_a_feud(bakery: Community, people: People) -> None:
    ana, ben, mo = people["Ana"], people["Ben"], people["Mo"]
    await ben.say("general", "I liked the new opening hours")
    for text in DIGS[:2]:
        await ana.say("general", text)
    assert await cards(bakery) == []
    await bakery.restart()
    await ana.say("general", DIGS[2])
    card = await mo.sees("moderators", DIGS[2])
    assert "3 abusive messages to the same person" in card.text
    assert "Ana → Ben" in card.text
    await ana.say("general", DIGS[3])
    await mo.sees("moderators", DIGS[3])
    await bakery.restart()
    await mo.click(await the_card(bakery), "Warn")
    await ana.told("warns you")


async def test_a_pile_on_of_six(bakery: Community, people: People) -> None:
    ben = await people["Ben"].say("general", "sorry, I dropped the birthday cake")
    said = list(PILE.items())
    for name, text in said[:3]:
        await people[name].say("general", text, reply_to=ben)
    await people["Mo"].sees("moderators", "3 people write abuse")
    await bakery.restart()
    for name, text in said[3:]:
        await people[name].say("general", text, reply_to=ben)
    await people["Mo"].sees("moderators", "6 people write abuse to the same member")
    await the_card(bakery)


async def test_a_friendly_roast(bakery: Community, people: People) -> None:
    ana, ben = people["Ana"], people["Ben"]
    owner = await bakery.person("Olga", Level.ADMIN)
    await owner.command("safety channel", manner="rough")
    await owner.told("friendly swearing is no alert")
    await ana.say("general", ROAST[0])
    await bakery.restart()
    await ben.say("general", ROAST[1])
    assert await cards(bakery) == []


# ---- in the middle of a decision


class CutOff:
    """Something asked of the platform that is under way when the bot ends, and never answered."""

    def __init__(self, bakery: Community, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun = asyncio.Event()
        self._bakery = bakery
        # the adapter of after the restart is another one
        monkeypatch.setattr(bakery.rig.platform, name, self._hang)
        monkeypatch.setattr(handling, "PATIENCE_S", 0.05)

    async def _hang(self, *_: object) -> None:
        self.begun.set()
        await asyncio.Event().wait()

    async def restart(self) -> None:
        """Once it is under way."""
        async with asyncio.timeout(TIMEOUT):
            await self.begun.wait()
        await self._bakery.restart()


async def test_two_clicks_at_once(
    bakery: Community, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, both = people["Ana"], (people["Mo"], people["Max"])
    await ana.say("general", ABUSE)
    card = await both[0].sees("moderators", ABUSE)
    cut_off = CutOff(bakery, "time_out", monkeypatch)
    await asyncio.gather(*(one.click(card, "Time out") for one in both))
    await cut_off.restart()
    assert sum("is deciding this right now" in told(one) for one in both) == 1
    await bakery.advance(minutes=2)
    card = await both[0].sees("moderators", "please look whether it worked")
    await asyncio.gather(*(one.click(card, "Time out") for one in both))
    await ana.told("paused your writing for 1 hour")
    await bakery.settle()
    assert bakery.rig.timed_out(ana)
    assert (await the_card(bakery)).text.count("Timed out for 1 hour by") == 1
    assert told(ana).count("paused your writing") == 1


async def test_an_overturned_appeal(
    bakery: Community, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, mo, max_ = people["Ana"], people["Mo"], people["Max"]
    await ana.say("general", ABUSE)
    await mo.click(await mo.sees("moderators", ABUSE), "Time out")
    note = await ana.told("paused your writing")
    await bakery.restart()
    await ana.click(note, "Appeal")
    await ana.fill(text=PLEA)
    card = await max_.sees("moderators", PLEA)
    await bakery.restart()
    await mo.click(card, "Overturn it")
    await mo.told("You decided this yourself")
    cut_off = CutOff(bakery, "lift_time_out", monkeypatch)
    await max_.click(card, "Overturn it")
    await cut_off.restart()
    assert bakery.rig.timed_out(ana)
    await bakery.advance(minutes=2)
    await max_.click(await max_.sees("moderators", PLEA), "Overturn it")
    await ana.told("your appeal was right")
    assert not bakery.rig.timed_out(ana)
    assert told(ana).count("your appeal was right") == 1
