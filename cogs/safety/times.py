"""Lengths of time that several rooms count with."""

SECOND_MS = 1000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS

DAY_S = DAY_MS // SECOND_MS

UPKEEP_S = 600
"""How often a room erases what its time is over for."""
