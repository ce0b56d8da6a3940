"""Tables of shares as colours, and lines with intervals."""

from __future__ import annotations

import io
import math
import re
from typing import Literal
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
from PIL import Image, ImageColor

from bot.api.chart import Chart, Series
from bot.engine.rendering.charts import draw, draw_svg, palette
from bot.engine.rendering.charts.theme import DARK, HEAT, LIGHT, Theme, heat_of

NAN = math.nan
Kind = Literal["bars", "hbars", "stacked", "grid", "line", "heat"]


def pixels(png: bytes, color: str) -> int:
    image = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    return int((image == ImageColor.getrgb(color)).all(axis=2).sum())


def luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [value / 255 for value in ImageColor.getrgb(color)[:3]]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def cohorts(*columns: list[float]) -> Chart:
    rows = [Series(f"Week {n}", values) for n, values in enumerate(columns)]
    return Chart("heat", "Who stays", ["March 2", "March 9"], rows, "Who stays, by week")


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_number_can_be_read_and_lightness_alone_tells_the_order(theme: Theme) -> None:
    assert len(theme.heat) == len(HEAT)
    assert all(contrast(color, ink) >= 4.5 for color, ink in theme.heat)
    away = [contrast(color, theme.card) for color, _ in theme.heat]
    assert away == sorted(away)
    assert all(contrast(color, theme.card) >= 3 for color in theme.groups)
    assert contrast(theme.ink, theme.card) > 7 and contrast(theme.muted, theme.card) >= 4.5


async def test_a_share_has_its_colour_and_a_gap_has_none() -> None:
    theme = LIGHT
    png = await draw(cohorts([1.0, 1.0], [0.4, NAN]), str)
    whole, some = (pixels(png, heat_of(share, theme)[0]) for share in (1.0, 0.4))
    assert whole == pytest.approx(2 * some, rel=0.25)
    assert pixels(png, heat_of(0.0, theme)[0]) < some / 50  # edges of letters only


async def test_shares_are_per_cent_without_a_sign_where_it_is_narrow() -> None:
    wide = await draw_svg(cohorts([1.0, 0.0], [0.376, NAN]), str)
    assert {"100%", "0%", "38%"} <= set(re.findall(r">([^<]+)</text>", wide))
    narrow = await draw_svg(cohorts(*[[1.0, 0.25]] * 18), str)
    assert {"100", "25"} <= set(re.findall(r">([^<]+)</text>", narrow))


async def test_a_line_breaks_where_nothing_is_known() -> None:
    what = Chart("line", "x", list("abcde"), [Series("n", [1, 2, NAN, 4, 5])], "x")
    lines = fromstring(await draw_svg(what, str)).findall("{*}polyline")
    lengths = [len((line.get("points") or "").split()) for line in lines]
    assert lengths == [2, 2, 2]  # the axis and two pieces


async def test_an_interval_is_drawn_behind_its_points_and_fits() -> None:
    values, bands = [10, 12, 14], [None, (8.0, 30.0), (2.0, 60.0)]
    what = Chart("line", "x", list("abc"), [Series("n", values)], "x", bands=bands)
    (band,) = fromstring(await draw_svg(what, str)).findall("{*}polygon")
    points = [tuple(map(float, p.split(","))) for p in (band.get("points") or "").split()]
    assert len(points) == 4
    heights = [y for _, y in points]
    assert min(heights) > 0 and max(heights) < 700
    # three times as wide an interval is three times as high
    (_, top1), (_, top2), (_, low2), (_, low1) = points
    assert (low2 - top2) / (low1 - top1) == pytest.approx(58 / 22, rel=0.02)


async def test_the_last_points_of_a_long_line_are_kept() -> None:
    labels = [f"day {n}" for n in range(1000)]
    what = Chart("line", "x", labels, [Series("n", list(range(1000)))], "x")
    assert ">999</text>" in await draw_svg(what, str)


@pytest.mark.parametrize("kind", ["line", "heat"])
async def test_nothing_known_is_said(kind: str) -> None:
    what = Chart(kind, "x", ["a"], [Series("n", [NAN])], "x")  # type: ignore[arg-type]
    assert "Nothing to show yet" in await draw_svg(what, str)


async def test_a_page_gives_the_colours() -> None:
    names = set(re.findall(r"var\((--[a-z0-9-]+),#", await draw_svg(cohorts([1.0, 0.5]), str)))
    assert "--chart-ink" in names and any(name.startswith("--chart-heat-") for name in names)
    for dark in (False, True):
        assert names <= set(re.findall(r"(--[a-z0-9-]+):", palette(dark=dark)))


async def test_the_picture_says_what_it_shows() -> None:
    what = Chart("bars", "x", ["<a> & 🎉"], [Series("n", [1])], 'Ana\'s "b" & <c>\x00\ud800')
    root = fromstring(await draw_svg(what, str))
    assert root.get("role") == "img"
    assert (root.get("aria-label") or "").startswith('Ana\'s "b" & <c>')
    assert any(node.text == "<a> &" for node in root.iter())


@pytest.mark.parametrize("kind", ["bars", "hbars", "stacked", "grid", "line", "heat"])
async def test_each_mark_says_what_it_stands_for(kind: Kind) -> None:
    series = [Series("Before\x00", [0.25, 0.5]), Series("<Now>", [0.75, 1.0])]
    what = Chart(kind, "x", ["Mon", "Tue"], series, "a chart")
    root = fromstring(await draw_svg(what, str))
    said = [node.text or "" for node in root.findall("{*}*/{*}title")]
    for label, name in (("Mon", "Before"), ("Tue", "<Now>")):
        assert sum(label in one and name in one for one in said) == 1
