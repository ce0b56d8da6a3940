"""One poll over the spaces of a community: one card each, one tally, one vote a person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cogs.polls.voting.stage import ask, ballot, member, polls, press, receipt
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.telegram_rig import TelegramActor, TelegramRig
from tests.support.chat import link
from tests.support.community import Community, sqlite_url

DISCORD, TELEGRAM = 0, 1


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([DiscordRig(), TelegramRig()], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([LocalRig(), DiscordRig()], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def test_one_tally_over_two_spaces(playground: Community) -> None:
    ana, dora = await playground.person("Ana"), await playground.person("Dora", rig=1)
    here = await ask(playground, ana)
    there = await dora.sees("general", "Which cake?")
    await ana.click(here, "Apple")
    await dora.click(there, "Cherry")
    await dora.told("You voted for Cherry")
    for who in (ana, dora):
        await who.sees("general", "2 people voted")
    await playground.advance(hours=25)
    for who in (ana, dora):
        card = await who.sees("general", "Asked by Ana")
        assert "A tie with 1 vote each: Apple, Cherry." in card.text and card.buttons == ()
        assert "Settled by lot:" in card.text
        result = await who.sees("general", "The poll is closed", after=card)
        assert len(result.files) == 1


@pytest.mark.parametrize("secrecy", ["open", "private", "anonymous"])
async def test_a_ranked_poll_with_a_member_who_links_in_the_middle(
    both: Community, secrecy: str
) -> None:
    dora = await both.person("Dora", rig=DISCORD)
    card = await ask(both, dora, kind="ranked", secrecy=secrecy)
    dave = await both.person("Dave", rig=DISCORD)
    tina, tom = [await both.person(name, rig=TELEGRAM) for name in ("Tina", "Tom")]
    there = await tina.sees("general", "Which cake?")
    # Tina is Dora, as it will turn out: the older account's ballot stays
    mine = await press(dora, await ballot(dora, card), "Apple", "Plum", until="1. Apple, 2. Plum")
    await press(tina, await ballot(tina, there), "Cherry", "Plum", until="1. Cherry, 2. Plum")
    await press(tom, await ballot(tom, there), "Plum", "Cherry", until="1. Plum, 2. Cherry")
    await press(dave, await ballot(dave, card), "Plum", until="1. Plum")
    for who in (dora, tina):
        await who.sees("general", "4 people voted")
    before = receipt(mine)
    await link(dora, tina)
    for who in (dora, tina):
        await who.sees("general", "3 people voted")
    # each account shows the one ballot, and either changes it
    shared = await ballot(tina, there)
    assert "1. Apple, 2. Plum" in shared.text and receipt(shared) == before
    shared = await press(tina, shared, "Plum", until="Your order: 1. Apple.")
    last = receipt(shared)
    await both.advance(hours=25)
    for who in (dora, tina):
        result = await who.sees("general", "The poll is closed: Which cake?")
        assert "Plum has won in round 1 with 2 of 3 votes." in result.text
        assert "3 people voted" in result.text and len(result.files) == 1
        await who.command("polls verify", receipt=last.lower().replace("-", " "))
        assert "Your order: 1. Apple." in (await who.told("is in the count")).text
    await tom.command("polls verify", receipt=before)
    await tom.told("I find this receipt in none")


async def test_who_was_linked_while_pressing_has_no_second_ballot(both: Community) -> None:
    """The press comes with the account's former member, as one that was waiting would."""
    dora, tina = await both.person("Dora", rig=DISCORD), await both.person("Tina", rig=TELEGRAM)
    await ask(both, dora)
    there = await tina.sees("general", "Which cake?")
    assert isinstance(tina, TelegramActor)
    met = await member(both, tina, TELEGRAM)
    gone = replace(met, locale=tina.person.language_code)
    await link(dora, tina)
    registry = both.app.registry
    registry._members[(await both.id, "telegram", tina.native_id)] = gone
    await tina.click(there, "Plum")
    await tina.told("Your accounts have just been joined; please press again.")
    registry.forget([gone.id])
    await tina.click(there, "Plum")
    await tina.told("You voted for Plum")
    await tina.sees("general", "1 person voted")


async def test_in_a_telegram_group_a_vote_is_answered_in_a_pop_up(both: Community) -> None:
    tina = await both.person("Tina", rig=TELEGRAM)
    assert isinstance(tina, TelegramActor)
    card = await ask(both, tina, rig=TELEGRAM)
    await tina.click(card, "Plum")
    told = await tina.told("You voted for Plum")
    assert told.native_id == 0 and receipt(told)  # no message
    assert not tina.person.private_messages
    await tina.sees("general", "1 person voted")


async def test_who_never_started_the_bot_is_told_what_to_do(both: Community) -> None:
    tina = await both.person("Tina", rig=TELEGRAM)
    assert isinstance(tina, TelegramActor)
    tina.person.started = False
    card = await ask(both, tina, rig=TELEGRAM, kind="ranked")
    await tina.click(card, "Vote")
    await tina.told("Please open a private chat with me, press Start, and ask again.")
    direct = await ask(both, tina, "Which bread?", ("Rye", "Wheat"), rig=TELEGRAM)
    # where there is but one press to make, it counts all the same
    await tina.click(direct, "Rye")
    await tina.told("You voted for Rye")
    long = tuple(f"{n} {'a long answer ' * 5}".strip() for n in range(5))
    several = await ask(both, tina, "Which of them?", long, rig=TELEGRAM, kind="multiple")
    for number in range(5):
        await tina.click(several, f"{number} a long")
        await both.settle()
    await tina.told("Your vote counts: 5 answers. You can change your mind until")
    tina.person.started = True
    mine = await ballot(tina, card)
    assert mine.channel == "private"
    await press(tina, mine, "Plum", "Apple", until="1. Plum, 2. Apple")
    await tina.sees("general", "Plum · 1 · 100%")


async def test_each_platform_gets_buttons_that_it_can_show(both: Community) -> None:
    """The servers behind the rigs refuse too many or too long ones."""
    dora, tina = await both.person("Dora", rig=DISCORD), await both.person("Tina", rig=TELEGRAM)
    options = tuple(f"{n:02} {'quite a long answer ' * 4}".strip()[:80] for n in range(20))
    for kind in ("multiple", "dots"):
        question = f"Which {kind} cake?"
        card = await ask(both, dora, question, options, kind=kind, secrecy="open", add_options=True)
        there = await tina.sees("general", question)
        assert card.buttons[-2:] == there.buttons[-2:] == ("Who voted what", "Add an answer")
        for who, where in ((dora, card), (tina, there)):
            mine = await ballot(who, where, "My vote" if kind == "multiple" else "Vote")
            await press(who, mine, "19 quite", until="19 quite")
        await dora.sees("general", "2 people voted")
    assert len(await polls(both)._polls.open()) == 2
