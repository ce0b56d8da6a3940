"""What an exported network holds: people and links, each with its attributes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from bot.api.services.measures import Histories, Links

from ..analysis.findings import Findings
from ..config import NetworkConfig
from ..measuring import weights

# What XML 1.0 cannot hold, not even escaped.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Person:
    """A node. `label` is a name or the id again; `joined` an ISO week ("2026-W09") or ""."""

    id: str
    label: str
    cluster: int
    platform: str
    joined: str
    messages: int
    betweenness: float
    pagerank: float
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Link:
    """An edge from the one who turned to the other, with the days of the first and last time."""

    source: str
    target: str
    weight: float
    replies: int
    mentions: int
    reactions: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Exported:
    """A whole network; `title` says of what."""

    title: str
    made: date
    people: Sequence[Person]
    links: Sequence[Link]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a member besides the links."""

    name: str
    platform: str


def total(days: Sequence[Links]) -> Links:
    """The links of several days as those of one period."""
    columns = [
        np.concatenate([getattr(links, name) for links in days])
        for name in ("source", "target", "replies", "mentions", "reactions")
    ]
    order = np.lexsort((columns[1], columns[0]))
    source, target, *counts = (column[order] for column in columns)
    if not len(source):
        return Links(source, target, *counts)
    new = (source[1:] != source[:-1]) | (target[1:] != target[:-1])
    first = np.flatnonzero(np.concatenate([[True], new]))
    return Links(source[first], target[first], *(np.add.reduceat(count, first) for count in counts))


def by_day(days: Sequence[tuple[int, Links]]) -> dict[tuple[int, int], tuple[int, int]]:
    """The first and last local day on which one turned to the other, by (source, target)."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for day, links in sorted(days, key=lambda pair: pair[0]):
        for pair in zip(links.source.tolist(), links.target.tolist(), strict=True):
            found[pair] = (found.get(pair, (day, day))[0], day)
    return found


def exported(
    title: str,
    made: date,
    of: Findings,
    links: Links,
    spans: Mapping[tuple[int, int], tuple[int, int]],
    histories: Histories,
    known: Mapping[int, Known],
    config: NetworkConfig,
    *,
    named: bool,
) -> Exported:
    """All of a network. People are "p1", "p2", ... from the one to whom most people turn on; their
    names come with them only when `named`."""
    ids = {of.member(int(node)): f"p{n}" for n, node in enumerate(of.importance, 1)}
    edges = _links(links, spans, ids, config)
    near: dict[str, tuple[date, date]] = {}
    for edge in edges:
        for end in (edge.source, edge.target):
            first, last = near.get(end, (edge.first, edge.last))
            near[end] = (min(first, edge.first), max(last, edge.last))
    place = {int(member): row for row, member in enumerate(histories.members)}
    people = []
    for node in of.importance.tolist():
        member = of.member(node)
        about = known.get(member, Known("", ""))
        row = place.get(member)
        people.append(
            Person(
                id=ids[member],
                label=(clean(about.name) if named else "") or ids[member],
                cluster=int(of.groups[node]) + 1,
                platform=about.platform,
                joined="" if row is None else _week(int(histories.first[row])),
                messages=0 if row is None else int(histories.messages[row].sum()),
                betweenness=float(of.between[node]),
                pagerank=float(of.rank[node]),
                first=near[ids[member]][0],
                last=near[ids[member]][1],
            )
        )
    return Exported(clean(title), made, people, edges)


def _links(
    links: Links,
    spans: Mapping[tuple[int, int], tuple[int, int]],
    ids: Mapping[int, str],
    config: NetworkConfig,
) -> list[Link]:
    weight = weights(links, config)
    columns = (links.source, links.target, weight, links.replies, links.mentions, links.reactions)
    rows = zip(*(column.tolist() for column in columns), strict=True)
    found = []
    for source, target, heavy, replies, mentions, reactions in rows:
        if heavy <= 0 or source not in ids or target not in ids:
            continue
        first, last = (date.fromordinal(day) for day in spans[source, target])
        found.append(
            Link(ids[source], ids[target], heavy, replies, mentions, reactions, first, last)
        )
    return sorted(found, key=lambda link: (int(link.source[1:]), int(link.target[1:])))


def clean(text: str) -> str:
    """On one line, and without what XML cannot hold."""
    return " ".join(_UNWRITABLE.sub("", text).split())


def _week(day: int) -> str:
    year, week, _ = date.fromordinal(day).isocalendar()
    return f"{year}-W{week:02}"
