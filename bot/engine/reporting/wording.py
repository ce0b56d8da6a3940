"""A report's words in one language: texts, numbers, days."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.api.boards.reports import Figure, Made, Period
from bot.api.boards.sections_text import amount, change
from bot.api.model import Community, zone_of
from bot.api.port.outgoing import Span
from bot.api.text import Moment, T, Text
from bot.engine.pages.writing import legal
from bot.engine.rendering.i18n import Renderer

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Words:
    """Puts texts into the reader's language."""

    renderer: Renderer
    community: Community
    locale: str
    now: int

    def spans(self, text: Text) -> tuple[Span, ...]:
        """The text as styled runs. Links are left out: a report leads nowhere."""
        found = self.renderer.spans(
            text, locale=self.locale, zone=self.community.timezone, platform="", now=self.now
        )
        return tuple(replace(span, link=None) for span in found)

    def __call__(self, text: Text) -> str:
        """The text without styles."""
        return legal("".join(span.text for span in self.spans(text)))

    def iso(self, at: int) -> str:
        """A moment as programs write it, in the community's zone."""
        return datetime.fromtimestamp(at / 1000, zone_of(self.community.timezone)).isoformat()


@dataclass(frozen=True, slots=True)
class Report:
    """All that a file is made of."""

    words: Words
    period: Period
    sections: Sequence[Made]
    definitions: dict[str, str]

    @property
    def title(self) -> Text:
        return T("Report: {community}", community=self.words.community.name)

    @property
    def about(self) -> Text:
        """Which days, and when it was made."""
        period = self.period
        return T(
            "{first} to {last}; made {made}",
            first=Moment(period.start, "date"),
            last=Moment(period.end - 1, "date"),
            made=Moment(self.words.now),
        )

    @property
    def names(self) -> list[tuple[str, str]]:
        """(name, label) of every figure, once, in order."""
        found: dict[str, str] = {}
        for made in self.sections:
            for figure in made.section.figures:
                found.setdefault(figure.name, self.words(figure.label))
        return list(found.items())


def known(value: float | None) -> bool:
    """Whether there is a number."""
    return value is not None and math.isfinite(value)


HEADINGS = (T("Figure"), T("Now"), T("Before"), T("Change"))


def cells(figure: Figure, words: Words) -> tuple[str, str, str]:
    """(now, before, change) in words. Now says its interval too."""
    if not known(figure.value):
        return words(figure.note or T("not known yet")), _number(figure.before, figure, words), ""
    value = figure.value or 0.0
    now = _number(value, figure, words)
    if known(figure.low) and known(figure.high):
        now += f" ({_number(figure.low, figure, words)} … {_number(figure.high, figure, words)})"
    if not known(figure.before):
        return now, NOTHING, NOTHING
    moved = words(change(value, figure.before or 0.0, figure.unit))
    return now, _number(figure.before, figure, words), moved


def verdict(figure: Figure) -> str:
    """good or bad, where a change is either; else nothing."""
    if not (known(figure.value) and known(figure.before) and figure.better):
        return ""
    by = (figure.value or 0.0) - (figure.before or 0.0)
    if not by:
        return ""
    return "good" if (by > 0) == (figure.better == "up") else "bad"


def _number(value: float | None, figure: Figure, words: Words) -> str:
    return words(amount(value or 0.0, figure.unit)) if known(value) else NOTHING
