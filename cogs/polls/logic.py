"""What a poll is and how it is counted; nothing here reads or writes anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.api.errors import UserError
from bot.api.text import T

Kind = Literal["single", "multiple"]

MAX_QUESTION = 200
MAX_LABEL = 80
BAR = 10


@dataclass(frozen=True, slots=True)
class Poll:
    """A question with its answers; times are UTC milliseconds.

    `author_id` is None once the asker was forgotten.
    """

    id: int
    community_id: int
    author_id: int | None
    channel_id: int
    question: str
    options: tuple[str, ...]
    kind: Kind
    created_at: int
    closes_at: int
    closed: bool = False

    def takes_votes(self, now: int) -> bool:
        """Whether it is still open; the deadline counts even before the closing task has run."""
        return not self.closed and now < self.closes_at


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes of each option, and how many people voted."""

    counts: tuple[int, ...]
    voters: int

    @property
    def winners(self) -> tuple[int, ...]:
        """Positions of the options with the most votes; none when nobody voted."""
        best = max(self.counts, default=0)
        return tuple(i for i, count in enumerate(self.counts) if count == best) if best else ()

    def share(self, position: int) -> float:
        """Share of the voters (not of the votes) who chose that option, 0..1."""
        return self.counts[position] / self.voters if self.voters else 0.0


def clean(text: str) -> str:
    """One line without doubled spaces."""
    return " ".join(text.split())


def checked_question(text: str) -> str:
    """The question as it will be shown, or UserError."""
    question = clean(text)
    if not question:
        raise UserError(T("A poll needs a question: write what you want to know."))
    if len(question) > MAX_QUESTION:
        raise UserError(
            T(
                "The question may have at most {max} characters; please shorten it.",
                max=MAX_QUESTION,
            )
        )
    return question


def checked_options(texts: Sequence[str], most: int) -> tuple[str, ...]:
    """The options as they will be shown: 2 to `most`, short and all different, or UserError."""
    options = tuple(cleaned for text in texts if (cleaned := clean(text)))
    if not 2 <= len(options) <= most:
        raise UserError(
            T(
                "A poll needs 2 to {most} options, and I count {n}. Put a ; between them.",
                most=most,
                n=len(options),
            )
        )
    seen: set[str] = set()
    for option in options:
        if len(option) > MAX_LABEL:
            raise UserError(
                T(
                    "An option may have at most {max} characters; please shorten “{option}”.",
                    max=MAX_LABEL,
                    option=clip(option, 40),
                )
            )
        if option.casefold() in seen:
            raise UserError(
                T("“{option}” is there twice; each option is needed once.", option=option)
            )
        seen.add(option.casefold())
    return options


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, with … where something was left out."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def bar(share: float) -> str:
    """A share 0..1 as block characters; anything above zero shows at least one block."""
    filled = max(round(share * BAR), 1) if share > 0 else 0
    return "█" * filled + "░" * (BAR - filled)


def reference(poll: Poll) -> str:
    """How a poll is offered while someone types: "#12 Which cake?"."""
    return clip(f"#{poll.id} {poll.question}", 100)


def find(polls: Sequence[Poll], typed: str) -> list[Poll]:
    """The polls that someone may mean: by "#12", else by words of the question."""
    first = typed.split(maxsplit=1)[0].removeprefix("#") if typed.strip() else ""
    if first.isdecimal():
        return [poll for poll in polls if poll.id == int(first)]
    words = clean(typed).casefold()
    return [poll for poll in polls if words in poll.question.casefold()]
