"""Events in calendars: the file read again, the page, and the platforms' own calendar."""

from __future__ import annotations

import unicodedata
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession
from icalendar import Calendar

from bot.api.errors import Ambiguous, MissingRights
from bot.api.model import Space
from bot.api.people import Level
from bot.api.services.calendars import Occasion
from bot.engine.services.acting.calendars import CalendarKeeper
from bot.platforms.local import LocalPlatform, LocalSettings
from cogs.events.exchange.files import calendar, uid
from cogs.events.model import DAY_MS, HOUR_MS, Event, Plan
from cogs.events.planning.reading import with_words
from cogs.events.store import EventStore
from tests.contract.local_rig import LocalRig
from tests.contract.stagehands import calendar as entries
from tests.support.community import Community
from tests.support.community import sqlite_url as file_url
from tests.support.scripted import FakeClock

from .stage import MORNING, STARTS, TITLE, WHEN, announce, moderator
from .test_reminding import BERLIN, at, heard, member_id

ODD = "Brötchen; rolls, \\ and “quotes” 🥐 " + "long " * 40
PLAN = Plan(
    title="Baking, \\ evening; with: all",
    details=f"{ODD}\nSecond line\r\nEND:VCALENDAR",
    place="Bäckerei, Hauptstraße 5",
    starts_at=STARTS,
    ends_at=STARTS + 2 * HOUR_MS,
    zone="Europe/Berlin",
)
EVENT = Event(3, 1, 7, PLAN, "planned", MORNING, MORNING + 5000, MORNING, sequence=4)


def test_a_file_read_again_says_the_same() -> None:
    content = calendar([EVENT], "Sourdough & Co.", "1")
    read = Calendar.from_ical(content)
    assert str(read["VERSION"]) == "2.0" and read["PRODID"] and str(read["METHOD"]) == "PUBLISH"
    [event] = read.walk("VEVENT")
    assert str(event["SUMMARY"]) == PLAN.title
    assert str(event["LOCATION"]) == PLAN.place
    assert str(event["DESCRIPTION"]).replace("\r\n", "\n") == PLAN.details.replace("\r\n", "\n")
    assert str(event["UID"]) == uid(EVENT, "1") and event["SEQUENCE"] == 4
    assert str(event["STATUS"]) == "CONFIRMED"
    assert event["DTSTART"].params["TZID"] == "Europe/Berlin"
    assert event.start == datetime(2026, 6, 5, 18, tzinfo=BERLIN)
    assert event.end - event.start == timedelta(hours=2)
    assert round(event["DTSTAMP"].dt.timestamp() * 1000) == MORNING + 5000


def test_the_file_keeps_to_the_rules() -> None:
    """RFC 5545 3.1: lines end in CRLF and have at most 75 bytes; 3.2.19 and 3.6.5: each zone that
    is named is in the file."""
    winter = replace(EVENT, id=4, plan=replace(PLAN, starts_at=at("2026-12-05T18:00")))
    winter = replace(winter, plan=replace(winter.plan, ends_at=winter.plan.starts_at + HOUR_MS))
    content = calendar([EVENT, winter], "All", "1")
    assert content.endswith(b"\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    read = Calendar.from_ical(content)
    assert len(read.walk("VEVENT")) == 2  # what stands in a text ends no calendar
    assert [str(zone["TZID"]) for zone in read.walk("VTIMEZONE")] == ["Europe/Berlin"]
    assert not read.get_missing_tzids()
    offsets = [str(event.start.utcoffset()) for event in read.walk("VEVENT")]
    assert offsets == ["2:00:00", "1:00:00"]
    assert len({str(event["UID"]) for event in read.walk("VEVENT")}) == 2


def test_a_change_has_the_same_uid_and_a_cancelled_one_says_so() -> None:
    off = replace(EVENT, state="cancelled", sequence=5)
    assert uid(off, "1") == uid(EVENT, "1") != uid(EVENT, "2")
    [event] = Calendar.from_ical(calendar([off], "x", "1")).walk("VEVENT")
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 5)
    assert Calendar.from_ical(calendar([], "x", "1")).walk("VEVENT") == []


async def test_the_button_gives_the_file(both: Community) -> None:
    mo = await moderator(both)
    tina = await both.person("Tina", rig=1)
    card = await announce(both, mo, where="The bakery")
    await mo.click(card, "Add to calendar")
    assert (await mo.told("Open the file")).files == ("event-1.ics",)
    await tina.click(await tina.sees("general", TITLE), "Add to calendar")
    assert (await tina.told("Open the file")).files == ("event-1.ics",)


# ---- the page


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Community]:
    """A bot whose console really serves pages."""
    rig = LocalRig()
    rig.platform = LocalPlatform(LocalSettings(port=0, snapshot=None), rig.world)
    community = Community([rig], file_url(tmp_path), clock=FakeClock(MORNING))
    await community.open()
    yield community
    await community.close()


async def get(chat: Community, path: str, status: int = 200) -> tuple[str, bytes]:
    platform = chat.rig.platform
    assert isinstance(platform, LocalPlatform) and platform.address
    async with (
        ClientSession() as session,
        session.get(f"{platform.address}/pages/{path}") as answer,
    ):
        assert answer.status == status
        return answer.content_type, await answer.read()


async def test_the_page_and_its_file(served: Community) -> None:
    assert "No event is planned." in (await get(served, "events"))[1].decode()
    mo = await moderator(served)
    await announce(served, mo, title="<b>Baking</b>", where="The bakery", details="Apron & oven")
    await mo.command("events repeat", event="#1", every="week", until="2026-08-01")
    await mo.told("more events are planned.")
    page = (await get(served, "events"))[1].decode()
    assert "&lt;b&gt;Baking&lt;/b&gt;" in page and "<b>Baking" not in page
    assert "The bakery" in page and "Apron &amp; oven" in page and "0 people are going" in page
    kind, content = await get(served, "events/calendar.ics")
    assert kind == "text/calendar"
    # those of the series whose card is not out are not there yet
    assert len(Calendar.from_ical(content).walk("VEVENT")) == 1
    await get(served, "events/else", 404)
    await get(served, "events/calendar.ics/else", 404)
    await mo.command("events cancel", event="#1", reason="The oven is broken.")
    await mo.told("is called off")
    assert "Baking" not in (await get(served, "events"))[1].decode()


# ---- the platform's own calendar


async def test_discord_has_it_too_and_telegram_is_passed_over(both: Community) -> None:
    mo = await moderator(both)
    await announce(both, mo, where="The bakery", details="Bring an apron.", until="2h")
    await both.advance(minutes=1)
    found = Occasion(TITLE, "Bring an apron.", STARTS, STARTS + 2 * HOUR_MS, "The bakery")
    assert list(entries(both.rig).values()) == [found]
    await mo.command("events edit", event="#1", when="2026-06-06 18:00")
    await mo.told("Changed")
    await both.advance(minutes=1)
    later = replace(found, starts_at=STARTS + DAY_MS, ends_at=STARTS + DAY_MS + 2 * HOUR_MS)
    assert list(entries(both.rig).values()) == [later]
    await both.restart()
    await both.advance(minutes=1)
    assert list(entries(both.rig).values()) == [later]
    await mo.command("events cancel", event="#1", reason="The oven is broken.")
    await mo.told("is called off")
    await both.advance(minutes=1)
    assert entries(both.rig) == {}
    assert heard(mo, "calendar of") == 0


async def test_a_kill_before_the_calendar_is_made_up_for(chat: Community) -> None:
    mo = await moderator(chat)
    await mo.command("event", title=TITLE, when=WHEN)
    await mo.told("Only you see this.")
    # as far as the bot came before it was killed
    who, now = await member_id(chat, mo), chat.clock.now()
    assert await EventStore(chat.app.db).announce(1, who, now) is not None
    assert entries(chat.rig) == {}
    for _ in range(2):
        await chat.restart()
        await chat.advance(minutes=1)
    assert [one.name for one in entries(chat.rig).values()] == [TITLE]
    assert len([p for p in await chat.messages("general") if "Made by Mo" in p.text]) == 1
    assert await EventStore(chat.app.db).cancel(1, "No oven", now) is not None
    for _ in range(2):
        await chat.restart()
        await chat.advance(minutes=1)
    assert entries(chat.rig) == {}


@pytest.mark.parametrize(
    ("error", "said", "tries"),
    [
        (MissingRights("Create Events", "local"), "I lack the right “Create Events” there", 2),
        (Ambiguous("lost"), "The connection was lost", 1),
    ],
)
async def test_a_calendar_that_fails_is_said_once_and_stops_nothing(
    chat: Community, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str, tries: int
) -> None:
    calls = 0

    async def put(_: CalendarKeeper, space: Space, occasion: Occasion, former: str | None) -> str:
        nonlocal calls
        calls += 1
        raise error

    monkeypatch.setattr(CalendarKeeper, "put", put)
    mo, ana = await moderator(chat), await chat.person("Ana")
    card = await announce(chat, mo)
    await chat.advance(minutes=1)
    assert said in (await mo.told("I could not put “Baking evening” into the calendar")).text
    await mo.command("events edit", event="#1", capacity=3)
    await mo.told("Changed")
    await chat.advance(minutes=1)
    # after a loss it may stand there: a second try could make it twice
    assert calls == tries and heard(mo, "I could not put") == 1
    await ana.click(card, "Going")
    await ana.told("You are going")


def test_nothing_that_is_typed_can_break_the_file() -> None:
    """RFC 5545 3.1 and 3.3.11: no control characters; many readers take a lone CR for an end."""
    nasty = "Rye\rEND:VEVENT\r\x0bBEGIN:VALARM\x0c\u2028X:1\x07\x85\u202eeyr\x1b[0m\ttab"
    plan = replace(with_words(PLAN, nasty, nasty, f"One\r\nTwo\n{nasty}"))
    content = calendar([replace(EVENT, plan=plan)], "Sourdough", "1").decode()
    lines = content.replace("\r\n ", "").splitlines()
    assert [line for line in lines if line.startswith(("BEGIN:", "END:"))].count("END:VEVENT") == 1
    assert not [line for line in lines if line.startswith(("X:1", "BEGIN:VALARM"))]
    assert not [c for c in content.replace("\r\n", "") if unicodedata.category(c) == "Cc"]
    [event] = Calendar.from_ical(content).walk("VEVENT")
    assert str(event["DESCRIPTION"]).startswith("One\nTwo\nRye")
    # nor turn around what is said after it
    assert "\u202e" not in plan.title + plan.place + plan.details


async def test_what_is_for_some_is_on_no_page_and_in_no_public_calendar(served: Community) -> None:
    mo = await moderator(served)
    await announce(served, mo, title="Trainers at Mo's home", audience="events >= 1")
    await announce(served, mo, title="Open evening", when="2026-06-07 18:00")
    await served.advance(minutes=1)
    page = (await get(served, "events"))[1].decode()
    feed = (await get(served, "events/calendar.ics"))[1].decode()
    for shown in (page, feed):
        assert "Open evening" in shown and "Trainers" not in shown
    assert [one.name for one in entries(served.rig).values()] == ["Open evening"]


async def test_an_entry_goes_with_its_event_also_where_none_are_made_any_more(
    chat: Community,
) -> None:
    mo, olga = await moderator(chat), await chat.person("Olga", Level.OWNER)
    await announce(chat, mo)
    await chat.advance(minutes=1)
    assert len(entries(chat.rig)) == 1
    await olga.command("settings set", name="events.calendars", value="off")
    await olga.told("events.calendars = off")
    await announce(chat, mo, title="Another")
    await mo.command("events cancel", event="#1", reason="The oven is broken.")
    await mo.told("is called off")
    await chat.advance(minutes=1)
    assert entries(chat.rig) == {}
