"""What an idea is, the road it takes, and how it is found; nothing here reads or writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bot.api.errors import UserError
from bot.api.text import T, Text, bold, clip, joined

Status = Literal["new", "planned", "in_progress", "done", "not_now", "declined"]
Filter = Literal["open", "all", "new", "planned", "in_progress", "done", "not_now", "declined"]
Sort = Literal["top", "new", "rising", "mine", "following"]

# what the board shows first, and what may be supported: "not now" can come back
OPEN: tuple[Status, ...] = ("new", "planned", "in_progress")
SUPPORTABLE: tuple[Status, ...] = (*OPEN, "not_now")
STATUS_NAMES: Mapping[Status, T] = {
    "new": T("new"),
    "planned": T("planned"),
    "in_progress": T("in progress"),
    "done": T("done"),
    "not_now": T("not now"),
    "declined": T("declined"),
}
# Forward one step, or declined; back where a step was taken too early.
NEXT: Mapping[Status, tuple[Status, ...]] = {
    "new": ("planned", "not_now", "declined"),
    "planned": ("in_progress", "new", "not_now", "declined"),
    "in_progress": ("done", "planned", "not_now", "declined"),
    "done": ("in_progress",),
    "not_now": ("planned", "new", "declined"),
    "declined": ("new",),
}

# whose exports can be brought along, by what `Idea.source` begins with
ORIGINS: Mapping[str, str] = {"fider": "Fider", "canny": "Canny"}

MAX_TITLE = 120
MAX_DETAILS = 1000
MAX_AUDIENCE = 200
MAX_REASON = 500


@dataclass(frozen=True, slots=True)
class Words:
    """What a member wrote: `details` say why, `audience` for whom; both may be empty."""

    title: str
    details: str = ""
    audience: str = ""

    @property
    def text(self) -> str:
        """What an idea is found by."""
        return f"{self.title}. {self.details}"


@dataclass(frozen=True, slots=True)
class Draft:
    """An idea that was not posted yet; `member_id` decides, `author_id` is credited."""

    id: int
    community_id: int
    member_id: int
    author_id: int
    channel_id: int
    words: Words
    created_at: int
    anonymous: bool = False
    challenge_id: int | None = None


@dataclass(frozen=True, slots=True)
class Idea:
    """A posted idea; its id is the number that people see. `author_id` is None once forgotten.

    `votes` are the people who support it or an idea that was merged into it, each once, and those
    who did where it was brought along from (`elsewhere`); `comments` count alike. `merged_into` is
    the idea that now stands for it. `owner_id` sees to it until `due_at` (UTC ms). `source` is what
    an idea that was brought along is called there ("fider:12").
    """

    id: int
    community_id: int
    author_id: int | None
    noted_by: int | None
    channel_id: int
    words: Words
    status: Status
    reason: str
    created_at: int
    votes: int = field(default=0)
    comments: int = 0
    anonymous: bool = False
    merged_into: int | None = None
    owner_id: int | None = None
    due_at: int | None = None
    challenge_id: int | None = None
    tags: tuple[str, ...] = ()
    source: str | None = None
    elsewhere: int = 0

    @property
    def root(self) -> int:
        """The number of the idea that its support counts for: its own, unless it was merged."""
        return self.merged_into or self.id

    @property
    def origin(self) -> str:
        """Where it was brought along from ("Fider"); "" when it was posted here."""
        return ORIGINS.get((self.source or "").partition(":")[0], "")

    @property
    def open(self) -> bool:
        """Whether it can be supported."""
        return self.status in SUPPORTABLE and self.merged_into is None

    @property
    def text(self) -> str:
        """What it is found by."""
        return self.words.text


@dataclass(frozen=True, slots=True)
class Change:
    """One step on the road of an idea."""

    id: int
    idea_id: int
    actor_id: int | None
    before: Status
    after: Status
    reason: str
    at: int
    owner_id: int | None = None
    due_at: int | None = None


def check_length(part: T, text: str, most: int) -> None:
    """UserError, which calls the text by the name of its part, when it is too long."""
    if len(text) > most:
        raise UserError(
            T(
                "{part} may have at most {most} characters; yours has {n}.",
                part=part,
                most=most,
                n=len(text),
            )
        )


def checked_words(title: str, details: str = "", audience: str = "") -> Words:
    """What is kept of what was written, or UserError."""
    words = Words(" ".join(title.split()), details.strip(), " ".join(audience.split()))
    if not any(char.isalnum() for char in words.title):
        raise UserError(T("An idea needs a title: say in one sentence what you would like."))
    check_length(T("The title"), words.title, MAX_TITLE)
    check_length(T("The explanation"), words.details, MAX_DETAILS)
    check_length(T("“For whom”"), words.audience, MAX_AUDIENCE)
    return words


def words_of_message(text: str) -> Words:
    """A title and details out of a chat message: the title is its first line or sentence."""
    stripped = text.strip()
    first, _, rest = stripped.partition("\n")
    for mark in (". ", "! ", "? "):
        sentence, found, after = first.partition(mark)
        if found:
            first, rest = sentence + mark.strip(), f"{after}\n{rest}"
            break
    if len(first) > MAX_TITLE:
        return checked_words(clip(first, MAX_TITLE), clip(stripped, MAX_DETAILS))
    return checked_words(first, clip(rest.strip(), MAX_DETAILS))


def checked_reason(text: str) -> str:
    """The public reason of a step, or UserError."""
    reason = text.strip()
    if len(reason) < 3:
        raise UserError(T("Please give a reason: author and supporters will read it."))
    if len(reason) > MAX_REASON:
        raise UserError(
            T("The reason may have at most {most} characters; please shorten it.", most=MAX_REASON)
        )
    return reason


def check_step(before: Status, after: Status) -> None:
    """UserError when the road has no such step; it says which there are."""
    if before == after:
        raise UserError(T("This idea is {status} already.", status=STATUS_NAMES[before]))
    if after not in NEXT[before]:
        ways: list[Text] = [bold(STATUS_NAMES[status]) for status in NEXT[before]]
        raise UserError(
            T(
                "An idea that is {before} cannot become {after}; possible: {ways}.",
                before=bold(STATUS_NAMES[before]),
                after=bold(STATUS_NAMES[after]),
                ways=joined(ways),
            )
        )


def number_in(typed: str) -> int | None:
    """The number in "12", "#12" or "#12 Longer opening hours"; None when there is none."""
    first = typed.split(maxsplit=1)[0].removeprefix("#") if typed.strip() else ""
    return int(first) if first.isdecimal() and len(first) <= 15 else None


def reference(number: int, title: str) -> str:
    """How an idea is offered while someone types."""
    return clip(f"#{number} {title}", 100)
