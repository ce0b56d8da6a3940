"""Bad input: one clear sentence, nothing lost, and never a fault of ours."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.api.people import Level
from bot.api.port.commands import CommandInfo, OptionInfo
from bot.api.port.outgoing import OutButton, Outgoing, Span
from bot.engine.commands.cleaning import clean
from cogs.polls.tables import ballots
from storage.tables import messages
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor
from tests.support.community import Community
from tests.support.databases import database_url, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

FAULT = "Something went wrong on my side"
ODD = "a\0b \ud800 \u202eabc Z\u0335\u0489 <b>*_`"


@pytest.fixture
async def chat(database_url: str) -> AsyncIterator[Community]:
    """A bot on the local chat, on both databases."""
    community = Community([LocalRig()], database_url)
    await community.open()
    yield community
    await community.close()


def unharmed(chat: Community, caplog: pytest.LogCaptureFixture, *actors: Actor) -> None:
    """Nobody was told of a fault, and none was recorded."""
    told = [text for actor in actors for text in actor.told_so_far()]
    assert not [text for text in told if FAULT in text]
    faults = [r for r in caplog.records if r.levelno >= logging.ERROR]
    assert not faults, faults[0].getMessage()
    assert chat.app.intake.failed == 0


async def count(chat: Community) -> int:
    async with chat.app.db.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(messages)) or 0)


# ---- odd characters; tests/hostile has all the others, on SQLite


def test_only_what_cannot_be_carried_is_replaced() -> None:
    assert clean("a\0b\udfffc") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c"
    for text in ("\u202eabc\u2066\u2069\u202c", "\u200b\ufeffx\u2060", "👩\u200d👧"):
        assert clean(text) is text
    assert clean({"na\0me": "\ud800"}) == {
        "na\N{REPLACEMENT CHARACTER}me": "\N{REPLACEMENT CHARACTER}"
    }
    span = Span("not a part of any event\0")
    assert clean(span) is span


async def test_characters_that_no_database_takes(
    chat: Community, caplog: pytest.LogCaptureFixture
) -> None:
    odd = ODD
    mo = await chat.person(f"Mo {odd}", Level.OWNER)
    await mo.say("general", f"Look: {odd}")
    await chat.until(lambda: count(chat), 1)
    await mo.command("poll", question=f"Which {odd}?", options=f"{odd} one; {odd} two")
    poll = await mo.sees("general", "Which ")
    await mo.click(poll, " two")
    await mo.command("idea")
    await mo.fill(title=f"Idea {odd}", why=odd, audience=odd)
    await mo.click(await mo.told("Idea "), "Post")
    await mo.sees("ideas", "Idea ")
    await mo.command("faq add", question=f"What is {odd}?", answer=f"It is {odd}")
    await mo.command("faq ask", question=f"What is {odd}?")
    await mo.command("ideas search", words=odd)
    await mo.command("settings set", name="welcome.template", value=f"Hello {{mention}} {odd}")
    await mo.say("general", f"you idiot {odd}")
    await mo.sees("moderators", "you idiot")
    nia = await chat.person(f"Nia {odd}", joined=False)
    await nia.join()
    await nia.sees("general", "Hello Nia")
    await chat.settle()
    unharmed(chat, caplog, mo, nia)


# ---- commands


ONE_DATABASE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@ONE_DATABASE
@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/poll Which cake? Apple", "A poll needs 2 to 10 options, and I count 1."),
        (
            "/poll Which? " + "; ".join(f"cake {n}" for n in range(40)),
            "A poll needs 2 to 10 options, and I count 40.",
        ),
        ("/poll Which? a; a", "is there twice"),
        ("/poll Which? a; b closes:whenever", "“whenever”"),
        ("/poll Which? a; b closes:yesterday", "has already passed"),
        ("/poll Which? a; b closes:in 9999999999 years", "in 9999999999 years"),
        ("/poll Which? a; b kind:both", "kind must be one of"),
        (f"/poll {'x' * 300}? a; b", "at most 200 characters"),
        (f"/poll Which? a; {'x' * 90}", "at most 80 characters"),
        (f"/idea title:{'x' * 200}", "at most 120 characters; yours has 200"),
        ("/idea title:???", "An idea needs a title"),
        (f"/faq ask {'x' * 400}", "at most 300 characters, not 400 characters"),
        ("/report", "Whom is it about?"),
        ("/warn @nobody be kind", "I do not know anybody called"),
        ("/ideas show 99999999999999999999", "give the number of an idea"),
        ("/ideas status 1 planned because", "no idea"),
        ("/settings set nothing.here on", "nothing.here"),
        ("/pol Which? a; b", "Did you mean /poll"),
        ("/ideas points " + " ".join(f"option{n}:x" for n in range(30)), "is too much"),
    ],
)
async def test_one_sentence_says_what_to_do(
    chat: Community, caplog: pytest.LogCaptureFixture, line: str, answer: str
) -> None:
    mo = await chat.person("Mo", Level.OWNER)
    await mo.say("general", line)
    await chat.settle()
    assert len(mo.told_so_far()) == 1
    assert answer.casefold() in mo.told_so_far()[0].casefold()
    unharmed(chat, caplog, mo)


@ONE_DATABASE
@pytest.mark.parametrize("text", ["/", "//", "/ poll", "/\n", "/123", "/🥖", "/shrug ok"])
async def test_what_is_no_command_is_conversation(chat: Community, text: str) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", text)
    await chat.until(lambda: count(chat), 1)
    await chat.settle()
    assert not ana.told_so_far()


async def test_a_click_after_the_end_is_not_counted(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("poll", question="Late?", options="Yes; No", closes="in 2h")
    card = await ana.sees("general", "Late?")
    chat.clock.advance(hours=3)  # the deadline is over, but the closing task has not run
    await ana.click(card, "Yes")
    await ana.told("is closed; your click was not counted")


FORGED = (
    "", ":", "poll", "poll.v", "poll.v:", "poll.v:x:y", "poll.v:1", "poll.v:1:2:3",
    "poll.v:99999999999999999999:1", "poll.v:9007199254740992:9007199254740992",
    "poll.v:-1:-1", "poll.w:7", "poll.c:7", "idea.up:7", "faq.ok:7:7", "faq.show:7",
    "faq.write:7", "nobody.knows:1", "\0", "é" * 32,
)  # fmt: skip


async def test_forged_buttons_are_answered_in_one_sentence(
    chat: Community, caplog: pytest.LogCaptureFixture
) -> None:
    mo = await chat.person("Mo", Level.OWNER)
    world = chat.rig.platform.world  # type: ignore[attr-defined]
    for number, payload in enumerate(FORGED, 1):
        out = Outgoing((Span("An old card"),), ((OutButton("Press", payload),),))
        sent = await chat.rig.platform.send("general", out)
        await world.press("general", mo.native_id, sent.native_id, payload)
        await chat.settle()
        answers = [post for post in world.posts("general") if post.only_for == mo.native_id]
        assert len(answers) == number, payload
    unharmed(chat, caplog, mo)


async def test_eighty_clicks_of_twenty_people_count_twenty(
    chat: Community, caplog: pytest.LogCaptureFixture
) -> None:
    people = [await chat.person(f"P{n}") for n in range(20)]
    await people[0].command("poll", question="All at once?", options="Yes; No")
    card = await people[0].sees("general", "All at once?")
    await asyncio.gather(*(person.click(card, "Yes") for person in people * 4))
    await chat.settle()
    async with chat.app.db.read() as connection:
        counted = await connection.scalar(select(func.count()).select_from(ballots))
    assert counted == 20
    await people[0].sees("general", "20 people voted")
    unharmed(chat, caplog, *people)


# ---- anything at all


WORDS = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(codec=None), max_size=20),
    st.sampled_from(["@Ana", "@Mo", "#general", "1", "#1", "-1", "9" * 30, "in 2h", "on", "open"]),
    st.sampled_from(['"', "“", "a;b", "a|b\nc", "'x y'", "new", "single", "me@x.example", "…"]),
)


def value(option: OptionInfo) -> st.SearchStrategy[str]:
    choices = [choice for choice, _ in option.choices]
    given_by_name = WORDS if not choices else st.one_of(WORDS, st.sampled_from(choices))
    return given_by_name.map(lambda word: f"{option.name}:{word}")


def line(info: CommandInfo) -> st.SearchStrategy[str]:
    named = st.tuples(*(st.one_of(st.just(""), value(option)) for option in info.options))
    rest = st.one_of(named.map(" ".join), st.lists(WORDS, max_size=4).map(" ".join))
    return rest.map(lambda tail: f"/{info.path} {tail}"[:4000])


@ONE_DATABASE
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(data=st.data())
async def test_no_command_line_is_a_fault(
    chat: Community, caplog: pytest.LogCaptureFixture, data: st.DataObject
) -> None:
    mo, ana = await chat.person("Mo", Level.OWNER), await chat.person("Ana")
    lines = st.one_of([line(info) for info in chat.app.book.commands.values()])
    for text in data.draw(st.lists(lines, min_size=1, max_size=8)):
        await mo.say("general", text)
        await ana.say("support", text)
    await chat.settle()
    unharmed(chat, caplog, mo, ana)
