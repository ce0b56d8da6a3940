"""Settings, what an alert is, and how it is judged; no I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import Field

from bot.api.cog import CogConfig
from bot.api.services import Score

Mode = Literal["off", "observe", "suggest"]
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


class SafetyConfig(CogConfig):
    """Settings of safety. In every mode people decide; the bot never acts by itself."""

    mode: Mode = Field(
        "suggest",
        description="off: no message is scored; observe: only count what would be flagged; "
        "suggest: show moderators what is flagged. This version never acts by itself",
    )
    thresholds: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(
        default_factory=dict,
        description="From which score on (0 to 1) a label is flagged, instead of the model's own "
        'threshold; for example {"toxicity": 0.9}',
    )
    cards_a_minute: int = Field(
        10,
        ge=1,
        le=60,
        description="Most alert cards in a minute; what is beyond goes into one summary and "
        "/safety queue",
    )
    time_out_seconds: int = Field(
        3600, ge=60, le=28 * 86_400, description="How long the button Time out lasts, in seconds"
    )
    retention_days: int = Field(
        30,
        ge=0,
        le=3650,
        description="Days after the decision until the text of a flagged or reported message is "
        "erased; it is kept while undecided, and other messages are never kept",
    )
    reports_a_day: int = Field(
        10, ge=1, le=1000, description="Most reports that one member may send in a day"
    )


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
