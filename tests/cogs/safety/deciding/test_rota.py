"""The rota: whose turn it is, quiet hours, and the next one when no answer comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.api.errors import UserError
from bot.api.people import Level
from cogs.safety.cog import Safety
from cogs.safety.deciding.model import Turn
from cogs.safety.deciding.rota import quiet_hours
from cogs.safety.deciding.store import RotaStore
from tests.support.chat import Actor
from tests.support.community import Community
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url"]

NOW = 1_780_000_000_000
NASTY = "Ben, you are an idiot"


# ---- hours


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("", None),
        ("22:00-07:00", (1320, 420)),
        ("22-7", (1320, 420)),
        ("9:30 – 17.15", (570, 1035)),
        ("22 bis 24", (1320, 0)),
    ],
)
def test_quiet_hours(typed: str, hours: tuple[int, int] | None) -> None:
    assert quiet_hours(typed) == hours


@pytest.mark.parametrize("typed", ["at night", "25-7", "22:61-7", "22:00", "7-7", "0-24", "-5-7"])
def test_hours_that_nobody_understands(typed: str) -> None:
    with pytest.raises(UserError, match="22:00-07:00"):
        quiet_hours(typed)


@pytest.mark.parametrize(
    ("minute", "awake"), [(1319, True), (1320, False), (0, False), (419, False), (420, True)]
)
def test_awake_over_midnight(minute: int, awake: bool) -> None:
    assert Turn(1, 1320, 420).awake(minute) is awake
    assert Turn(1, 420, 1320).awake(minute) is not awake
    assert Turn(1).awake(minute)


# ---- the table


@pytest.fixture
async def rota(database_url: str) -> AsyncIterator[RotaStore]:
    async with opened(database_url, {"safety": Path(str(Safety.migrations))}) as db:
        yield RotaStore(db)


async def test_whoever_was_asked_longest_ago_is_next(rota: RotaStore) -> None:
    for n, member in enumerate((50, 51, 52)):
        await rota.join(1, member, None, NOW + n)
    await rota.join(2, 60, None, NOW)
    asked = [await rota.take_turn(1, (50, 51, 52), NOW + 10 + n) for n in range(4)]
    assert asked == [50, 51, 52, 50]
    assert await rota.take_turn(1, (52, 50), NOW + 20) == 52, "of those who may be asked"
    assert await rota.take_turn(1, (60,), NOW) is None, "another community's"
    assert [turn.member_id for turn in await rota.turns(1)] == [51, 50, 52]


async def test_joining_again_changes_the_hours_only(rota: RotaStore) -> None:
    await rota.join(1, 50, None, NOW)
    await rota.take_turn(1, (50,), NOW + 1)
    await rota.join(1, 50, (1320, 420), NOW + 2)
    assert await rota.turns(1) == [Turn(50, 1320, 420, NOW + 1)]
    assert await rota.leave(1, 50)
    assert not await rota.leave(1, 50)


async def test_linked_and_forgotten_members(rota: RotaStore) -> None:
    await rota.join(1, 50, None, NOW)
    await rota.join(1, 51, (0, 60), NOW)
    await rota.join(2, 51, None, NOW)
    await rota.link(kept=50, gone=51)
    assert await rota.turns(1) == [Turn(50)]
    assert await rota.turns(2) == [Turn(50)]
    await rota.erase(50)
    assert await rota.turns(1) == await rota.turns(2) == []


# ---- in the chat; it is Thursday, 22:26 in Berlin


async def moderators(chat: Community, *, quiet_mo: str = "", quiet_max: str = "") -> list[Actor]:
    mo = await chat.person("Mo", Level.MODERATOR)
    max_ = await chat.person("Max", Level.MODERATOR)
    for moderator, quiet in ((mo, quiet_mo), (max_, quiet_max)):
        await moderator.command("rota join", channel="moderators", quiet=quiet)
        await moderator.told("You are on the rota now")
        chat.clock.advance(seconds=1)
    return [mo, max_]


def asked(actor: Actor) -> int:
    return sum("It is your turn" in text for text in actor.told_so_far())


async def test_they_are_asked_in_turn(chat: Community) -> None:
    mo, max_ = await moderators(chat)
    ana, ben = await chat.person("Ana"), await chat.person("Bea")
    await ana.say("general", NASTY)
    told = await mo.told("It is your turn")
    assert NASTY not in told.text
    await max_.sees("moderators", "Mo has been asked")
    chat.clock.advance(minutes=1)
    await ben.say("ideas", "vermin")
    await max_.told("It is your turn")
    await chat.settle()
    assert (asked(mo), asked(max_)) == (1, 1)


async def test_the_next_one_is_asked_when_no_answer_comes(chat: Community) -> None:
    mo, max_ = await moderators(chat)
    ana = await chat.person("Ana")
    await ana.say("general", NASTY)
    await mo.told("It is your turn")
    await chat.advance(minutes=29)
    assert asked(max_) == 0
    await chat.restart()
    await chat.advance(minutes=2)
    await max_.told("It is your turn")
    await mo.sees("moderators", "Max has been asked")
    await chat.advance(minutes=31)
    card = await mo.sees("moderators", NASTY)
    assert "has been asked" not in card.text, "now it is for everybody"
    await chat.advance(hours=5)
    assert (asked(mo), asked(max_)) == (1, 1)


async def test_an_answer_stops_the_asking(chat: Community) -> None:
    mo, max_ = await moderators(chat)
    ana = await chat.person("Ana")
    await ana.say("general", NASTY)
    await mo.told("It is your turn")
    await mo.click(await mo.sees("moderators", "Mo has been asked"), "Claim")
    await mo.told("You look after it now")
    await chat.advance(hours=2)
    assert asked(max_) == 0
    await mo.click(await mo.sees("moderators", "Mo looks after this"), "Release")
    await max_.told("It is your turn")
    await max_.click(await max_.sees("moderators", "Max has been asked"), "Dismiss")
    await max_.told("Dismissed by Max")
    await chat.advance(hours=2)
    assert (asked(mo), asked(max_)) == (1, 1)


async def test_quiet_hours_are_kept(chat: Community) -> None:
    mo, max_ = await moderators(chat, quiet_mo="22:00-07:00")
    assert any("from 22:00 to 07:00 (Europe/Berlin)" in text for text in mo.told_so_far())
    ana = await chat.person("Ana")
    await ana.say("general", NASTY)
    await max_.told("It is your turn")
    assert asked(mo) == 0


@pytest.mark.parametrize(
    ("at", "awake"),
    [
        # clocks go forward at 01:00 UTC: 01:59 is followed by 03:00
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), True),
        # and back at 01:00 UTC: what is 02:30 comes twice, and 03:00 once
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), False),
        (datetime(2026, 10, 25, 2, 0, tzinfo=UTC), True),
    ],
)
async def test_quiet_hours_follow_the_clocks_of_the_place(
    chat: Community, at: datetime, awake: bool
) -> None:
    chat.clock.advance(ms=int(at.timestamp() * 1000) - chat.clock.now())
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("rota join", channel="moderators", quiet="22-3")
    await mo.told("You are on the rota now")
    await (await chat.person("Ana")).say("general", NASTY)
    await mo.sees("moderators", NASTY)
    await chat.settle()
    assert asked(mo) == awake


async def test_nobody_awake_means_everybody(chat: Community) -> None:
    mo, max_ = await moderators(chat, quiet_mo="22-7", quiet_max="22-7")
    ana = await chat.person("Ana")
    await ana.say("general", NASTY)
    card = await mo.sees("moderators", NASTY)
    await chat.settle()
    assert "has been asked" not in card.text
    await chat.advance(hours=1)
    assert (asked(mo), asked(max_)) == (0, 0)
    await max_.click(card, "Dismiss")
    await mo.sees("moderators", "Dismissed by Max")


async def test_nobody_is_asked_about_themselves(chat: Community) -> None:
    mo, max_ = await moderators(chat)
    await mo.say("general", NASTY)
    await max_.told("It is your turn")
    assert asked(mo) == 0


async def test_the_rota_is_shown_and_left(chat: Community) -> None:
    mo, max_ = await moderators(chat, quiet_max="22-7")
    await mo.command("rota show", channel="moderators")
    shown = await mo.told("asked in turn")
    assert shown.text.index("Mo") < shown.text.index("Max, not from 22:00 to 07:00")
    await mo.command("rota leave", channel="moderators")
    await mo.told("no longer on the rota")
    await max_.command("rota leave", channel="moderators")
    await max_.told("no longer on the rota")
    await mo.command("rota show", channel="moderators")
    await mo.told("Nobody is on the rota")


async def test_members_cannot_join_it(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("rota join")
    await ana.told("Only moderators")
