"""On every platform: odd characters are carried, and no word of anybody reaches the log."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from bot import logs
from bot.api.people import Level
from storage.tables import messages
from tests.support.community import Community, Opener

ODD = "a\0b \u202eright\u202c Z\u0335\u0321\u0489 <b>*_`"
CANARY, NAME = "canarybird", "Kanarina"


async def count(chat: Community) -> int:
    async with chat.app.db.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(messages)) or 0)


async def test_odd_characters_in_messages_options_and_forms(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", f"Look: {ODD}")
    await chat.until(lambda: count(chat), 1)
    await ana.command("poll", question=f"Which {ODD}?", options=f"{ODD} one; {ODD} two")
    card = await ana.sees("general", "Which a\N{REPLACEMENT CHARACTER}b")
    await ana.click(card, " two")
    await ana.told(" two")
    await ana.command("idea")
    await ana.fill(title=f"Idea {ODD}", why=ODD, audience=ODD)
    await ana.click(await ana.told("Idea a\N{REPLACEMENT CHARACTER}b"), "Post")
    await ana.sees("ideas", "Idea a\N{REPLACEMENT CHARACTER}b")
    assert chat.app.intake.failed == 0


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that is logged, with everything logged that can be."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.setup("debug", stream=stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


async def test_the_log_holds_neither_words_nor_tokens(
    written: io.StringIO, open_chat: Opener
) -> None:
    chat = await open_chat(cogs={"faq": {"wait_seconds": 0}})
    ana, mo = await chat.person(NAME), await chat.person("Mo", Level.MODERATOR)
    said = await ana.say("general", f"{CANARY} you idiot")
    card = await mo.sees("moderators", CANARY)
    await ana.edit(said, f"{CANARY} you great idiot")
    await mo.click(card, "Warn")
    await ana.told("warns you")
    await ana.command("poll", question=f"{CANARY}?", options=f"{CANARY} one; {CANARY} two")
    await ana.click(await ana.sees("general", f"{CANARY}?"), "two")
    await ana.command("idea")
    await ana.fill(title=f"Idea {CANARY}", why=CANARY, audience=CANARY)
    await ana.click(await ana.told(f"Idea {CANARY}"), "Post")
    await ana.sees("ideas", CANARY)
    await ana.say("support", f"Where is the {CANARY}?")
    await ana.sees("support", "I do not know that yet")
    await mo.command("faq add", question=f"Where is {CANARY}?", answer=CANARY)
    await mo.command("help", unknown=CANARY) if chat.rig.name != "discord" else None
    await chat.settle()
    logging.getLogger("bot").debug("the end")
    log = written.getvalue()
    assert "the end" in log
    for secret in (CANARY, NAME, getattr(getattr(chat.rig, "server", None), "token", "no-token")):
        assert secret not in log, [line for line in log.splitlines() if secret in line][:3]


@pytest.mark.parametrize("platform", ["telegram"])  # elsewhere the form itself keeps to the limit
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_an_answer_that_is_too_long_is_asked_for_again(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("idea", channel="private")
    await ana.sees("private", "1 of 3")
    await ana.say("private", "x" * 500)
    await ana.sees("private", "Please answer with 1 to 120 characters.")
    for answer in ("Rye on Mondays", "/skip", "/skip"):
        await ana.say("private", answer)
        await chat.settle()
    await ana.click(await ana.sees("private", "Not posted yet"), "Post")
    await ana.sees("ideas", "Rye on Mondays")
