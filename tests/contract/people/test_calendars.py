"""Events in the platform's own calendar: entered once, changed as far as may be, taken out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.api.errors import MissingRights, Unsupported, UserError
from bot.api.services.calendars import Occasion
from tests.contract.discord_rig import DiscordRig
from tests.contract.probe import here, probe
from tests.contract.stagehands import EVENTS, calendar, take_right
from tests.support.community import Community
from tests.support.scripted import START

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
with_calendar = pytest.mark.parametrize("platform", ["local", "discord"])
on_discord = pytest.mark.parametrize("platform", ["discord"])
HOUR = 3_600_000
COURSE = Occasion(
    "Rye course", "Bring an apron", START + 24 * HOUR, START + 26 * HOUR, "Mill Lane 3"
)


@with_calendar
async def test_an_event_is_entered_changed_and_taken_out(chat: Community) -> None:
    calendars, space = probe(chat).calendars, await here(chat)
    entry = await calendars.put(space, COURSE)
    assert calendar(chat.rig) == {entry: COURSE}
    later = replace(COURSE, name="Rye course II", starts_at=COURSE.starts_at + HOUR, place="Hall")
    assert await calendars.put(space, later, entry) == entry
    assert calendar(chat.rig) == {entry: later}
    await calendars.cancel(space, entry)
    assert calendar(chat.rig) == {}
    await calendars.cancel(space, entry)


@with_calendar
async def test_what_is_gone_is_made_anew(chat: Community) -> None:
    calendars, space = probe(chat).calendars, await here(chat)
    entry = await calendars.put(space, COURSE)
    await calendars.cancel(space, entry)
    anew = await calendars.put(space, COURSE, entry)
    assert anew != entry and calendar(chat.rig) == {anew: COURSE}


@with_calendar
async def test_the_same_again_is_no_second_entry(chat: Community) -> None:
    calendars, space = probe(chat).calendars, await here(chat)
    entry = await calendars.put(space, COURSE)
    await chat.restart()
    calendars, space = probe(chat).calendars, await here(chat)
    assert await calendars.put(space, COURSE) == entry
    other = await calendars.put(space, replace(COURSE, place="Elsewhere"))
    assert set(calendar(chat.rig)) == {entry, other}


@with_calendar
async def test_what_is_over_is_not_entered_and_what_runs_starts_soon(chat: Community) -> None:
    calendars, space = probe(chat).calendars, await here(chat)
    with pytest.raises(Unsupported):
        await calendars.put(space, replace(COURSE, starts_at=START - HOUR, ends_at=START))
    running = replace(COURSE, starts_at=START - HOUR, ends_at=START + HOUR)
    entry = await calendars.put(space, running)
    assert calendar(chat.rig)[entry].starts_at > START


@on_discord
async def test_of_an_event_that_runs_the_beginning_stays(chat: Community) -> None:
    calendars, space = probe(chat).calendars, await here(chat)
    entry = await calendars.put(space, COURSE)
    chat.clock.advance(hours=25)
    moved = replace(COURSE, name="Rye, now", starts_at=COURSE.starts_at + HOUR // 2)
    assert await calendars.put(space, moved, entry) == entry
    assert calendar(chat.rig) == {entry: replace(moved, starts_at=COURSE.starts_at)}
    chat.clock.advance(hours=2)
    again = replace(COURSE, starts_at=START + 48 * HOUR, ends_at=START + 49 * HOUR)
    assert await calendars.put(space, again, entry) != entry


@on_discord
async def test_long_words_are_cut(chat: Community) -> None:
    calendars, space = probe(chat).calendars, await here(chat)
    entry = await calendars.put(
        space, replace(COURSE, name="n" * 150, description="d" * 1500, place="p" * 150)
    )
    shown = calendar(chat.rig)[entry]
    assert [len(t) for t in (shown.name, shown.description, shown.place)] == [100, 1000, 100]
    assert shown.name.endswith("…")
    assert await calendars.put(space, replace(COURSE, description="", place=" "), entry) == entry


@on_discord
async def test_the_right_for_events_is_named(chat: Community) -> None:
    calendars, space = probe(chat).calendars, await here(chat)
    entry = await calendars.put(space, COURSE)
    right = await take_right(chat.rig, EVENTS)
    for asked in (
        calendars.put(space, replace(COURSE, name="Other")),
        calendars.put(space, replace(COURSE, name="Other"), entry),
        calendars.cancel(space, entry),
    ):
        with pytest.raises(MissingRights) as refused:
            await asked
        assert refused.value.right == right
    assert calendar(chat.rig) == {entry: COURSE}


@on_discord
async def test_a_full_calendar_is_said(chat: Community) -> None:
    assert isinstance(chat.rig, DiscordRig)
    calendars, space = probe(chat).calendars, await here(chat)
    await calendars.put(space, COURSE)
    [event] = chat.rig.guild.events.values()
    for number in range(99):
        copy = event | {"id": str(number), "creator_id": "1"}
        chat.rig.guild.events[number] = copy
    with pytest.raises(UserError, match="100 events"):
        await calendars.put(space, replace(COURSE, name="One more"))


@pytest.mark.parametrize("platform", ["telegram"])
async def test_telegram_has_no_calendar(chat: Community) -> None:
    calendars, space = probe(chat).calendars, await here(chat)
    with pytest.raises(Unsupported):
        await calendars.put(space, COURSE)
    with pytest.raises(Unsupported):
        await calendars.cancel(space, "1")
