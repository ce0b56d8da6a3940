"""Sections of reports that cogs offer: the digest, the full report, exports and the console all
read the same ones, so that a number means the same wherever it stands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from ..chart import Picture
from ..model import Community
from ..people import Level
from ..text import T, Text

Unit = Literal["count", "share", "ms", "number"]
"""count: a whole number; share: 0..1, shown in per cent; ms: a length of time in milliseconds;
number: any other, shown with two digits."""

FEW = 5
"""Groups of fewer people than this are not shown where everybody can read (k-anonymity)."""


@dataclass(frozen=True, slots=True)
class Period:
    """What a report is about: [start, end) and the period before, [before, start), in UTC ms."""

    before: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Figure:
    """One number. `name` ("activity.stickiness") stays for ever and stands in docs/measures.md.

    None where there is nothing to say, or where saying it would show too small a group; `note`
    tells which. `low` and `high` are the bounds of an interval. `better` says which direction
    is good news, "" when neither is.
    """

    name: str
    label: Text
    value: float | None
    before: float | None = None
    unit: Unit = "count"
    better: Literal["up", "down", ""] = ""
    low: float | None = None
    high: float | None = None
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: `key` for programs, `title` for people; "text" holds words, names and
    moments."""

    key: str
    title: Text
    unit: Unit | Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows as wide as `columns`. Cells are typed text or numbers; None is an empty place."""

    name: str
    title: Text
    columns: Sequence[Column]
    rows: Sequence[Sequence[float | int | Text | None]]
    note: Text = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One subject of a report."""

    figures: Sequence[Figure] = ()
    tables: Sequence[Table] = ()
    charts: Sequence[Picture] = ()
    notes: Sequence[Text] = ()
    """Sentences that stand first, each complete: what it means, or why nothing can be said yet."""


SectionMaker = Callable[[Community, Period], Awaitable[Section | None]]
"""Makes a section; None when there is nothing to tell."""


LevelOf = Callable[[int], Level]
"""(community_id) -> who may read it there, by a setting."""


@dataclass(frozen=True, slots=True)
class Made:
    """A section with the name and title that it was offered under."""

    name: str
    title: T
    section: Section
    level: Level = field(default=Level.MODERATOR)


class Reports(Protocol):
    """A board where cogs pin sections."""

    def offer(
        self,
        name: str,
        title: T,
        make: SectionMaker,
        *,
        order: int,
        level: Level | LevelOf = Level.MODERATOR,
    ) -> None:
        """Pin a section; call it in the cog's `start`. The name begins with the cog's name
        ("outlook", "outlook.forecast"); lower `order` comes first. Readers below `level` never get
        it; where a setting says which level that is, it is a function. ValueError for a name that
        is taken."""

    def titles(self, community_id: int, level: Level) -> Mapping[str, T]:
        """What a reader of that level may read, in order."""

    async def sections(
        self, community: Community, period: Period, level: Level, names: Sequence[str] | None = None
    ) -> Sequence[Made]:
        """All sections (or those named) of enabled cogs, in order. One that fails is left out, with
        an incident."""
