"""The section of reports: figures, tables, a picture, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from bot.api.boards.reports import FEW, Column, Figure, Section, Table
from bot.api.chart import Network
from bot.api.text import T, Text, joined

from ..analysis.findings import Findings
from ..analysis.gaps import LEAST, Gap
from ..measuring import Seen
from .sentences import Names, sentences

ROWS = 20
Better = Literal["up", "down", ""]


def section(seen: Seen, gaps: Sequence[Gap], names: Names, drawn: Network | None) -> Section:
    """For moderators: with names."""
    return Section(
        figures=figures(seen),
        tables=[
            _connectors(seen.now, names),
            _groups(seen.now, names),
            _gaps(seen.now, gaps, names),
        ]
        if seen.now.graph.n >= FEW
        else [],
        charts=[drawn] if drawn is not None else [],
        notes=sentences(seen, gaps, names),
    )


def figures(seen: Seen) -> list[Figure]:
    """All numbers, with those of the window before; None where too few people have links."""
    now, before = seen.now, seen.before
    few = T("too few people to tell")

    def one(
        name: str, label: Text, value: float | None, was: float | None, unit: str, better: Better
    ) -> Figure:
        hidden = now.graph.n < FEW
        return Figure(
            f"network.{name}",
            label,
            None if hidden else value,
            None if before.graph.n < FEW else was,
            "share" if unit == "share" else "number" if unit == "number" else "count",
            better,
            note=few if hidden else "",
        )

    new, lost = len(seen.change.new), len(seen.change.lost)
    return [
        one("people", T("People with links"), now.graph.n, before.graph.n, "count", "up"),
        one("links", T("Links"), now.graph.m, before.graph.m, "count", "up"),
        one("density", T("Density"), now.density, before.density, "share", ""),
        one("reciprocity", T("Returned links"), now.reciprocity, before.reciprocity, "share", "up"),
        one("clusters", T("Groups of five or more"), now.large, before.large, "count", ""),
        one(
            "modularity", T("How separate groups are (modularity)"),
            now.modularity, before.modularity, "number", "",
        ),
        one(
            "isolated", T("Wrote and nobody turned to them"),
            len(now.isolated), len(before.isolated), "count", "down",
        ),
        one(
            "isolated_share", T("Their share of those who wrote"),
            now.isolated_share, before.isolated_share, "share", "down",
        ),
        *(
            one(f"resilience_{n}", label, now.share_lost(n), before.share_lost(n), "share", "down")
            for n, label in (
                (1, T("Ties that go with the best connected person")),
                (3, T("Ties that go with the three best connected")),
                (5, T("Ties that go with the five best connected")),
            )
        ),
        one("connectors_new", T("New connectors"), new, None, "count", ""),
        one("connectors_lost", T("Connectors no longer"), lost, None, "count", ""),
    ]  # fmt: skip


def _connectors(of: Findings, names: Names) -> Table:
    degree = of.graph.ties.degree
    rows = [
        (
            names[of.member(node)],
            int(degree[node]),
            float(of.between[node]),
            float(of.rank[node]),
            int(of.groups[node]) + 1,
        )
        for node in of.connectors
        if of.member(node) in names
    ]
    return Table(
        "network.connectors",
        T("Who connects the others"),
        [
            Column("who", T("Who")),
            Column("people", T("people"), "count"),
            Column("betweenness", T("ways through them"), "share"),
            Column("pagerank", T("attention"), "share"),
            Column("group", T("group"), "count"),
        ],
        rows,
    )


def leaders(of: Findings, group: int, most: int = 3) -> list[int]:
    """The nodes of a group to which people turn most."""
    return [int(node) for node in of.importance[of.groups[of.importance] == group][:most]]


def _groups(of: Findings, names: Names) -> Table:
    rows = []
    for group, size in enumerate(of.sizes[:ROWS]):
        if size < LEAST:
            break
        who = [names[m] for m in map(of.member, leaders(of, group)) if m in names]
        rows.append((group + 1, size, joined(who)))
    return Table(
        "network.groups",
        T("Groups that talk among themselves"),
        [
            Column("group", T("Group"), "count"),
            Column("people", T("people"), "count"),
            Column("around", T("around")),
        ],
        rows,
    )


def _gaps(of: Findings, gaps: Sequence[Gap], names: Names) -> Table:
    rows = [
        (names[one], names[other], gap.ties, gap.expected, gap.one + 1, gap.other + 1)
        for gap in gaps[:ROWS]
        for one, other in [(of.member(gap.nodes[0]), of.member(gap.nodes[1]))]
        if one in names and other in names
    ]
    return Table(
        "network.gaps",
        T("Groups that hardly talk, and who could meet"),
        [
            Column("one", T("Who")),
            Column("other", T("could meet")),
            Column("pairs", T("pairs that talk"), "count"),
            Column("expected", T("usual would be"), "number"),
            Column("group", T("group"), "count"),
            Column("other_group", T("and group"), "count"),
        ],
        rows,
    )
