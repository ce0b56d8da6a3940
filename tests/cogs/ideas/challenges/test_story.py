"""A whole challenge over Discord and Telegram, from the question to the bread."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from telegram.ext import AIORateLimiter

from bot.api.people import Level
from bot.platforms.telegram.calls import connection
from storage.audit import AuditLog
from tests.cogs.polls.voting.stage import ballot, press
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.community import Community, sqlite_url

from .stage import BREAD, CAKE, CORN, QUESTION, begin, challenge, submit, support

DISCORD, TELEGRAM = 0, 1


@pytest.fixture
async def both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Community]:
    # a week within seconds: Telegram's twenty messages a minute in a group would be a wait
    monkeypatch.setattr(connection, "AIORateLimiter", partial(AIORateLimiter, group_max_rate=0))
    community = Community([DiscordRig(), TelegramRig()], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def test_from_a_question_to_what_is_built(both: Community) -> None:
    mo = await both.person("Mo", Level.MODERATOR)
    dora, dave = [await both.person(name) for name in ("Dora", "Dave")]
    tina, tom = [await both.person(name, rig=TELEGRAM) for name in ("Tina", "Tom")]
    card = await begin(mo, details="It is hot.", criteria="Ready by ten")
    assert card.buttons == ("Submit an idea", "See the ideas")
    assert "What counts: Ready by ten" in card.text and "▶ Ideas until" in card.text
    assert "Who votes: everybody here" in card.text and "Asked by Mo" in card.text
    there = await tina.sees("ideas", QUESTION)
    assert "0 ideas so far" in there.text

    # ideas come from both sides, and are found and supported like any others
    await submit(dora, BREAD)
    await submit(tina, CORN)
    await submit(dave, CAKE)
    for who in (dora, tina):
        await who.sees("ideas", "3 ideas so far")
    await support(tom, CORN)
    await support(dave, BREAD)
    await support(tom, BREAD)

    await both.advance(days=2)
    for who in (dora, tina):
        await who.sees("ideas", "3 ideas have come; let us talk about them")
    await dora.click(await dora.sees("ideas", "Asked by"), "See the ideas")
    await dora.told("3 ideas came")

    # the vote is one click of a moderator
    await both.advance(days=2)
    final = await mo.sees("moderators", "These ideas are in the final")
    for who in (dora, tina):
        await who.sees("ideas", "the vote opens soon")
    await mo.click(final, "Open the vote")
    await mo.told("The vote is open.")
    polls = [await who.sees("general", QUESTION) for who in (dora, dave)]
    theirs = [await who.sees("general", QUESTION) for who in (tina, tom)]
    for who in (dora, tina):
        await who.sees("ideas", "the vote is open until")

    order = "1. #1 Gluten-free bread"
    await press(dora, await ballot(dora, polls[0]), "#1", until=order)
    await press(dave, await ballot(dave, polls[1]), "#3", "#1", until="1. #3 Ice cream")
    await press(tina, await ballot(tina, theirs[0]), "#2", "#1", until="1. #2 Polenta")
    await press(tom, await ballot(tom, theirs[1]), "#1", "#2", until=order)
    await both.advance(days=2)
    for who in (dora, tina):
        seen = await who.sees("ideas", "#1 won the vote.")
        assert "1. 💡 #1 Gluten-free bread" in seen.text
        assert "The moderators decide now" in seen.text

    # the winner is planned, the others are answered, and one day it is there
    result = await mo.sees("moderators", "#1 won the vote.")
    assert result.buttons[0] == "Accept: plan #1"
    await mo.click(result, "Accept")
    await mo.told("Done: #1 is now planned.")
    await mo.sees("moderators", "#1 is planned.")
    await mo.click(await mo.sees("moderators", "#1 is planned."), "Answer the others")
    await mo.fill(reason="One thing this summer; we look again in spring.")
    await mo.told("Done: 2 ideas are “not now”.")
    await both.advance(minutes=3)
    for who in (dora, tina):
        await who.sees("ideas", f"#1 “{BREAD}” will be built.")
    await dora.told("Your idea #1")
    assert f"It won the challenge “{QUESTION}”." in (await tina.sees("ideas", BREAD)).text
    await tina.told("your idea #2")
    for status in ("in_progress", "done"):
        await mo.command("ideas status", idea="1", status=status, reason="On the shelf.")
        await mo.told(f"Done: #1 is now {status.replace('_', ' ')}.")
    await both.advance(minutes=15)
    for who in (dora, tina):
        built = await who.sees("ideas", f"#1 “{BREAD}” is built!")
        assert "Thank you, Dora, and all who took part!" in built.text
    assert (await challenge(both)).phase == "built"
    await tom.command("ideas challenges")
    await tom.told(f"built · 🏆 #1 {BREAD}")
    entries = await AuditLog(both.app.db).recent(await both.id, 50)
    done = [one.action for one in reversed(entries) if one.target == "challenge:1"]
    assert done == [
        "ideas.challenge_post",
        "ideas.challenge_phase",
        "ideas.challenge_phase",
        "ideas.challenge_vote",
        "ideas.challenge_voted",
        "ideas.challenge_built",
    ]
    assert all(QUESTION not in str(one) and BREAD not in str(one) for one in entries)
