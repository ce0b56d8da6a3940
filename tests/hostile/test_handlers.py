"""A small, seeded part of `python -m bench.hostile.handlers`: nothing raises past the boundary."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from bench.hostile.handlers import Target, cogs, discord, reading, telegram, web
from bench.hostile.handlers.making import Stock, stock
from bench.hostile.handlers.running import Row, run
from bot.api.port.inbound import InForm, InMessage
from bot.api.port.nouns import NativeUser
from bot.engine import faults
from storage.tables import messages
from tests.support.community import Opener

SEED, STOCK, EACH, FEW, HANDLERS = 8, 30, 3, 1, 25


@pytest.fixture(scope="module")
def made() -> Stock:
    return stock(SEED, STOCK)


def sound(rows: list[Row]) -> None:
    assert rows and all(row.inputs for row in rows)
    assert not [(row.handler, row.faults, row.shown) for row in rows if row.faults]


async def test_what_is_read_without_a_bot(tmp_path: Path, made: Stock) -> None:
    targets = [one for one in reading.targets(tmp_path) if not one.name.startswith("settings")]
    sound([await run(one, made, SEED, EACH, 10) for one in targets])


@pytest.mark.parametrize("at", [telegram, discord], ids=["telegram", "discord"])
async def test_a_platforms_edge(tmp_path: Path, made: Stock, at: object) -> None:
    async with at.house(tmp_path) as house:  # type: ignore[attr-defined]
        sound([await run(one, made, SEED, EACH, 10, house.between) for one in house.targets])


async def test_cogs_and_tabs(open_chat: Opener, tmp_path: Path, made: Stock) -> None:
    town = cogs.Town(tmp_path)
    await town.enter(await open_chat(cogs={"console": {"address": cogs.SITE}}))
    every = cogs.Cogs(town).targets
    some = every[SEED :: len(every) // HANDLERS]
    some += [web.frames(town, frame) for frame in web.FRAMES]
    sound([await run(one, made, SEED, FEW, 10) for one in some])
    before, at = faults.recorded, (town.room, town.user, town.driver.heard, town.at)
    for wire in town.driver.wires(form=True):
        await town.ask(InForm(wire, {}, *at))  # no field at all, as only a program sends it
    await town.chat.settle()
    assert faults.recorded == before


async def test_a_number_that_nothing_can_hold_takes_no_other_message_with_it(
    open_chat: Opener,
) -> None:
    chat = await open_chat()
    said = (await chat.person("Ana"), chat.rig.world.rooms["general"])  # type: ignore[attr-defined]
    who = NativeUser(said[0].native_id, "Ana")
    room = said[1].native(chat.rig.world.community)  # type: ignore[attr-defined]
    events = [InMessage(room, who, number, "hello", chat.clock.now()) for number in (2**70, 77)]
    await chat.app.intake.receive_many("local", events)
    await chat.settle()
    async with chat.app.db.read() as connection:
        assert list(await connection.scalars(select(messages.c.native_id))) == [77]
    assert chat.app.intake.failed == 1


async def test_a_fault_is_found(made: Stock) -> None:
    """The negative control."""

    def feed(words: str) -> None:
        words.encode("ascii")

    row = await run(Target("flawed", lambda m: m.text(), feed), made, SEED, STOCK, 10)
    assert sum(row.faults.values()) > 1 and "UnicodeEncodeError" in next(iter(row.faults))
