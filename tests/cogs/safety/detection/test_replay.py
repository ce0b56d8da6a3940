"""Replaying kept scores, and what moderators and owners see and change of thresholds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.model import Channel
from bot.api.people import Level
from cogs.safety.detection import wording
from cogs.safety.detection.replay import Kept, aim, gathered, replay
from cogs.safety.detection.store import LessonStore
from tests.support.community import Community, Opener
from tests.support.scripted import ScriptedToxicity

MINUTE = 60_000
ROW = Kept(2, 3, 1, author_id=7, target_id=None, sent_at=0, scores={"toxicity": 0.9})


def by_score(row: Kept) -> tuple[str, ...]:
    return ("toxicity",) if row.scores["toxicity"] >= 0.5 else ()


def row(number: int, minute: float, score: float = 0.9, author: int | None = 7) -> Kept:
    at = round(minute * MINUTE)
    return replace(ROW, message_id=number, sent_at=at, scores={"toxicity": score}, author_id=author)


def numbers(rows: list[Kept], gather: int = 15) -> list[int]:
    return [shown.worst.message_id for shown in gathered(rows, by_score, gather * MINUTE)]


# ---- the numbers


def test_what_one_author_writes_in_a_while_is_one_alert_about_the_worst() -> None:
    rows = [row(1, 0), row(2, 10, 0.99), row(3, 24), row(4, 26, 0.1), row(5, 40)]
    assert numbers(rows) == [2, 5]
    assert numbers(rows, gather=0) == [1, 2, 3, 5]


def test_other_authors_and_places_and_forgotten_people_are_alerts_of_their_own() -> None:
    rows = [row(1, 0), row(2, 1, author=8), replace(row(3, 2), space_id=9)]
    assert numbers([*rows, row(4, 3, author=None), row(5, 4, author=None)]) == [1, 2, 3, 4, 5]


def test_a_replay_compares_with_what_was_shown() -> None:
    shown = replace(row(1, 0), flagged=("insult",))
    found = replay([shown, row(2, 100), row(3, 200, 0.7), row(4, 300, 0.2)], by_score, MINUTE)
    assert (len(found.would), len(found.were)) == (3, 1)
    assert [new.worst.message_id for new in found.news] == [2, 3]
    assert found.labels == [("toxicity", 3)]
    assert found.channels == [(3, 3)]
    assert found.lost == []


def test_a_replay_tells_what_would_not_have_been_shown() -> None:
    rows = [replace(row(n, 100 * n, n / 10), flagged=("toxicity",)) for n in (1, 4, 8)]
    found = replay(rows, by_score, MINUTE)
    assert [lost.worst.message_id for lost in found.lost] == [4, 1]
    assert found.news == []


@given(st.lists(st.floats(0, 1), max_size=60), st.integers(1, 40))
def test_an_aim_never_makes_more_alerts_than_wanted(scores: list[float], a_week: int) -> None:
    rows = [row(n, 100 * n, score) for n, score in enumerate(scores)]

    def margin(kept: Kept) -> float:
        return 4 * kept.scores["toxicity"] - 2

    shift = aim(rows, margin, a_week=a_week, days=14, gather_ms=MINUTE)
    assert -1 <= shift <= 3
    assert sum(margin(kept) >= shift for kept in rows) <= 2 * a_week
    lower = shift - 0.01
    assert lower <= -1 or sum(margin(kept) >= lower for kept in rows) > 2 * a_week


def test_what_is_still_in_memory_has_a_link() -> None:
    found = replay([row(1, 0), row(2, 100)], by_score, MINUTE)
    channel = Channel(3, "local", "general", "general")
    places = [
        wording.Place(found.news[0], channel, "https://chat.example/1"),
        wording.Place(found.news[1], None, None),
    ]
    reply = wording.replayed("strict", found, days=1, messages=2, channel=channel, places=places)
    _, _, known, former = str(reply.text).splitlines()
    assert known.startswith("• #general · ")
    assert known.endswith("toxicity 90% · Go to the message")
    assert former.startswith("• a former channel · ")


# ---- in the chat


@pytest.fixture
def rated() -> ScriptedToxicity:
    return ScriptedToxicity({"idiot": 0.93, "fool": 0.85, "silly": 0.55})


@pytest.fixture
async def chat(open_chat: Opener, rated: ScriptedToxicity) -> Community:
    return await open_chat(toxicity=rated)


async def test_a_replay_says_what_would_have_been_shown(chat: Community) -> None:
    mo, ana, ben = [
        await chat.person(name, level)
        for name, level in (("Mo", Level.MODERATOR), ("Ana", Level.MEMBER), ("Ben", Level.MEMBER))
    ]
    await mo.command("safety replay", period="7d", strictness="strict")
    await mo.told("No message was scored in that time")
    await ana.say("general", "you idiot")
    await ben.say("ideas", "how silly")
    await ana.say("general", "a fine day")
    await chat.settle()
    chat.clock.advance(days=2)
    await ana.say("ideas", "that is silly")
    await chat.settle()

    await mo.command("safety replay", period="7d", strictness="strict")
    told = await mo.told(
        "In the last 7 days, strict would have shown 3 alerts instead of 1 (of 4 messages): "
        "toxicity 3. Most in #ideas. Nothing was done."
    )
    first, *rest = told.text.splitlines()[1:]
    assert first == "Only then an alert:"
    assert len(rest) == 2
    assert all("#ideas · " in line and "toxicity 55%" in line for line in rest)
    await mo.command("safety replay", period="1d", strictness="relaxed")
    told = await mo.told(
        "Today, relaxed would have shown no alert, and there was none (of 1 message)."
    )
    assert told.text.endswith("Nothing was done.")
    await mo.command("safety replay", period="1000d", strictness="standard")
    await mo.told(
        "In the last 30 days, standard would have shown 1 alert, as many as there were "
        "(of 4 messages): toxicity 1."
    )
    assert len(await chat.messages("moderators")) == 1, "the alert of then, and nothing new"


async def test_a_restart_loses_no_scores(chat: Community) -> None:
    mo, ana = await chat.person("Mo", Level.MODERATOR), await chat.person("Ana")
    await ana.say("general", "you idiot")
    await chat.settle()
    await chat.restart()
    await mo.command("safety replay")
    await mo.told("In the last 7 days, strict would have shown 1 alert, as many as there were")


async def test_a_dismissed_alert_moves_the_threshold(chat: Community) -> None:
    mo, ana = await chat.person("Mo", Level.MODERATOR), await chat.person("Ana")
    await ana.say("general", "you idiot")
    await mo.click(await mo.sees("moderators", "you idiot"), "Dismiss")
    await mo.sees("moderators", "Dismissed by Mo")
    await chat.settle()
    await mo.command("safety thresholds")
    await mo.told("• toxicity: from 72% on (the model says 70%; 1 decision moved it by +2 points)")


async def test_thresholds_say_why_and_lessons_can_be_forgotten(chat: Community) -> None:
    admin, mo = await chat.person("Ada", Level.ADMIN), await chat.person("Mo", Level.MODERATOR)
    store = LessonStore(chat.app.db)
    for number in range(1, 6):
        await store.lesson(await chat.id, number, ("toxicity",), 0.1, chat.clock.now())
    await store.lesson(await chat.id, 6, ("toxicity",), -0.05, chat.clock.now())
    await mo.command("safety thresholds")
    told = await mo.told(
        "• toxicity: from 79% on (the model says 70%; 6 decisions together moved it by +9 points)"
    )
    assert "Alert #6 made more frequent: toxicity" in told.text
    assert "Alert #5 made rarer: toxicity" in told.text
    assert told.buttons == (), "moderators look, admins change"

    await admin.command("safety thresholds")
    told = await admin.told("6 decisions together")
    assert told.buttons == (
        "Forget lessons: toxicity",
        "Forget alert #6",
        "Forget alert #5",
        "Forget alert #4",
    )
    await admin.click(told, "Forget alert #5")
    again = await admin.told("1 lesson is forgotten.")
    assert "5 decisions together moved it by +" in again.text
    await admin.click(again, "Forget lessons: toxicity")
    again = await admin.told("5 lessons are forgotten.")
    assert "• toxicity: from 70% on (the model says 70%)" in again.text
    assert again.buttons == ()
    assert "Strictness: standard" in again.text
    await admin.click(told, "Forget lessons: toxicity")
    await admin.told("There was nothing left to forget.")


async def test_a_rough_channel_is_made_by_an_admin_and_shown(chat: Community) -> None:
    admin, mo = await chat.person("Ada", Level.ADMIN), await chat.person("Mo", Level.MODERATOR)
    await mo.command("safety channel", channel="ideas", manner="rough")
    await chat.settle()
    await admin.command("safety thresholds")
    assert "Rough" not in (await admin.told("Strictness: standard")).text
    await admin.say("ideas", "/safety channel")
    await admin.told("No channel is rough")
    await admin.say("moderators", "/safety channel rough")
    await admin.told("Nothing in #moderators is an alert anyway")
    for _ in range(2):
        await admin.say("ideas", "/safety channel rough")
        await admin.told("In #ideas, friendly swearing is no alert any more")
    await admin.command("safety thresholds")
    await admin.told("Rough, so that friendly swearing is no alert: #ideas")
    await admin.say("general", "/safety channel")
    await admin.told("Rough, so that friendly swearing is no alert: #ideas")
    # the threshold of 70 % is 91 % there
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.say("ideas", "you fool")
    await ben.say("general", "you fool")
    await chat.settle()
    await mo.command("safety replay", period="1d", strictness="standard")
    told = await mo.told("Today, standard would have shown 1 alert, as many as there were")
    assert "Most in #general." in told.text
    await admin.say("ideas", "/safety channel usual")
    await admin.told("In #ideas, messages are flagged as everywhere else.")
    await admin.say("private", "/safety channel rough")
    await admin.told("Please type this in the channel that you mean.")


async def test_settings_are_told_as_they_hold(open_chat: Opener, rated: ScriptedToxicity) -> None:
    settings = {
        "alerts_a_week": 5,
        "strictness": "strict",
        "learn": False,
        "thresholds": {"insult": 0.9, "threat": 0.9},
        "modes": {"toxicity": "off", "insult": "act", "threat": "observe"},
    }
    chat = await open_chat(toxicity=rated, cogs={"safety": settings})
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("safety thresholds")
    told = await mo.told(
        "Aiming at about 5 alerts a week; until a week has been scored it is strict"
    )
    assert "• toxicity: switched off" in told.text
    assert "• insult: from 77% on (you set 90%; the bot acts from 98% on)" in told.text
    assert "• threat: from 77% on (you set 90%; only counted)" in told.text
    assert "learning is switched off" in told.text


async def test_without_a_model_there_are_no_thresholds(
    chat: Community, rated: ScriptedToxicity
) -> None:
    rated.thresholds = {}
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("safety thresholds")
    await mo.told("There is no model at the moment, so no message is scored.")
