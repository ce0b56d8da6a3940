"""What the sections share: shares of enough people, days on an axis."""

from __future__ import annotations

from datetime import date
from typing import Literal

from bot.api.boards.reports import FEW, Figure
from bot.api.calendar import midnight
from bot.api.text import Moment, T, Text

TOO_FEW: Text = T("too few to tell")
MONTHS: tuple[Text, ...] = (
    T("Jan"),
    T("Feb"),
    T("Mar"),
    T("Apr"),
    T("May"),
    T("Jun"),
    T("Jul"),
    T("Aug"),
    T("Sep"),
    T("Oct"),
    T("Nov"),
    T("Dec"),
)


def share(part: int, whole: int) -> float | None:
    """A share, of enough people (or messages) to mean something."""
    return part / whole if whole >= FEW else None


def share_figure(
    name: str,
    label: Text,
    now: float | None,
    before: float | None,
    better: Literal["up", "down", ""] = "up",
    note: Text = "",
) -> Figure:
    """A share against the one before; of too few it says so."""
    if now is None:
        return Figure(name, label, None, unit="share", better=better, note=TOO_FEW)
    return Figure(name, label, now, before, "share", better, note=note)


def short_date(day: int) -> Text:
    """A date ordinal as an axis has room for it: "3 Mar"."""
    on = date.fromordinal(day)
    return T("{day} {month}", day=on.day, month=MONTHS[on.month - 1])


def long_date(day: int, zone: str) -> Text:
    """A date ordinal in full."""
    # noon: the same date wherever a reader is shown it in the community's zone
    return Moment(midnight(date.fromordinal(day), zone) + 12 * 3_600_000, "date")
