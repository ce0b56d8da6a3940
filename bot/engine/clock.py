"""The time, and local days."""

import time
from datetime import datetime
from functools import lru_cache

from bot.api.model import zone_of

QUARTER_HOUR_MS = 900_000


class SystemClock:
    """UTC milliseconds from the machine's clock."""

    def now(self) -> int:
        """UTC milliseconds."""
        return time.time_ns() // 1_000_000


def local_day(at: int, zone: str) -> int:
    """The proleptic ordinal of the local date at a UTC millisecond."""
    return _day_of_quarter(at // QUARTER_HOUR_MS, zone)


@lru_cache(maxsize=20_000)
def _day_of_quarter(quarter: int, zone: str) -> int:
    # Zones change their offset, and days begin, only at quarter hours: cheap on the message path.
    moment = datetime.fromtimestamp(quarter * QUARTER_HOUR_MS / 1000, zone_of(zone))
    return moment.date().toordinal()


def day_start(day: int, zone: str) -> int:
    """UTC milliseconds at which a local day begins."""
    start = datetime.fromordinal(day).replace(tzinfo=zone_of(zone))
    return int(start.timestamp() * 1000)
