"""One author goes after one person, again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import fmean

from bot.api.text import N, Text

from ...config import Repeated, SafetyConfig
from ...times import MINUTE_MS
from ..seen import Finding, Seen
from ..window import Window
from .base import abuse_of, after_earlier, answers, found, holds, in_question, serious, within


class RepeatedAttacks:
    """Several abusive messages to one person that do not calm down. Two who give each other as
    good as they get are left alone, unless it comes to threats and the like."""

    name = "repeated"

    def span(self, config: SafetyConfig) -> int:
        part = config.repeated
        return part.minutes * MINUTE_MS if part.enabled else 0

    def look(self, window: Window, new: Seen, config: SafetyConfig) -> Finding | None:
        part = config.repeated
        if not part.enabled or new.abuse < part.from_score:
            return None
        cases = (self._against(target, window, new, part) for target in new.targets)
        return max(
            (case for case in cases if case), key=lambda case: case.detail["messages"], default=None
        )

    def reason(self, detail: Mapping[str, int]) -> Text:
        return after_earlier(_reason(detail), detail)

    def _against(self, target: int, window: Window, new: Seen, part: Repeated) -> Finding | None:
        within, least = part.minutes * MINUTE_MS, part.from_score
        written = [s for s in window.between(new.author_id, target, within) if s.abuse >= least]
        evidence = window.evidence(written)
        # those that name the person are enough by themselves, or all of them are only likely
        sure = [seen for seen in evidence if not seen.guessed]
        if len(sure) >= part.messages and holds(sure, new):
            evidence = sure
        if len(evidence) < part.messages or not holds(evidence, new) or not _rising(evidence):
            return None
        back = answers(window, target, new.author_id, written[-1].sent_at - within, least)
        banter = abuse_of(back) >= part.banter * abuse_of(written)
        if banter and not serious(evidence, least):
            return None
        left, earlier = in_question(window, evidence)
        return found(self.name, left, target, **earlier) if holds(left, new) else None


def _rising(evidence: Sequence[Seen]) -> bool:
    half = len(evidence) // 2
    earlier, later = evidence[:half], evidence[half:]
    return evidence[-1].flagged or fmean(s.abuse for s in later) >= fmean(s.abuse for s in earlier)


def _reason(detail: Mapping[str, int]) -> Text:
    match detail.get("guessed"):
        case 1:
            return N(
                "{n} abusive message within {time}, perhaps to the same person: it names nobody, "
                "somebody wrote before it",
                "{n} abusive messages within {time}, perhaps to the same person: they name nobody, "
                "but the same one wrote before them",
                detail["messages"],
                time=within(detail),
            )
        case 2:
            return N(
                "{n} abusive message within {time}, perhaps to the same person",
                "{n} abusive messages within {time}, perhaps all to the same person: some of them "
                "name nobody",
                detail["messages"],
                time=within(detail),
            )
        case _:
            return N(
                "{n} abusive message to the same person within {time}",
                "{n} abusive messages to the same person within {time}",
                detail["messages"],
                time=within(detail),
            )
