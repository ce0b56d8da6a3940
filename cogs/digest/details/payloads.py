"""What the buttons of the details carry; `span` is the code of a span (schedule/spans.py)."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Menu(Payload, tag="digest.more"):
    """Which sections there are, on that page of them (0 is the first)."""

    span: str
    page: int


@dataclass(frozen=True)
class Show(Payload, tag="digest.show"):
    """One section."""

    section: str
    span: str


@dataclass(frozen=True)
class Report(Payload, tag="digest.report"):
    """The full report as files."""

    span: str
