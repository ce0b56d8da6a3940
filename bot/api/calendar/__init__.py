"""Local days and clocks, safe over clock changes; no I/O."""

from __future__ import annotations

from datetime import date, datetime, time

from ..model import zone_of


def stamp(day: date, clock: time, zone: str) -> int:
    """UTC milliseconds of a local time.

    What a clock change makes twice means the first time; what it skips moves forward (PEP 495).
    """
    return round(datetime.combine(day, clock, tzinfo=zone_of(zone)).timestamp() * 1000)


def local(at: int, zone: str) -> datetime:
    """The local date and time at a UTC millisecond."""
    return datetime.fromtimestamp(at / 1000, zone_of(zone))


def local_date(at: int, zone: str) -> date:
    """The local date at a UTC millisecond."""
    return local(at, zone).date()


def midnight(day: date, zone: str) -> int:
    """When a local day begins, in UTC milliseconds."""
    return stamp(day, time(), zone)
