"""Times of day as people type them; no I/O."""

from __future__ import annotations

import re
from datetime import time

_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm|uhr|h)?", re.IGNORECASE)
_NOON = 12


def read_clock(text: str) -> time:
    """A local time: "9", "9:30", "18.00", "6 pm", "18 Uhr", "24:00"; ValueError for others."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"no time of day: {text!r}")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").casefold()
    if half in ("am", "pm"):
        if not 1 <= hour <= _NOON:
            raise ValueError(f"no time of day: {text!r}")
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    if (hour, minute) == (24, 0):
        hour = 0
    return time(hour, minute)
