"""A member's own record: each decision, each score that led to it, and no names."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, update

from bot.api.people import Level
from cogs.safety.tables import alerts, messages
from tests.cogs.safety.members.rig import act, known
from tests.support.chat import Actor
from tests.support.community import Community

HIGH = {"toxicity": 0.93, "identity_attack": 0.31}


@pytest.fixture
async def mo(chat: Community) -> Actor:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.say("general", "Good morning")
    return mo


@pytest.fixture
async def ana(chat: Community) -> Actor:
    ana = await chat.person("Ana")
    await ana.say("general", "Good morning")
    return ana


async def test_nothing_was_decided(chat: Community, ana: Actor) -> None:
    await ana.command("why")
    told = await ana.told("Nothing has been decided about you here.")
    assert told.channel == "private"


async def test_each_decision_with_its_score(chat: Community, ana: Actor, mo: Actor) -> None:
    await act(chat, "warn", ana, mo, reason="Please no advertising")
    await act(chat, "delete", ana, mo, said="you idiot", scores=HIGH)
    await act(chat, "time_out", ana, mo, seconds=7200, said="idiots, all", scores=HIGH)
    await act(chat, "talk", ana, mo)
    await act(chat, "ban", ana, mo)
    await ana.command("why", channel="private")
    told = await ana.told("What was decided about you:")
    for words in (
        "you were warned: Please no advertising",
        "a message of yours was deleted.",
        "your writing was paused for 2 hours.",
        "a moderator had a word with you.",
        "you were banned.",
        "you idiot",
        "idiots, all",
        "toxicity 93%",
        "A moderator decided, not the model.",
        "/appeal",
    ):
        assert words in told.text, words
    assert "Mo " not in told.text
    assert "report" not in told.text.lower()


async def test_what_the_bot_did_by_itself(chat: Community, ana: Actor) -> None:
    await act(chat, "delete", ana, None, said="vermin", scores=HIGH)
    await ana.command("why")
    told = await ana.told("I did that by myself")
    assert "A moderator decided" not in told.text


async def test_every_kept_score_of_ones_own_and_of_nobody_else(
    chat: Community, ana: Actor, mo: Actor
) -> None:
    await act(chat, "warn", ana, mo, said="first words", scores=HIGH)
    member, other = await known(chat, ana), await known(chat, mo)
    row = {
        "alert_id": 1, "community_id": await chat.id, "channel_id": 1, "sent_at": 5, "gone": False,
        "flagged": ["toxicity"],
    }  # fmt: skip
    mine = {"author_id": member.id, "message_id": 8, "text": "second words"}
    theirs = {"author_id": other.id, "message_id": 9, "text": "words of another"}
    async with chat.app.db.write() as conn:
        await conn.execute(insert(messages).values(**row, **mine, scores={"toxicity": 0.81}))
        await conn.execute(insert(messages).values(**row, **theirs, scores={"toxicity": 0.77}))
    await ana.command("why")
    told = await ana.told("second words")
    assert "toxicity 81%" in told.text
    assert "toxicity 93%" in told.text
    assert "words of another" not in told.text
    assert "77%" not in told.text


async def test_a_score_without_its_text_is_still_told(
    chat: Community, ana: Actor, mo: Actor
) -> None:
    await act(chat, "warn", ana, mo, said="long gone", scores=HIGH)
    async with chat.app.db.write() as conn:
        await conn.execute(update(messages).values(text=None))
        await conn.execute(update(alerts).values(text=None))
    await ana.command("why")
    told = await ana.told("you were warned for a message.")
    assert "toxicity 93%" in told.text
    assert "long gone" not in told.text


async def test_what_was_flagged_and_let_go(chat: Community, ana: Actor, mo: Actor) -> None:
    await ana.say("general", "you idiot")
    await mo.click(await mo.sees("moderators", "you idiot"), "Dismiss")
    await mo.sees("moderators", "Dismissed by Mo")
    await ana.command("why")
    told = await ana.told("a moderator looked at a message of yours; nothing followed.")
    assert "toxicity 93%" in told.text
    assert "talk to a moderator" in told.text


async def test_a_dismissed_report_stays_sealed(chat: Community, ana: Actor, mo: Actor) -> None:
    ben = await chat.person("Ben")
    said = await ana.say("general", "Nobody wants him here")
    await ben.menu("Report message", said)
    await mo.click(await mo.sees("moderators", "Reported by 1 member"), "Dismiss")
    await ben.told("A moderator has looked at your report")
    await ana.command("why")
    await ana.told("Nothing has been decided about you here.")


async def test_taken_back_is_said(chat: Community, ana: Actor, mo: Actor) -> None:
    await act(chat, "warn", ana, mo, reason="Too loud")
    await mo.command("warnings", channel="moderators", member=ana)
    await mo.click(await mo.told("Warnings of Ana"), "Take back")
    await mo.told("The warning is taken back")
    await ana.command("why")
    told = await ana.told("you were warned: Too loud (taken back)")
    assert "talk to a moderator" in told.text
