"""Networks as files: exactly what the formats allow, nothing that a spreadsheet would calculate."""

from __future__ import annotations

import csv
import io
import re
from datetime import date

import numpy as np
import pytest

from bot.api.services.measures import Links
from cogs.network.config import NetworkConfig
from cogs.network.exchange import sheets
from cogs.network.exchange.markup import gexf, graphml
from cogs.network.exchange.records import Exported, Known, by_day, exported, total
from cogs.network.measuring import made
from tests.cogs.network.formats import GEXF, GRAPHML, TYPES, read
from tests.cogs.network.small import histories, links

MONDAY = date(2026, 3, 9).toordinal()
NASTY = 'An<a> & "Co"\n\x00\ud83d'
DAYS = [
    (MONDAY, links([(11, 12), (12, 11), (13, 11)])),
    (MONDAY + 1, links([(11, 12)], replies=3)),
    (MONDAY + 4, links([(11, 12), (14, 13)])),
]


def network(*, named: bool = True) -> Exported:
    config = NetworkConfig()
    every = total([found for _, found in DAYS])
    people = histories([11, 12, 13, 14], day=date(2025, 12, 31).toordinal())
    known = {11: Known(NASTY, "discord"), 12: Known("=1+1", "telegram"), 13: Known("Cleo", "local")}
    return exported(
        "Bakery: all", date(2026, 3, 14), made(every, people, config), every, by_day(DAYS),
        people, known, config, named=named,
    )  # fmt: skip


def test_days_add_up() -> None:
    every = total([found for _, found in DAYS])
    assert np.stack([every.source, every.target, every.replies]).T.tolist() == [
        [11, 12, 5], [12, 11, 1], [13, 11, 1], [14, 13, 1],
    ]  # fmt: skip
    assert by_day(DAYS)[11, 12] == (MONDAY, MONDAY + 4)
    empty = np.zeros(0, np.int64)
    assert not len(total([Links(empty, empty, empty, empty, empty)]).source)


def test_gexf() -> None:
    of = network()
    root = read("".join(gexf(of)), "http://gexf.net/1.3", GEXF)
    space = {"g": "http://gexf.net/1.3"}
    types = {
        (sort.get("class"), one.get("id")): str(one.get("type"))
        for sort in root.iterfind(".//g:attributes", space)
        for one in sort
    }
    nodes, edges = root.findall(".//g:node", space), root.findall(".//g:edge", space)
    assert [one.get("count") for one in root.iterfind(".//*[@count]")] == ["4", "4"]
    for kind, several in (("node", nodes), ("edge", edges)):
        for one in several:
            for value in one.iterfind(".//g:attvalue", space):
                assert re.fullmatch(TYPES[types[kind, value.get("for")]], value.get("value") or "")
    ids = [node.get("id") for node in nodes]
    assert {edge.get(end) for edge in edges for end in ("source", "target")} <= set(ids)
    assert len({edge.get("id") for edge in edges}) == len(edges)
    assert sorted(node.get("label") or "" for node in nodes) == sorted(
        ['An<a> & "Co"', "=1+1", "Cleo", ids[-1]]
    )
    (strong,) = [edge for edge in edges if edge.get("weight") == "5.0"]
    assert (strong.get("start"), strong.get("end")) == ("2026-03-09", "2026-03-13")


def test_graphml() -> None:
    space = "http://graphml.graphdrawing.org/xmlns"
    root = read("".join(graphml(network())), space, GRAPHML)
    named = {"g": space}
    keys = {key.get("id"): key for key in root.iterfind("g:key", named)}
    for kind in ("node", "edge"):
        for one in root.iterfind(f".//g:{kind}", named):
            for value in one:
                key = keys[value.get("key")]
                assert key.get("for") == kind
                assert re.fullmatch(TYPES[str(key.get("attr.type"))], value.text or "")
    weeks = {d.text for d in root.iterfind(".//g:data[@key='node_joined']", named)}
    assert weeks == {"2026-W01"}


def test_without_names_nobody_is_named() -> None:
    of = network(named=False)
    files = [
        "".join(parts) for parts in (gexf(of), graphml(of), sheets.links(of), sheets.people(of))
    ]
    assert not any(name in text for text in files for name in ("An&lt;", "An<", "Cleo", "1+1"))
    # nor by the number that the database has for them
    rows = [*csv.reader(io.StringIO(files[2])), *csv.reader(io.StringIO(files[3]))]
    ids = {cell for row in rows if row[0][0] == "p" for cell in row[:2]}
    assert ids == {"p1", "p2", "p3", "p4"}


def test_tables() -> None:
    of = network()
    links_, people = (
        list(csv.DictReader(io.StringIO("".join(rows), newline="")))
        for rows in (sheets.links(of), sheets.people(of))
    )
    assert list(links_[0])[:3] == ["Source", "Target", "Weight"]
    assert list(people[0])[:2] == ["Id", "Label"]
    strong = max(links_, key=lambda row: float(row["Weight"]))
    assert (strong["Replies"], strong["First"], strong["Last"]) == ("5", "2026-03-09", "2026-03-13")
    labels = {row["Id"]: row["Label"] for row in people}
    assert "'=1+1" in labels.values()
    assert {strong["Source"], strong["Target"]} <= labels.keys()
    assert sum(float(row["PageRank"]) for row in people) == pytest.approx(1)
