"""What a pattern is, and what several of them share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from bot.api.text import Join, Length, N, Text

from ...config import SafetyConfig
from ...times import SECOND_MS
from ..seen import SERIOUS_LABELS, Finding, Seen
from ..window import Window

MOST_SHOWN = 50


class Pattern(Protocol):
    """Something that only several messages, or who writes them, show. Pure; no state."""

    @property
    def name(self) -> str:
        """As it is stored and counted; also the name of its settings in `SafetyConfig`."""

    def span(self, config: SafetyConfig) -> int:
        """How far back it looks, in milliseconds; 0 when it is switched off."""

    def look(self, window: Window, new: Seen, config: SafetyConfig) -> Finding | None:
        """What `new`, which has been added to the window, makes together with what is there.

        None as well when `new` is no part of what is found.
        """

    def reason(self, detail: Mapping[str, int]) -> Text:
        """The finding in one sentence, for moderators."""


def found(
    name: str, evidence: Sequence[Seen], target_id: int | None = None, /, **detail: int
) -> Finding:
    """A finding with the latest of its messages; its detail tells as well how many `messages` there
    are, the `seconds` between the first and the last of them, and whether the target is `guessed`:
    1 when none of them names anybody, 2 when only some do."""
    guesses = sum(seen.guessed for seen in evidence)
    if target_id is not None and guesses:
        detail["guessed"] = 1 if guesses == len(evidence) else 2
    return Finding(
        name=name,
        detail={**detail, "messages": len(evidence), "seconds": seconds_between(evidence)},
        target_id=target_id,
        authors=tuple(dict.fromkeys(seen.author_id for seen in evidence)),
        messages=tuple(seen.place for seen in evidence[-MOST_SHOWN:]),
    )


def in_question(window: Window, evidence: Sequence[Seen]) -> tuple[list[Seen], dict[str, int]]:
    """What nobody has acted on yet, and for the detail how many of the others there are
    (`earlier`)."""
    left = [seen for seen in evidence if not window.decided(seen)]
    earlier = len(evidence) - len(left)
    return left, {"earlier": earlier} if earlier else {}


def within(detail: Mapping[str, int]) -> Length:
    """The time that a finding took, as it was stored."""
    return Length(max(1, detail["seconds"]))


def after_earlier(reason: Text, detail: Mapping[str, int]) -> Text:
    """The reason, with how many messages of the same kind were acted on before."""
    if not (earlier := detail.get("earlier", 0)):
        return reason
    more = N(
        "{n} such message before was acted on", "{n} such messages before were acted on", earlier
    )
    return Join((reason, "; ", more))


def seconds_between(messages: Sequence[Seen]) -> int:
    """From the first to the last, rounded up to seconds (one at least), or to minutes when it is
    long."""
    seconds = -(-(messages[-1].sent_at - messages[0].sent_at) // SECOND_MS)
    return max(1, seconds) if seconds < 120 else -(-seconds // 60) * 60


def holds(messages: Sequence[Seen], new: Seen) -> bool:
    """Whether the new message is among them; mostly it is the last."""
    return any(
        seen.message_id == new.message_id and seen.place == new.place for seen in reversed(messages)
    )


def serious(messages: Iterable[Seen], from_score: float) -> bool:
    """Whether one of them is of a kind that is no banter even among friends, like a threat."""
    return any(
        score >= from_score and label in SERIOUS_LABELS
        for seen in messages
        for label, score in seen.labels.items()
    )


def answers(
    window: Window, author_id: int, target_id: int, since: int, from_score: float
) -> list[Seen]:
    """What one wrote to the other since then with at least that score, oldest first."""
    if not (written := window.between(author_id, target_id, window.span)):
        return written
    return [seen for seen in written if seen.sent_at >= since and seen.abuse >= from_score]


def abuse_of(messages: Iterable[Seen]) -> float:
    """How much it is in all."""
    return sum(seen.abuse for seen in messages)
