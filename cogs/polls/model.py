"""What a poll is: its words, its rules, and how ballots are written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal, TypeVar

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config

from bot.api.boards import polling
from bot.api.errors import UserError
from bot.api.text import T, clip

Kind = Literal["single", "multiple", "yesno", "rating", "ranked", "dots", "dates"]
Secrecy = Literal["open", "private", "anonymous"]
Voters = Literal["everyone", "moderators", "joined_before"]

Kept = TypeVar("Kept")
Marks = tuple[int, ...]
"""A ballot: one small number for each option, by position; 0 says nothing about it. Options are
only ever appended, so a ballot may be shorter than the list: what is missing counts as 0."""

MAX_QUESTION, MAX_LABEL = polling.MAX_QUESTION, polling.MAX_OPTION
BAR = 10
DAY_MS = 86_400_000

_STRICT = ConfigDict(extra="forbid", strict=True)
_Count = Annotated[int, Field(ge=0, le=1_000_000)]
_Percentage = Annotated[int, Field(ge=0, le=100)]


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class Rules:
    """How a poll is held. Open polls show who voted what; anonymous ones tell nobody, ever."""

    kind: Kind = "single"
    secrecy: Secrecy = "private"
    hidden: bool = False  # counts are shown only at the end
    voters: Voters = "everyone"  # joined_before: was a member when the poll was asked
    quorum: _Count = 0  # people who must have voted
    quorum_percent: _Percentage = 0  # of those who may vote
    threshold: _Percentage = 0  # what the winner must reach; of what says Method.need
    budget: Annotated[int, Field(ge=1, le=100)] = 5  # dots of each voter
    add_options: bool = False  # members may add answers
    remind: bool = False  # those who have not voted are told once

    def to_json(self) -> str:
        """All rules, so that a default changed later does not change old polls."""
        return _RULES.dump_json(self).decode()

    @staticmethod
    def from_json(text: str | bytes) -> Rules:
        """Rules kept before. What is absent has its default; ValueError for anything unknown."""
        return _read(_RULES, text)


@dataclass(frozen=True, slots=True)
class Poll:
    """A question with its answers; times are UTC milliseconds.

    `author_id` is None once the asker was forgotten. `jury` is how many are on the list of those
    who alone may vote; None without such a list. `audience` is the condition that made the list,
    if one did.
    """

    id: int
    community_id: int
    author_id: int | None
    channel_id: int
    question: str
    options: tuple[str, ...]
    rules: Rules
    created_at: int
    closes_at: int
    closed: bool = False
    jury: int | None = None
    audience: str = ""

    def takes_votes(self, now: int) -> bool:
        """Whether it is still open; the deadline counts even before the closing task has run."""
        return not self.closed and now < self.closes_at


@dataclass(frozen=True, slots=True)
class Errand:
    """What another cog wants with a poll: there is one for each `key` in a community, `tells` is
    the task that is run with its outcome ("" for none), and of `voters` only those may vote."""

    key: str
    tells: str = ""
    voters: frozenset[int] | None = None


@with_config(_STRICT)
@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be asked: of a draft, a template or a series alike. Nothing is checked yet."""

    question: str = ""
    options: tuple[str, ...] = ()
    rules: Rules = Rules()
    closes_at: int | None = None  # a moment that the writer named
    lasts: Annotated[int, Field(gt=0)] = DAY_MS  # else so long after it is posted
    audience: str = ""  # a condition: only those it means when the poll is posted may vote

    def deadline(self, now: int) -> int:
        """When a poll posted now closes; a named moment that has passed meanwhile is dropped."""
        named = self.closes_at
        return named if named is not None and named > now else now + self.lasts

    def to_json(self) -> str:
        """The draft, to be kept."""
        return _DRAFT.dump_json(self).decode()

    @staticmethod
    def from_json(text: str | bytes) -> Draft:
        """A draft kept before; ValueError for anything unknown."""
        return _read(_DRAFT, text)


_RULES = TypeAdapter(Rules)
_DRAFT = TypeAdapter(Draft)


def _read(adapter: TypeAdapter[Kept], text: str | bytes) -> Kept:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        # pydantic's own words would show what members wrote
        wrong = [".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False)]
        raise ValueError(f"this cannot be read: {', '.join(wrong)}") from None


def padded(marks: Marks, options: int) -> Marks:
    """The ballot with a mark for each option; those added after it was given have 0."""
    return marks + (0,) * (options - len(marks))


def trimmed(marks: Marks) -> Marks:
    """The one way to write a ballot, however many options were added since: no 0 at the end."""
    end = len(marks)
    while end and not marks[end - 1]:
        end -= 1
    return marks[:end]


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


def checked_options(texts: Sequence[str], most: int, least: int = 2) -> tuple[str, ...]:
    """The options as they will be shown: `least` to `most`, short, all different, or UserError."""
    options = tuple(cleaned for text in texts if (cleaned := clean(text)))
    if not least <= len(options) <= most:
        raise UserError(
            T(
                "A poll needs {least} to {most} options, and I count {n}. Put a ; between them.",
                least=least,
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


def with_option(options: tuple[str, ...], text: str, most: int) -> tuple[str, ...]:
    """The options and one more at the end, or UserError."""
    if not clean(text):
        raise UserError(T("Please write the answer that you want to add."))
    if len(options) >= most:
        raise UserError(T("This poll has {n} answers already and takes no more.", n=len(options)))
    return checked_options((*options, text), most, least=1)


def bar(share: Fraction) -> str:
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
