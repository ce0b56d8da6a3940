"""What the FAQ knows: entries and questions; no I/O."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One question with its answer, as it stands now. Times are UTC milliseconds."""

    id: int
    question: str
    answer: str
    updated_at: int
    language: str | None = None  # ISO 639-1; None where nobody said
    tags: tuple[str, ...] = ()
    source: str = ""  # where it came from: "" by hand, else a file or address
    source_date: int | None = None  # how old the source was when it was read
    version: int = 1  # counts its words' changes
    expires_at: int | None = None  # from then on somebody should look at it
    checked_at: int | None = None  # when somebody last said that it is still true
    group: int = 0  # entries with one number say the same in several languages


@dataclass(frozen=True, slots=True)
class Revision:
    """What an entry said before it was changed, and who changed it (None: forgotten, or a file)."""

    entry_id: int
    version: int
    question: str
    answer: str
    member_id: int | None
    at: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """Whether an answer solved somebody's question; `score` is how sure it was given (0..1)."""

    question_id: int
    entry_id: int
    score: float
    solved: bool
    at: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that somebody asked."""

    id: int
    channel_id: int
    message_id: int | None
    member_id: int | None
    text: str
    asked_at: int
    state: str
