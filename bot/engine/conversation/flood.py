"""How much a person, and a whole space, may ask of the bot in a short time, so that all others are
answered."""

from __future__ import annotations

from typing import Literal

from bot.api.port.buckets import REMEMBERED, Buckets
from bot.api.text import T, Text

BURST, PER_SECOND = 60, 1.0
SPACE_BURST, SPACE_PER_SECOND = 2_000, 100.0
"""Of all people of a space together: a poll of thousands fits in, a crowd of programs does not."""
TOO_MUCH: Text = T("That is more than I can answer at once: please wait a little and try again.")

Verdict = Literal["fine", "tell", "silent"]


class Flood:
    """So many commands and clicks of each person, and of each space. Whoever asks for more is told
    so once, and hears nothing until half of their own are possible again."""

    def __init__(self, buckets: Buckets | None = None, spaces: Buckets | None = None) -> None:
        self._buckets = buckets or Buckets(BURST, PER_SECOND)
        self._spaces = spaces or Buckets(SPACE_BURST, SPACE_PER_SECOND)
        self._told: set[tuple[str, str]] = set()

    def ask(self, platform: str, person: str, space: str | None = None) -> Verdict:
        """Whether to do what somebody asks for now, to say that it is too much, or neither."""
        who = (platform, person)
        if who in self._told:
            if self._buckets.left(who) < self._buckets.burst / 2:
                return "silent"
            self._told.discard(who)
        if self._buckets.take(who) and (space is None or self._spaces.take((platform, space))):
            return "fine"
        if len(self._told) >= REMEMBERED:
            self._told.clear()
        self._told.add(who)
        return "tell"
