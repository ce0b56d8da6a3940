"""States, days and shortened words."""

from __future__ import annotations

from bot.api.text import T

SHORT = 80
WEEKDAYS = (
    T("Monday"),
    T("Tuesday"),
    T("Wednesday"),
    T("Thursday"),
    T("Friday"),
    T("Saturday"),
    T("Sunday"),
)
STATES: dict[str, T] = {
    "draft": T("a draft"),
    "waiting": T("waits for a second person"),
    "planned": T("planned"),
    "done": T("posted"),
    "missed": T("missed"),
    "recalled": T("taken back"),
    "discarded": T("discarded"),
}
