"""What an alert is; no I/O."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.api.services import Score

from ..detection.seen import Finding
from .event.grading import RANK as RANK
from .event.grading import Severity as Severity
from .event.grading import flags_of as flags_of
from .event.grading import limits_of as limits_of
from .event.grading import severity as severity
from .event.grading import weight as weight

Outcome = Literal["dismissed", "talked", "deleted", "warned", "timed_out", "banned"]
Edited = Literal["no", "worse", "milder", "harmless"]

TEXT_ROOM = 500
OTHER_ROOM = 100
CONTEXT_ROOM = 90
REASON_ROOM = 300
SHOWN_WORDS = 3
LEAST_WEIGHT = 0.2
PUNCTUATION = ".,;:!?\"'()[]"


@dataclass(frozen=True, slots=True)
class Said:
    """One message of an alert. `text` is None once erased; `gone` says that it was deleted;
    `limits` are the thresholds that the flagged labels were over."""

    channel_id: int
    message_id: int
    author_id: int | None
    sent_at: int
    target_id: int | None = None
    text: str | None = None
    url: str | None = None
    scores: Mapping[str, float] = field(default_factory=dict)
    flagged: tuple[str, ...] = ()
    gone: bool = False
    limits: Mapping[str, float] = field(default_factory=dict)

    @property
    def weight(self) -> tuple[int, float]:
        """Sorts by how bad it is."""
        return weight(self.scores, flags_of(self.flagged, self.limits))


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
    """One event (or person) that moderators should look at.

    `messages` are its worst and newest ones, oldest first; without any it is about a person.
    `author_id` is whom it is about: who wrote the worst of it, and nobody else any more once a
    moderator has claimed it; `message_id`, `text`, `scores`, `flagged` (strongest first) and
    `limits` are of that author's worst message. `text` is None once erased; `words` weighed most in
    the model's score, None when nobody has asked. `gone` says that no message stands any more.
    `edited` is what the last edit made of a message; only a "worse" one shows its new words.
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
    messages: tuple[Said, ...] = ()
    limits: Mapping[str, float] = field(default_factory=dict)

    @property
    def undecided(self) -> bool:
        """Whether a moderator may still decide."""
        return self.state in ("open", "acting")

    @property
    def standing(self) -> tuple[Said, ...]:
        """The messages that were not deleted yet."""
        return tuple(said for said in self.messages if not said.gone)

    @property
    def authors(self) -> tuple[int, ...]:
        """Everybody who wrote in it and is still known: whom it is about first."""
        wrote = (said.author_id for said in self.messages)
        known = (i for i in (self.author_id, *wrote) if i is not None)
        return tuple(dict.fromkeys(known))

    @property
    def targets(self) -> tuple[int, ...]:
        """Everybody it is aimed at, as far as that is known."""
        aimed = (said.target_id for said in self.messages)
        return tuple(dict.fromkeys(i for i in (self.target_id, *aimed) if i is not None))

    @property
    def from_model(self) -> bool:
        """Whether the model or a pattern raised it, not only members."""
        return bool(self.flagged or self.findings or any(said.flagged for said in self.messages))

    @property
    def severity(self) -> Severity:
        """Of the event as a whole: its worst message, and what was found around it."""
        graded = [
            severity(said.scores, flags_of(said.flagged, said.limits)) for said in self.messages
        ]
        # the alert's own score is of one of its messages; blocked and observed ones have none
        own = {} if self.messages else self.scores
        graded.append(severity(own, flags_of(self.flagged, self.limits), self.findings))
        return max(graded, key=RANK.__getitem__)

    @property
    def pressing(self) -> bool:
        """More than mild, or people asked for somebody to look."""
        return self.severity != "mild" or bool(self.reports)


@dataclass(frozen=True, slots=True)
class History:
    """What was before: counts of an author, other than those of the alert at hand.

    `warnings` still count; `acted` alerts led to something; `against` and `by` are reports;
    `between` are alerts about what this author and this target wrote to each other.
    """

    warnings: int = 0
    acted: int = 0
    against: int = 0
    by: int = 0
    between: int = 0


@dataclass(frozen=True, slots=True)
class Similar:
    """What most cases of the same labels, severity and kind came to: `n` of `total`."""

    outcome: Outcome
    n: int
    total: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A flag or report on its way to the table. `about` names what it is about: two drafts about
    the same open matter become one alert. `also` are earlier messages that a pattern found to be
    part of it."""

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
    target_id: int | None = None
    findings: tuple[Finding, ...] = ()
    also: tuple[Said, ...] = ()
    limits: Mapping[str, float] = field(default_factory=dict)


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
    return int(statistics.median(values)) if values else None
