"""One author writes far too much in a short time."""

from __future__ import annotations

from collections.abc import Mapping

from bot.api.text import N, Text

from ...config import SafetyConfig
from ...times import SECOND_MS
from ..seen import Finding, Seen
from ..window import Window
from .base import after_earlier, found, holds, in_question, within


class Floods:
    """So many messages of one author in a moment, in whatever channels. Staff may."""

    name = "flood"

    def span(self, config: SafetyConfig) -> int:
        part = config.flood
        return part.seconds * SECOND_MS if part.enabled else 0

    def look(self, window: Window, new: Seen, config: SafetyConfig) -> Finding | None:
        part = config.flood
        if not part.enabled or new.staff:
            return None
        written = window.by_author(new.author_id, part.seconds * SECOND_MS)
        if len(written) < part.messages:
            return None
        evidence = window.evidence(written)
        if len(evidence) < part.messages:
            return None
        left, earlier = in_question(window, evidence)
        return found(self.name, left, **earlier) if holds(left, new) else None

    def reason(self, detail: Mapping[str, int]) -> Text:
        reason = N(
            "A flood: {n} message within {time}",
            "A flood: {n} messages within {time}",
            detail["messages"],
            time=within(detail),
        )
        return after_earlier(reason, detail)
