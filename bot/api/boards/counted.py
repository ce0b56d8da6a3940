"""Figures of a report from what is pinned on the board of figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ..model import Community
from ..text import Text
from .figures import Figures
from .reports import Figure, Period, Unit


@dataclass(frozen=True, slots=True)
class Counted:
    """A name on the board of figures, and how a report shows it. `state` marks a number of this
    moment ("open alerts"), which has no earlier value."""

    name: str
    label: Text
    unit: Unit = "count"
    better: Literal["up", "down", ""] = ""
    state: bool = False


async def counted(
    board: Figures, community: Community, period: Period, wanted: Sequence[Counted]
) -> list[Figure]:
    """What the board knows of them, in that period and in the one before; the rest is left out."""
    found = []
    for one in wanted:
        now = await board.measure(one.name, community.id, period.start, period.end)
        if now is None:
            continue
        before = None
        if not one.state:
            before = await board.measure(one.name, community.id, period.before, period.start)
        found.append(Figure(one.name, one.label, now, before, one.unit, one.better))
    return found
