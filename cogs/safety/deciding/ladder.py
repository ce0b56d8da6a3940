"""The ladder of warnings: what so many of them suggest. Data from the settings; people decide."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.text import Length, N, Text

from ..config import Step

DAY_MS = 86_400_000


def suggested(ladder: Sequence[Step], warned_at: Sequence[int], now: int) -> Step | None:
    """The highest rung that a member has reached; None on the ground.

    `warned_at` are the times (UTC ms) of the warnings that count, see `ActionStore.warned_at`.
    """
    reached = [step for step in ladder if _within(step, warned_at, now) >= step.warnings]
    return max(reached, key=lambda step: step.warnings, default=None)


def line(step: Step, warned_at: Sequence[int], now: int) -> Text:
    """The suggestion in words, for the card."""
    n, days = _within(step, warned_at, now), step.days
    if step.suggest == "ban":
        return N(
            "{n} warning in {days} days; the ladder suggests a ban.",
            "{n} warnings in {days} days; the ladder suggests a ban.",
            n,
            days=days,
        )
    return N(
        "{n} warning in {days} days; the ladder suggests a time-out of {length}.",
        "{n} warnings in {days} days; the ladder suggests a time-out of {length}.",
        n,
        days=days,
        length=Length(step.seconds),
    )


def _within(step: Step, warned_at: Sequence[int], now: int) -> int:
    return sum(at > now - step.days * DAY_MS for at in warned_at)
