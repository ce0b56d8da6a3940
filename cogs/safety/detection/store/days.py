"""Days of a community, as their start in UTC milliseconds."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.api.model import Community, zone_of


def day_of(community: Community, at: int, *, back: int = 0) -> int:
    """When the community's local day of a UTC millisecond began; or that of `back` days before.

    A midnight that a clock change makes twice means the first one (PEP 495).
    """
    zone = zone_of(community.timezone)
    day = datetime.fromtimestamp(at / 1000, zone).date() - timedelta(days=back)
    return round(datetime.combine(day, time(), tzinfo=zone).timestamp() * 1000)
