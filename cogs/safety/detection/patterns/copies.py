"""The same text in many channels."""

from __future__ import annotations

from collections.abc import Mapping

from bot.api.text import N, Text

from ...config import SafetyConfig
from ...times import MINUTE_MS
from ..seen import Finding, Seen
from ..window import Window
from .base import found, holds, within


class CopiesInChannels:
    """One author puts the same words, or the same link, into several channels. Staff may."""

    name = "copies"

    def span(self, config: SafetyConfig) -> int:
        part = config.copies
        return part.minutes * MINUTE_MS if part.enabled else 0

    def look(self, window: Window, new: Seen, config: SafetyConfig) -> Finding | None:
        part = config.copies
        if not part.enabled or new.staff or not new.fingerprint:
            return None
        if not new.links and new.letters < part.letters:
            return None
        copies = window.same_words(new.author_id, new.fingerprint, part.minutes * MINUTE_MS)
        evidence = window.evidence(copies)
        channels = len({seen.channel_id for seen in evidence})
        if channels < part.channels or not holds(evidence, new):
            return None
        return found(self.name, evidence, channels=channels)

    def reason(self, detail: Mapping[str, int]) -> Text:
        return N(
            "The same text in {n} channel within {time}",
            "The same text in {n} channels within {time}",
            detail["channels"],
            time=within(detail),
        )
