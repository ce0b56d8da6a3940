"""The picture of the board, and what it says in words."""

from __future__ import annotations

import struct

import pytest

from bot.api.chart import Chart
from bot.api.people import Level
from bot.engine.rendering.charts import draw
from cogs.ideas.board import picture
from cogs.ideas.model import STATUS_NAMES, Idea, Status, Words
from tests.support.community import Opener

from .stage import ALONE, propose

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmütze als Torte für alle, die gerne fahren"


def idea(number: int, title: str, votes: int) -> Idea:
    return Idea(number, 1, 1, None, 5, Words(title), "new", "", 0, votes)


def counts(**more: int) -> dict[Status, int]:
    return {status: more.get(status, 0) for status in STATUS_NAMES}


def test_bars_and_the_same_in_words() -> None:
    found = [idea(3, LONG, 12), idea(1, "A bench", 1), idea(2, "Shade", 1)]
    reply = picture.board(found, counts(new=2, planned=4, done=1))
    chart = reply.picture
    assert isinstance(chart, Chart)
    assert list(chart.series[0].values) == [12.0, 1.0, 1.0]
    assert str(chart.labels[1]) == "#1 A bench"
    assert all(len(str(label)) <= 70 for label in chart.labels)
    assert str(chart.title) == "The 3 open ideas with most support, of 6"
    assert str(chart.note) == "All ideas: new 2 · planned 4 · done 1"
    assert "#1 “A bench”: 1 supporter; #2 “Shade”: 1 supporter." in str(chart.alt)
    assert "…”: 12 supporters" in str(chart.alt)
    assert [[str(b.label) for b in row] for row in reply.buttons] == [["#3", "#1", "#2"]]


@pytest.mark.parametrize("many", [1, 2, picture.SHOWN])
async def test_one_as_well_as_many_can_be_drawn(many: int) -> None:
    found = [idea(n, LONG, many - n) for n in range(1, many + 1)]
    chart = picture.chart(found, counts(new=many), "The open ideas")
    png = await draw(chart, str)
    assert png.startswith(b"\x89PNG")
    wide, high = struct.unpack(">II", png[16:24])
    assert wide == 1200 and 250 < high <= 700


async def test_it_is_private_unless_a_moderator_shows_it(open_chat: Opener) -> None:
    chat = await open_chat(cogs=ALONE)
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("ideas board")
    await ana.told("There is no open idea to show yet.")
    card = await propose(ana, "A bench outside")
    await ana.click(card, "Support")
    await ana.told("You support #1")
    await ana.command("ideas board")
    shown = await ana.told("The open ideas\nAll ideas: new 1")
    assert shown.files and shown.buttons == ("#1",)
    await ana.command("ideas board", public=True)
    await ana.told("Only moderators can show the picture to everybody.")
    assert not [m for m in await chat.messages("general") if m.files]
    await mo.command("ideas board", public=True)
    assert (await ana.sees("general", "The open ideas")).files
