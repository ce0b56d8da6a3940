"""Tickets and drafts; no I/O. Times are UTC milliseconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["open", "claimed", "answered", "solved", "closed"]
LIVE: tuple[State, ...] = ("open", "claimed", "answered")
TAG = "faq.ticket:"
HOUR_MS = 3_600_000
# An asker who has not written in the place of the ticket for this long after an answer is told.
THERE_MS = 5 * 60_000
CLOSES_AFTER_MS = 7 * 24 * HOUR_MS  # without a word about the answer
LONGEST_MS = 90 * 24 * HOUR_MS  # a question that nobody answers is kept no longer
ROUNDS = 3  # so often everybody is reminded of it


@dataclass(frozen=True, slots=True)
class Ticket:
    """A question that people take over. `place_id` is where it is talked about: a thread, or the
    channel itself; None for a private one, which only the team sees."""

    id: int
    community_id: int
    question_id: int
    asker_id: int | None
    text: str
    private: bool
    channel_id: int
    message_id: int | None
    place_id: int | None
    state: State
    opened_at: int
    helper_id: int | None = None
    claimed_at: int | None = None
    answered_by: int | None = None
    answered_at: int | None = None
    answer_channel: int | None = None
    answer_message: int | None = None

    @property
    def live(self) -> bool:
        """Whether somebody may still do something about it."""
        return self.state in LIVE

    @property
    def tag(self) -> str:
        """The outbox's name of its cards."""
        return f"{TAG}{self.id}"

    @property
    def notes(self) -> tuple[str, str]:
        """The same of what else is said to the team: that it waits, and that the asker asks on."""
        return f"{self.tag}:waits", f"{self.tag}:more"

    @property
    def thread(self) -> bool:
        """Whether it has a place of its own."""
        return self.place_id is not None and self.place_id != self.channel_id


@dataclass(frozen=True, slots=True)
class Draft:
    """A solved question on its way to an entry, until somebody has reviewed it; one a question."""

    community_id: int
    question_id: int
    question: str
    answer: str

    @property
    def tag(self) -> str:
        """The outbox's name of its cards. By its question, because a database may give the number
        of a row that was deleted once more."""
        return f"faq.draft:{self.question_id}"


def ticket_in(tag: str | None) -> int | None:
    """The number of the ticket whose card, or other word to the team, has that tag."""
    number = (tag or "").removeprefix(TAG).partition(":")[0]
    return int(number) if (tag or "").startswith(TAG) and number.isdigit() else None
