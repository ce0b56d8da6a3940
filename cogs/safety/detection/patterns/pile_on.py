"""Several authors go after one person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.text import N, Text

from ...config import PileOn, SafetyConfig
from ...times import MINUTE_MS
from ..seen import Finding, Seen
from ..window import Window
from .base import abuse_of, after_earlier, answers, found, holds, in_question, serious, within


class PileOns:
    """Abusive messages of several people to one. Those who only banter with that one do not count,
    unless it comes to threats and the like."""

    name = "pile_on"

    def span(self, config: SafetyConfig) -> int:
        part = config.pile_on
        return part.minutes * MINUTE_MS if part.enabled else 0

    def look(self, window: Window, new: Seen, config: SafetyConfig) -> Finding | None:
        part = config.pile_on
        if not part.enabled or new.abuse < part.from_score:
            return None
        cases = (self._against(target, window, new, part) for target in new.targets)
        return max(
            (case for case in cases if case), key=lambda case: case.detail["authors"], default=None
        )

    def reason(self, detail: Mapping[str, int]) -> Text:
        return after_earlier(_reason(detail), detail)

    def _against(self, target: int, window: Window, new: Seen, part: PileOn) -> Finding | None:
        within, least = part.minutes * MINUTE_MS, part.from_score
        written = [seen for seen in window.at_target(target, within) if seen.abuse >= least]
        evidence = window.evidence(written)
        if not holds(evidence, new):
            return None
        by_author: dict[int, list[Seen]] = {}
        for seen in written:
            by_author.setdefault(seen.author_id, []).append(seen)
        if len(by_author) < part.authors:
            return None
        since = written[-1].sent_at - within
        friends = {
            author
            for author, given in by_author.items()
            if _banter(given, answers(window, target, author, since, least), part.banter)
        }
        if friends and not serious(evidence, least):
            evidence = [seen for seen in evidence if seen.author_id not in friends]
        authors = {seen.author_id for seen in evidence}
        if len(authors) < part.authors or new.author_id not in authors:
            return None
        left, earlier = in_question(window, evidence)
        if not holds(left, new):
            return None
        authors = {seen.author_id for seen in left}
        return found(self.name, left, target, authors=len(authors), **earlier)


def _banter(given: Sequence[Seen], back: Sequence[Seen], share: float) -> bool:
    """Whether two give each other as good as they get. Who is attacked by many may well answer
    each of them once; who began with it, or keeps it up, takes part."""
    if not back or abuse_of(back) < share * abuse_of(given):
        return False
    return len(back) > 1 or back[0].sent_at < given[0].sent_at


def _reason(detail: Mapping[str, int]) -> Text:
    if detail.get("guessed") == 1:
        return N(
            "{n} person writes abuse within {time}, perhaps to the same member: they name "
            "nobody, but the same one wrote before them",
            "{n} people write abuse within {time}, perhaps to the same member: they name "
            "nobody, but the same one wrote before them",
            detail["authors"],
            time=within(detail),
        )
    return N(
        "{n} person writes abuse to the same member within {time}",
        "{n} people write abuse to the same member within {time}",
        detail["authors"],
        time=within(detail),
    )
