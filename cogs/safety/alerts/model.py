"""What an alert is; no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.api.services import Score

from ..detection.seen import Finding

Outcome = Literal["dismissed", "deleted", "warned", "timed_out"]
Severity = Literal["mild", "medium", "serious"]
Edited = Literal["no", "worse", "harmless"]

TEXT_ROOM = 500
CONTEXT_ROOM = 90
REASON_ROOM = 300
SHOWN_WORDS = 3
LEAST_WEIGHT = 0.2
MEDIUM_FROM = 0.85
PUNCTUATION = ".,;:!?\"'()[]"
SERIOUS_LABELS = frozenset({"identity_attack", "threat", "severe_toxicity"})


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an action asked for did not happen; the alert stays open.

    `why` is "rights", "unsupported", "unreachable" or "unknown"; `right` the platform's name of a
    right that is missing.
    """

    outcome: Outcome
    by: int | None
    why: str
    right: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """One message (or person) that moderators should look at.

    `text` is None once erased; `flagged` are labels, strongest first; `words` weighed most in the
    model's score. `gone` says that the message no longer stands.
    """

    id: int
    community_id: int
    space_id: int | None
    channel_id: int | None
    message_id: int | None
    author_id: int | None
    author_is_staff: bool
    state: Literal["open", "acting", "settled", "observed"]
    url: str | None
    text: str | None
    sent_at: int | None
    created_at: int
    scores: Mapping[str, float] = field(default_factory=dict)
    flagged: tuple[str, ...] = ()
    words: tuple[str, ...] | None = None
    model: str | None = None
    edited: Edited = "no"
    gone: bool = False
    card: Literal["none", "due", "shown", "folded"] = "none"
    flood: int | None = None
    failure: Failure | None = None
    outcome: Outcome | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    settled_by: int | None = None
    settled_at: int | None = None
    undone_by: int | None = None
    undone_at: int | None = None
    reasons: tuple[str, ...] = ()
    reports: int = 0
    target_id: int | None = None
    findings: tuple[Finding, ...] = ()
    claimed_by: int | None = None
    claimed_at: int | None = None
    asked_id: int | None = None
    asked_at: int | None = None

    @property
    def undecided(self) -> bool:
        """Whether a moderator may still decide."""
        return self.state in ("open", "acting")


@dataclass(frozen=True, slots=True)
class Draft:
    """A flag or report on its way to the table. `about` names what it is about: two drafts about
    the same open matter become one alert."""

    community_id: int
    about: str
    author_id: int
    author_is_staff: bool
    now: int
    space_id: int | None = None
    channel_id: int | None = None
    message_id: int | None = None
    url: str | None = None
    text: str | None = None
    sent_at: int | None = None
    score: Score | None = None
    flagged: tuple[str, ...] = ()
    edit: bool = False


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning. `alert_id` is None for one given by /warn."""

    id: int
    community_id: int
    member_id: int
    by_id: int | None
    alert_id: int | None
    reason: str
    at: int
    revoked_at: int | None = None


def flags(score: Score, thresholds: Mapping[str, float]) -> tuple[str, ...]:
    """Labels over the community's own threshold, else over the model's, strongest first."""
    over = [
        label
        for label, value in score.labels.items()
        if (value >= thresholds[label] if label in thresholds else label in score.flagged)
    ]
    return tuple(sorted(over, key=lambda label: -score.labels[label]))


def severity(scores: Mapping[str, float], flagged: Sequence[str]) -> Severity:
    """A word to sort by at a glance.

    What is alleged makes it serious, not how sure the model is of it.
    """
    strongest = max((scores.get(label, 0.0) for label in flagged), default=0.0)
    if not SERIOUS_LABELS.isdisjoint(flagged):
        return "serious"
    return "medium" if strongest >= MEDIUM_FROM else "mild"


def weightiest(explained: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    """The few words that raised a score noticeably."""
    strong = [word for word, weight in explained[:SHOWN_WORDS] if weight >= LEAST_WEIGHT]
    return tuple(dict.fromkeys(clip(word.strip(PUNCTUATION) or word, 40) for word in strong))


def about_message(channel_id: int, message_id: int) -> str:
    """Names a message among the open matters."""
    return f"message:{channel_id}:{message_id}"


def about_member(member_id: int) -> str:
    """Names a person among the open matters."""
    return f"member:{member_id}"


def clip(text: str, room: int) -> str:
    """At most `room` UTF-16 units (as platforms count), on one line, with … where cut."""
    flat = " ".join(text.split())
    units = flat.encode("utf-16-le", "surrogatepass")
    if len(units) <= room * 2:
        return flat
    return units[: (room - 1) * 2].decode("utf-16-le", "ignore").rstrip() + "…"


def median(values: Sequence[int]) -> int | None:
    """The middle one; of two middle ones the mean, rounded down."""
    if not values:
        return None
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) // 2
