"""Two CSV tables, of links and of people, as NodeXL and Gephi import them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from bot.api.text import defused

from .records import Exported

# Gephi takes Source, Target, Weight, Id and Label by these names; NodeXL any first two columns.
LINKS = ("Source", "Target", "Weight", "Replies", "Mentions", "Reactions", "First", "Last")
PEOPLE = (
    *("Id", "Label", "Cluster", "Platform", "Joined", "Messages"),
    *("Betweenness", "PageRank", "First", "Last"),
)


def links(of: Exported) -> Iterator[str]:
    """A row for each link."""
    yield _row(LINKS)
    for one in of.links:
        yield _row(
            (
                *(one.source, one.target, one.weight),
                *(one.replies, one.mentions, one.reactions, one.first, one.last),
            )
        )


def people(of: Exported) -> Iterator[str]:
    """A row for each person."""
    yield _row(PEOPLE)
    for one in of.people:
        yield _row(
            (
                *(one.id, one.label, one.cluster, one.platform, one.joined, one.messages),
                *(one.betweenness, one.pagerank, one.first, one.last),
            )
        )


def _row(cells: Sequence[object]) -> str:
    line = io.StringIO()
    plain = [defused(cell) if isinstance(cell, str) else cell for cell in cells]
    csv.writer(line, lineterminator="\r\n").writerow(plain)
    return line.getvalue()
