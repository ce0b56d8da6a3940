"""Reports stay sealed, have a limit, and are answered."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.api.people import Level
from cogs.safety.tables import reports
from storage.audit import AuditLog
from tests.cogs.safety.members.rig import safety
from tests.support.chat import Actor
from tests.support.community import Community, Opener

NASTY = "Ben, you are an idiot"


@pytest.fixture
async def mo(chat: Community) -> Actor:
    return await chat.person("Mo", Level.MODERATOR)


async def test_the_last_report_of_the_day_is_one_report(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"safety": {"reports_a_day": 2, "gather_minutes": 0}})
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    said = [await ana.say("general", f"words {number}") for number in range(5)]
    await asyncio.gather(*(ben.menu("Report message", one) for one in said))
    await chat.settle()
    await ben.told("The moderators see your report")
    await ben.told("many reports today")
    async with chat.app.db.read() as conn:
        assert len((await conn.execute(select(reports))).all()) == 2
    await chat.advance(days=1, minutes=1)
    await ben.menu("Report message", await ana.say("general", "another day"))
    await chat.settle()
    async with chat.app.db.read() as conn:
        assert len((await conn.execute(select(reports))).all()) == 3


async def test_the_reporter_is_named_to_nobody(chat: Community, mo: Actor) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Benedikta")
    said = await ana.say("general", NASTY)
    await ben.menu("Report message", said)
    card = await mo.sees("moderators", "Reported by 1 member")
    await mo.command("queue", channel="moderators")
    await mo.told("1 alert is waiting")
    await mo.click(card, "Warn")
    await ana.told("warns you")
    await ana.command("why")
    await ana.told("What was decided about you")
    await chat.settle()
    rows = await AuditLog(chat.app.db).recent(await chat.id, 50, "")
    seen = [m.text for m in await chat.messages("moderators")]
    for text in (*seen, *mo.told_so_far(), *ana.told_so_far()):
        assert "Benedikta" not in text
    reporter = await chat.app.registry.known_member(await chat.id, "local", ben.native_id)
    assert reporter is not None
    assert f"member:{reporter.id}'" not in repr(rows)


async def test_reports_that_are_often_dismissed_are_said_so(chat: Community, mo: Actor) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    for number in range(3):
        said = await ana.say("general", f"harmless words {number}")
        await ben.menu("Report message", said)
        card = await mo.sees("moderators", f"harmless words {number}")
        assert "earlier reports" not in card.text
        await mo.click(card, "Dismiss")
        await mo.told("Dismissed by Mo")
        await chat.settle()
    await ben.menu("Report message", await ana.say("general", "still harmless"))
    card = await mo.sees("moderators", "3 of 3 earlier reports by one of them were dismissed.")
    assert "Ben" not in card.text


async def test_who_reported_is_told_after_a_crash(
    chat: Community, mo: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ben.menu("Report message", await ana.say("general", "Nobody wants him here"))
    card = await mo.sees("moderators", "Reported by 1 member")

    async def crash(*args: object) -> None:
        raise ConnectionError("cut off")

    monkeypatch.setattr(safety(chat)._reports, "settled", crash)
    await mo.click(card, "Dismiss")
    await chat.settle()
    assert not any("has looked at your report" in text for text in ben.told_so_far())
    await chat.restart()
    for _ in range(2):
        await safety(chat).tend_members()
        await ben.told("A moderator has looked at your report")
    assert sum("has looked at your report" in text for text in ben.told_so_far()) == 1
