"""Digests tell the truth."""

from __future__ import annotations

from typing import Any

import pytest

from bot.api.people import Level
from tests.cogs.digest.stage import (
    TUESDAY,
    WEEK,
    crowd,
    digests,
    helped,
    tick,
    two_weeks,
    until_monday,
)
from tests.support.community import Community, Opener
from tests.support.scripted import FakeClock

COUNTED = (
    "growth.joins",
    "polls.opened",
    "ideas.posted",
    "safety.flags",
    "digest.waiting",
    "growth.members",
)


@pytest.fixture
async def chat(open_chat: Opener) -> Community:
    return await open_chat(clock=FakeClock(TUESDAY))


async def test_a_digest_is_true_to_what_happened(chat: Community) -> None:
    mia = await chat.person("Mia", Level.MODERATOR)
    before, now, active_before, active = await two_weeks(chat)
    assert (sum(before), sum(now), active_before, active) == (24, 16, 6, 4)
    digest = (await digests(chat))[-1]
    assert "May 25, 2026 to May 31, 2026" in digest.text
    assert "Messages: 16\N{NO-BREAK SPACE}(▼ 8)" in digest.text
    assert "Wrote: 4\N{NO-BREAK SPACE}(▼ 2)" in digest.text
    assert "Members: 6\N{NO-BREAK SPACE}(same)" in digest.text
    assert ": 0" not in digest.text
    assert "late" not in digest.text
    # the chart says in words what it shows
    picture: Any = digest.handle
    assert digest.files == ("chart.png",)
    names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    shown = ", ".join(f"{day} {count}" for day, count in zip(names, now, strict=True))
    assert picture.picture.alt == (
        f"Messages per day from May 25, 2026 to May 31, 2026: {shown}; "
        f"the seven days before: {', '.join(map(str, before))}."
    )
    # it was quiet, and the button does something about it, once
    assert "16 messages after 24 in the time before" in digest.text
    question = digest.text.split("I can ask everybody: ")[1].splitlines()[0]
    await mia.click(digest, "Ask everybody")
    await mia.told("Done. I have asked everybody.")
    await mia.click(digest, "Ask everybody")
    await mia.told("Everybody has been asked already.")
    await chat.settle()
    assert [m.text for m in await chat.messages("general")].count(question) == 1


async def test_what_other_cogs_count_is_in_it(chat: Community) -> None:
    mia, olga = await chat.person("Mia", Level.MODERATOR), await chat.person("Olga", Level.OWNER)
    people = await crowd(chat)
    for one in people:
        await one.say("general", "hello")
    ana = people[0]
    nia = await chat.person("Nia", joined=False)
    await olga.command("settings set", name="digest.numbers", value=", ".join(COUNTED))
    await olga.told("digest.numbers")
    await chat.advance(days=7)
    await ana.command("poll", question="Which cake?", options="Apple; Plum")
    await ana.sees("general", "Which cake?")
    await ana.command("idea", title="A bench by the door")
    await ana.command("faq ask", question="Do you ship bread to Norway?")
    await ana.say("general", "you vermin")
    await mia.sees("moderators", "you vermin")
    await nia.join()
    await chat.settle()
    await until_monday(chat, 1)
    text = (await digests(chat))[-1].text
    for line in (
        "Joined: 1",
        "Polls: 1",
        "New ideas: 1",
        "Flagged messages: 1",
        "Waiting for the team: 3 · 1 question, 1 idea, 1 alert",
    ):
        assert line in text


async def test_a_new_community_gets_a_friendly_word_and_no_rows_of_zeros(
    open_chat: Opener,
) -> None:
    chat = await open_chat(clock=FakeClock(TUESDAY), cogs={"ideas": {"enabled": False}})
    ana = await chat.person("Ana")
    await chat.person("Ben")
    await ana.say("general", "hello")
    await until_monday(chat, 25, month=5)
    [digest] = await digests(chat)
    assert "1 message was written." in digest.text
    assert "To begin with\n• Invite the first ten people" in digest.text
    assert "/faq add" in digest.text and "/idea" not in digest.text  # that one is off
    for absent in (": 0", "(same)", "▲", "%", "Members"):
        assert absent not in digest.text


async def test_an_empty_community_is_told_how_to_begin(chat: Community) -> None:
    await until_monday(chat, 25, month=5)
    [digest] = await digests(chat)
    assert "It is all about to begin" in digest.text
    assert not digest.files
    assert not any("Not now" in label for label in digest.buttons)
    assert ": 0" not in digest.text


async def test_the_owner_reads_it_privately(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("digest schedule")
    told = await olga.told("The next digest comes on Mon, May 25, 9:00 AM CEST.")
    assert "#moderators, the owners privately" in told.text
    assert "review of a month comes on Mon, Jun 1, 9:00 AM CEST. It goes to: the own" in told.text
    await olga.say("general", "hello")
    await until_monday(chat, 25, month=5)
    private = await olga.told(WEEK)
    assert private.text == (await digests(chat))[0].text
    assert private.files == ("chart.png",)
    await until_monday(chat, 1)
    review = await olga.told("The month at Sourdough & Co.")
    assert "May 1, 2026 to May 31, 2026" in review.text
    assert not await digests(chat, "The month at")


async def test_whom_it_goes_to_can_be_changed(open_chat: Opener) -> None:
    chat = await open_chat(
        clock=FakeClock(TUESDAY), cogs={"digest": {"to_owner": False, "to_moderators": False}}
    )
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("digest schedule")
    await olga.told("It goes to nobody")
    await until_monday(chat, 25, month=5)
    assert not await digests(chat)
    assert not any(WEEK in text for text in olga.told_so_far())


async def test_a_changed_schedule_holds_from_the_next_digest(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await until_monday(chat, 25, month=5)
    await olga.command("settings set", name="digest.weekday", value="friday")
    await olga.told("digest.weekday = friday")
    await olga.command("digest schedule")
    # This week's is out already, so Friday of next week it is.
    await olga.told("The next digest comes on Fri, Jun 5, 9:00 AM CEST.")
    await tick(chat)
    await chat.advance(days=7)
    assert len(await digests(chat)) == 1
    await chat.advance(days=5)
    assert len(await digests(chat)) == 2
    await olga.command("settings set", name="digest.every", value="off")
    await olga.told("digest.every = off")
    await tick(chat)
    await olga.command("digest schedule")
    await olga.told("No digest is planned.")
    await chat.advance(days=20)
    assert len(await digests(chat)) == 2


async def test_a_wrong_time_is_refused(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("settings set", name="digest.time", value="9 o'clock")
    await olga.told("like 09:00 or 17:30")


async def test_in_german(open_chat: Opener) -> None:
    chat = await open_chat(clock=FakeClock(TUESDAY), locale="de")
    await two_weeks(chat)
    digest = (await digests(chat, "Die Woche bei Sourdough & Co."))[-1]
    assert "25. Mai 2026 bis 31. Mai 2026" in digest.text
    assert "Nachrichten: 16\N{NO-BREAK SPACE}(▼ 8)" in digest.text
    assert "Mitglieder: 6\N{NO-BREAK SPACE}(gleich)" in digest.text
    assert "Alle fragen" in digest.buttons
    picture: Any = digest.handle
    assert "Mo 4, Di 3" in picture.picture.alt


async def test_a_full_digest_fits_the_caption_of_a_picture(open_chat: Opener) -> None:
    """Telegram allows 1024 characters there, so a usual digest is one message, also in the longer
    of the two languages."""
    chat = await open_chat(clock=FakeClock(TUESDAY), locale="de")
    for other in ("vermin", "idiot"):
        ana = await chat.person("Anastasia Alexandra Featherstone")
        await ana.say("support", "Do you also deliver the large rye loaf to the next village?")
        await ana.say("general", f"you {other}")
    nia = await chat.person("Nia", joined=False)
    await nia.join()
    await nia.leave()
    await chat.settle()
    await helped(chat)
    await chat.app.stop()
    chat.clock.advance(days=8)
    await chat.restart()
    await chat.advance(seconds=1)
    digest = (await digests(chat, "Die Woche"))[-1]
    assert len(digest.buttons) >= 7  # three suggestions, each with "Not now", and the details
    assert len(digest.text.encode("utf-16-le")) // 2 <= 1024
