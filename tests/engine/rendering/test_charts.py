"""Charts become pictures, whatever the labels and numbers are."""

from __future__ import annotations

import io
import math
from dataclasses import replace
from pathlib import Path
from typing import Literal, get_args

import numpy as np
import pytest
from PIL import Image

from bot.api.chart import Chart, Series
from bot.api.text import Text
from bot.engine.rendering.catalogue import Catalogue
from bot.engine.rendering.charts import draw
from bot.engine.rendering.charts.plan import Plan, Wording
from bot.engine.rendering.charts.plan import plan_of as any_plan_of
from bot.engine.rendering.charts.surface import clip, drawable, width, wrap
from bot.engine.rendering.i18n import Renderer

RENDERER = Renderer(Catalogue(Path("nowhere")))
LONG = "An answer that nobody should write but somebody will, " * 8
Kind = Literal["bars", "hbars", "stacked", "grid", "line", "heat"]

KINDS: tuple[Kind, ...] = get_args(Kind)


def words(text: Text) -> str:
    return RENDERER.plain(text, locale="en", zone="UTC", platform="local", now=0)


def plan_of(what: Chart, text: Wording) -> Plan:
    plan = any_plan_of(what, text)
    assert isinstance(plan, Plan)
    return plan


def chart(kind: Kind, *values: float, label: str = "Label", series: int = 1) -> Chart:
    rows = [Series(f"Week {n}", values) for n in range(series)]
    labels = [f"{label} {n}" for n in range(len(values))]
    return Chart(kind, "Cakes", labels, rows, "A picture of cakes", note="By members")


async def picture(what: Chart) -> Image.Image:
    return Image.open(io.BytesIO(await draw(what, words)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "values",
    [
        (3, 1, 2),
        (0, 0),
        (5,),
        (-3, 4.5, 0),
        (1e9, 1),
        (),
        (math.nan, math.inf, 1),
        tuple(range(40)),
    ],
    ids=["few", "zero", "one", "negative", "large", "none", "no numbers", "forty"],
)
async def test_every_shape_is_drawn(kind: Kind, values: tuple[float, ...]) -> None:
    image = await picture(chart(kind, *values, series=2))
    assert image.format == "PNG"
    assert image.size[0] == 1200
    assert 350 <= image.size[1] <= 2400
    colors = image.convert("RGB").reduce(4).getcolors(1 << 24)
    assert colors is not None
    assert len(colors) > 20


BLUE, PALE = (0x00, 0x72, 0xB2), (0xA9, 0xCC, 0xE3)


async def lengths(what: Chart, color: tuple[int, int, int] = BLUE) -> list[int]:
    """How long the bars of a colour are, the longest first."""
    image = (await picture(what)).convert("RGB")
    same = (np.asarray(image) == color).all(axis=2).sum(axis=1)
    found, times = np.unique(same[same > 0], return_counts=True)
    return sorted(
        (int(n) for n, often in zip(found, times, strict=True) if often > 20), reverse=True
    )


async def test_the_bars_are_as_long_as_their_numbers() -> None:
    found = await lengths(chart("hbars", 100, 50, 0))
    assert found[0] > 500
    assert found[0] / found[1] == pytest.approx(2, rel=0.05)


async def test_a_known_whole_is_the_full_length() -> None:
    what = chart("hbars", 5, 1)
    alone, of_ten = await lengths(what), await lengths(replace(what, full=10.0))
    assert of_ten[0] * 2 == pytest.approx(alone[0], rel=0.05)


async def test_a_stack_has_its_parts_end_to_end_and_their_sum() -> None:
    labels, rows = ["a", "b"], [Series("maybe", [10, 30]), Series("yes", [60, 15])]
    what = Chart("stacked", "x", labels, rows, "x")
    assert plan_of(what, words).totals == ("70", "45")
    assert plan_of(what, words).span == (0.0, 70.0)
    yes, maybe = await lengths(what), await lengths(what, PALE)
    assert yes[0] / yes[1] == pytest.approx(4, rel=0.1)
    assert yes[0] / maybe[0] == pytest.approx(2, rel=0.1)


async def test_what_is_no_number_leaves_its_place_in_a_grid_empty() -> None:
    rows = [Series("Round 1", [6, 4, 2]), Series("Round 2", [8, 4, math.nan])]
    what = Chart("grid", "x", ["a", "b", "c"], rows, "x")
    assert [row.shown for row in plan_of(what, words).rows] == [("6", "4", "2"), ("8", "4", "")]
    assert plan_of(replace(what, kind="hbars"), words).rows[1].shown == ("8", "4", "0")
    present, earlier = await lengths(what), await lengths(what, PALE)
    assert (len(present), len(earlier)) == (2, 3)
    assert present[0] / earlier[0] == pytest.approx(8 / 6, rel=0.1)


@pytest.mark.parametrize(
    "text", ["🎉", "🍎 Apple", "$x^2$", "寿司", LONG, "a\nb\x00", "👩‍👩‍👧 ok", "\\", ""]
)
@pytest.mark.parametrize("kind", KINDS)
async def test_any_words_are_drawn(kind: Kind, text: str) -> None:
    what = Chart(kind, text, [text, text], [Series(text, [1, 2]), Series(text, [3, 4])], "x", text)
    assert (await picture(what)).size[0] == 1200


def test_numbers_are_worded_and_missing_ones_are_zero() -> None:
    what = Chart("bars", "x", ["a", "b", "c"], [Series("s", [1234.56, -0.5])], "x")
    assert plan_of(what, words).rows[0].shown == ("1,234.6", "-0.5", "0")


def test_text_without_glyphs_is_left_out() -> None:
    assert drawable("🍎 Apple\n pie 🥧") == "Apple pie"


def test_long_text_is_wrapped_and_clipped() -> None:
    lines = wrap(LONG, 30, 400, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(width(line, 30) <= 400 for line in lines)
    assert width(clip("W" * 500, 30, 400), 30) <= 400
