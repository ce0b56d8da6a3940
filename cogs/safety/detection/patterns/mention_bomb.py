"""One message, or few, call many people."""

from __future__ import annotations

from collections.abc import Mapping

from bot.api.text import N, Text

from ...config import SafetyConfig
from ...times import SECOND_MS
from ..seen import Finding, Seen
from ..window import Window
from .base import found, holds, within


class MentionBombs:
    """Many different people mentioned by one author in a moment. Staff may."""

    name = "mention_bomb"

    def span(self, config: SafetyConfig) -> int:
        part = config.mention_bomb
        return part.seconds * SECOND_MS if part.enabled else 0

    def look(self, window: Window, new: Seen, config: SafetyConfig) -> Finding | None:
        part = config.mention_bomb
        if not part.enabled or new.staff or not new.called:
            return None
        written = window.by_author(new.author_id, part.seconds * SECOND_MS)
        evidence = window.evidence([seen for seen in written if seen.called])
        if not holds(evidence, new):
            return None
        different = frozenset[int]().union(*(seen.callees for seen in evidence))
        people = max(len(different), *(seen.called for seen in evidence))
        if people < part.people:
            return None
        return found(self.name, evidence, people=people)

    def reason(self, detail: Mapping[str, int]) -> Text:
        if detail["messages"] == 1:
            return N(
                "{n} person mentioned in one message",
                "{n} people mentioned in one message",
                detail["people"],
            )
        return N(
            "{n} person mentioned within {time}",
            "{n} people mentioned within {time}",
            detail["people"],
            time=within(detail),
        )
