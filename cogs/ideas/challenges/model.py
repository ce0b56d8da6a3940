"""What a challenge is and the road it takes; nothing here reads or writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.api.boards.polling import MAX_OPTION, MAX_QUESTION, Verdict
from bot.api.errors import UserError
from bot.api.text import Moment, T, clip

from ..model import Idea, Status, check_length, reference

Phase = Literal["draft", "collect", "discuss", "vote", "decide", "built", "ended"]
Decides = Literal["all", "jury"]

RUNNING: tuple[Phase, ...] = ("collect", "discuss", "vote", "decide")
PAST: tuple[Phase, ...] = ("built", "ended")
PHASE_NAMES: Mapping[Phase, T] = {
    "draft": T("not posted yet"),
    "collect": T("collecting ideas"),
    "discuss": T("discussion"),
    "vote": T("vote"),
    "decide": T("decision"),
    "built": T("built"),
    "ended": T("ended"),
}
# what can still be voted on: nobody has decided on it otherwise
ELIGIBLE: tuple[Status, ...] = ("new", "not_now")

MAX_DETAILS = 1000
MAX_CRITERIA = 500
MOST_CANDIDATES = 20
DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Brief:
    """What is asked, and what a good answer is like."""

    question: str
    details: str = ""
    criteria: str = ""


@dataclass(frozen=True, slots=True)
class Dates:
    """When collecting, discussing and voting end, UTC ms; 0 while nobody has said."""

    discuss_at: int = 0
    vote_at: int = 0
    decide_at: int = 0

    @property
    def set(self) -> bool:
        """Whether all three are known."""
        return min(self.discuss_at, self.vote_at, self.decide_at) > 0

    def phase(self, now: int) -> Phase:
        """Where it is by the clock, as far as the clock decides."""
        if now < self.discuss_at:
            return "collect"
        return "discuss" if now < self.vote_at else "vote"


@dataclass(frozen=True, slots=True)
class Challenge:
    """A question with a plan; its id is the number that people see.

    `turn` counts the changes of phase and dates. `asked_at` is set when the finalists are fixed,
    `poll_id` once their poll is open. `winner_id` won the poll, or was chosen by moderators.
    """

    id: int
    community_id: int
    asker_id: int | None
    channel_id: int
    brief: Brief
    dates: Dates
    decides: Decides
    phase: Phase
    turn: int
    created_at: int
    changed_at: int
    asked_at: int | None = None
    poll_id: int | None = None
    verdict: Verdict | Literal[""] = ""
    winner_id: int | None = None
    reason: str = ""

    @property
    def number(self) -> str:
        """As people write it."""
        return str(self.id)

    @property
    def running(self) -> bool:
        """Whether it is posted and not over."""
        return self.phase in RUNNING

    @property
    def preparing(self) -> bool:
        """Whether it waits for moderators to open the vote."""
        return self.phase == "vote" and self.asked_at is None


@dataclass(frozen=True, slots=True)
class Entry:
    """An idea that answers a challenge. `position` among the finalists, `place` after the vote."""

    idea: Idea
    position: int | None = None
    place: int | None = None

    @property
    def eligible(self) -> bool:
        """Whether it can be voted on."""
        return self.idea.status in ELIGIBLE and self.idea.merged_into is None


def tag(challenge_id: int) -> str:
    """Names the cards of a challenge in the outbox, and the challenge in the log of decisions."""
    return f"challenge:{challenge_id}"


def poll_key(challenge_id: int) -> str:
    """What its poll is called on the board between cogs."""
    return f"ideas:challenge:{challenge_id}"


def challenge_of(key: str) -> int | None:
    """The challenge that a poll is for; None for any other poll."""
    number = key.removeprefix("ideas:challenge:")
    return int(number) if number != key and number.isdecimal() else None


def option(idea: Idea) -> str:
    """An idea as an answer of the poll; the number makes it differ from all others."""
    return clip(reference(idea.id, idea.words.title), MAX_OPTION)


def checked_brief(question: str, details: str, criteria: str) -> Brief:
    """What is kept of what was written, or UserError."""
    brief = Brief(" ".join(question.split()), details.strip(), criteria.strip())
    if not any(char.isalnum() for char in brief.question):
        raise UserError(T("A challenge needs a question: what would you like to know?"))
    check_length(T("The question"), brief.question, MAX_QUESTION)
    check_length(T("The explanation"), brief.details, MAX_DETAILS)
    check_length(T("What a good answer is like"), brief.criteria, MAX_CRITERIA)
    return brief


def check_dates(dates: Dates) -> None:
    """UserError unless each comes after the one before."""
    for earlier, later, said in (
        (dates.discuss_at, dates.vote_at, T("the discussion")),
        (dates.vote_at, dates.decide_at, T("the vote")),
    ):
        if later <= earlier:
            raise UserError(
                T(
                    "There is no time for {what}: it would begin {start} and end {end}. Please "
                    "choose dates that follow each other.",
                    what=said,
                    start=Moment(earlier),
                    end=Moment(later),
                )
            )


def opened(dates: Dates, now: int) -> Dates:
    """The dates when the vote is opened now: opened late, it lasts at least as long as planned, or
    a day."""
    planned = dates.decide_at - dates.vote_at
    return replace(dates, decide_at=max(dates.decide_at, now + min(planned, DAY_MS)))


def places(ranking: Sequence[Sequence[int]]) -> dict[int, int]:
    """By option its place from 1; those that are level share one, and the next is left out."""
    found: dict[int, int] = {}
    for level in ranking:
        place = len(found) + 1
        found.update(dict.fromkeys(level, place))
    return found


def proposed(entries: Sequence[Entry], most: int) -> list[Entry]:
    """The finalists that are proposed: the most supported, of equal ones the older."""
    able = [entry for entry in entries if entry.eligible]
    able.sort(key=lambda entry: (-entry.idea.votes, entry.idea.id))
    return able[: min(most, MOST_CANDIDATES)]
