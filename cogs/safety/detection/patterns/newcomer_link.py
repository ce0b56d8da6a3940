"""Somebody who has just come posts a link."""

from __future__ import annotations

from collections.abc import Mapping

from bot.api.text import Length, T, Text

from ...config import SafetyConfig
from ...times import MINUTE_MS, SECOND_MS
from ..seen import Finding, Seen
from ..window import Window
from .base import found


class NewcomerLinks:
    """A link of somebody who came a moment ago, where the platform says when. Staff may."""

    name = "newcomer_link"

    def span(self, config: SafetyConfig) -> int:
        # the message itself tells
        return 0

    def look(self, window: Window, new: Seen, config: SafetyConfig) -> Finding | None:
        part = config.newcomer_link
        if not part.enabled or new.staff or not new.links or not window.counts(new):
            return None
        if new.age_ms is None or new.age_ms > part.minutes * MINUTE_MS:
            return None
        return found(self.name, (new,), age=new.age_ms // SECOND_MS)

    def reason(self, detail: Mapping[str, int]) -> Text:
        if not detail["age"]:
            return T("A link from somebody who has just come")
        return T("A link from somebody who came {time} before", time=Length(detail["age"]))
