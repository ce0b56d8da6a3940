"""What a picture says of itself to a page's script, and a page's stamp."""

from __future__ import annotations

import math
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, fromstring

import pytest

from bot.api.chart import Chart, Network, Node, Series
from bot.engine.pages.live import stamp
from bot.engine.rendering.charts import draw_inline, draw_svg

Kind = Literal["bars", "hbars", "stacked", "grid", "line", "heat"]
NAN = math.nan


def chart(kind: Kind, *rows: list[float]) -> Chart:
    labels = [f"<Day> {n}" for n in range(len(rows[0]))]
    series = [Series(f"Row {n}\x00", values) for n, values in enumerate(rows)]
    return Chart(kind, "x", labels, series, "a chart")


@pytest.mark.parametrize("kind", ["bars", "hbars", "stacked", "grid", "line", "heat"])
async def test_every_number_is_a_mark_with_its_label_and_series(kind: Kind) -> None:
    root = fromstring(await draw_svg(chart(kind, [0.25, 0.0], [0.5, NAN]), str))
    assert root.get("data-kind") == kind
    marks = {
        (node.get("data-at"), node.get("data-series")): node
        for node in root.iter()
        if node.get("data-at") is not None
    }
    last = {("1", "1")} if kind in ("bars", "hbars", "stacked") else set()  # nothing is 0 there
    assert set(marks) == {("0", "0"), ("0", "1"), ("1", "0")} | last
    first = marks["0", "1"].attrib
    assert (first["data-label"], first["data-name"]) == ("<Day> 0", "Row 1 ")
    assert first["data-value"] == ("50%" if kind == "heat" else "0.5")


async def test_the_points_of_a_long_line_can_be_pointed_at_though_they_are_not_seen() -> None:
    values = [float(n) for n in range(50)]
    root = fromstring(await draw_svg(chart("line", values), str))
    spots = [node for node in root.iter() if node.get("data-at") is not None]
    assert [node.get("data-value") for node in spots] == [str(n) for n in range(50)]
    assert all(node.get("fill") == "none" and node[0].text for node in spots)


async def test_all_that_belongs_to_a_series_goes_with_it() -> None:
    root = fromstring(await draw_svg(chart("bars", [3, 4], [5, 6]), str))
    texts = {node.text: node.get("data-series") for node in root.findall("{*}text")}
    assert [texts[number] for number in ("3", "4", "5", "6")] == ["0", "0", "1", "1"]
    assert texts["<Day> 0"] is None


async def test_a_page_has_the_legend_itself_and_styles_are_attributes() -> None:
    what = chart("stacked", [1, 2], [3, 4])
    inline = await draw_inline(what, str)
    assert [key.series for key in inline.keys] == [1, 0]
    assert inline.keys[0].color.startswith("var(--chart-present,")
    assert all(node.text != inline.keys[0].name for node in inline.svg.iter("text"))
    assert all("style" not in node.attrib for node in inline.svg.iter())
    assert (await draw_inline(what, str)).svg is inline.svg  # drawn once
    assert not (await draw_inline(chart("heat", [1.0], [0.5]), str)).keys


async def test_a_point_of_a_network_says_whom_it_is_linked_with() -> None:
    nodes = [Node("Ana", 1, 0), Node("", 0.5, 0), Node("Cem", 0.4, 0), Node("alone", 0.1, 0)]
    what = Network("x", nodes, [(0, 1, 2.0), (2, 0, 1.0), (1, 0, 1.0)], "a network")
    root = fromstring(await draw_svg(what, str))
    points = {node.get("data-at"): node for node in root.iter() if node.get("data-at")}
    assert set(points) == {"0", "1", "2"}
    assert points["0"].get("data-links") == "1 2" and points["0"].get("data-value") == "2 links"
    assert [points[at][0].text for at in "012"] == ["Ana: 2 links", "1 link", "Cem: 1 link"]


def test_a_stamp_is_of_what_is_said_not_of_when() -> None:
    def page(number: str, at: str) -> Element:
        main = Element("main")
        SubElement(main, "p", {"class": "quiet as-of"}).text = at
        SubElement(main, "p").text = number
        return main

    assert stamp(page("3", "10:00")) == stamp(page("3", "10:01")) != stamp(page("4", "10:01"))
