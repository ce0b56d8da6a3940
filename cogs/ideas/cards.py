"""What the ideas say: the public card, answers and news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.api.model import Member
from bot.api.reply import Button, Look, Payload, Reply
from bot.api.text import (
    Join,
    Mention,
    Moment,
    N,
    T,
    Text,
    bold,
    italic,
    lines,
    quote,
)

from .logic import (
    STATUS_NAMES,
    Change,
    Idea,
    Status,
    Words,
    clip,
)

MARKS: Mapping[Status, str] = {
    "new": "💡",
    "planned": "📌",
    "in_progress": "🔨",
    "done": "✅",
    "declined": "✖️",
}


@dataclass(frozen=True)
class Support(Payload, tag="idea.s"):
    """Support an idea, or take that back."""

    idea: int


@dataclass(frozen=True)
class Details(Payload, tag="idea.d"):
    """Show everything about an idea."""

    idea: int


@dataclass(frozen=True)
class SupportInstead(Payload, tag="idea.i"):
    """Support an idea that was there before, and drop the draft."""

    draft: int
    idea: int


@dataclass(frozen=True)
class PostAnyway(Payload, tag="idea.a"):
    """Post a draft although others look alike."""

    draft: int


@dataclass(frozen=True)
class Discard(Payload, tag="idea.x"):
    """Drop a draft."""

    draft: int


@dataclass(frozen=True)
class Page(Payload, tag="idea.p"):
    """Turn the page of a list."""

    status: str
    sort: str
    page: int


@dataclass(frozen=True)
class Write(Payload, tag="idea.w"):
    """The form of a new idea."""


def tag(idea: Idea) -> str:
    """Names the cards of an idea in the outbox."""
    return f"idea:{idea.id}"


def card(idea: Idea, author: Member | None, noted_by: Member | None) -> Reply:
    """The public card."""
    details = Button(T("Details"), Details(idea.id))
    support = Button(T("👍 Support ({n})", n=str(idea.votes)), Support(idea.id), look=Look.PRIMARY)
    return Reply(
        lines(
            _head(idea),
            *_body(idea.words),
            "",
            _credit(author, noted_by),
            _standing(idea),
            quote(idea.reason) if idea.reason else None,
        ),
        [[support, details]] if idea.open else [[details]],
        tone={"done": "good", "declined": "plain"}.get(idea.status, "info"),  # type: ignore[arg-type]
    )


def _head(idea: Idea) -> Text:
    return Join((f"{MARKS[idea.status]} #{idea.id} ", bold(idea.words.title)))


def _body(words: Words) -> list[Text]:
    body: list[Text] = [words.details] if words.details else []
    if words.audience:
        body.append(T("For: {audience}", audience=words.audience))
    return body


def _credit(author: Member | None, noted_by: Member | None) -> Text:
    by = (
        T("Idea by {author}", author=Mention(author, ping=False))
        if author is not None
        else T("Idea by a former member")
    )
    if noted_by is None:
        return by
    return Join((by, T("noted by {member}", member=Mention(noted_by, ping=False))), ", ")


def _standing(idea: Idea) -> Text:
    return Join(
        (
            T("Status: {status}", status=bold(STATUS_NAMES[idea.status])),
            N("{n} member supports it", "{n} members support it", idea.votes),
        ),
        " · ",
    )


def details(
    idea: Idea, people: Mapping[int, Member], history: Sequence[Change], supports: bool
) -> Reply:
    """Everything about one idea, for one reader."""
    shown = card(idea, people.get(idea.author_id or 0), people.get(idea.noted_by or 0))
    label = T("👍 Take my support back") if supports else T("👍 Support")
    return Reply(
        lines(
            _head(idea),
            *_body(idea.words),
            "",
            _credit(people.get(idea.author_id or 0), people.get(idea.noted_by or 0)),
            T("Posted {when}", when=Moment(idea.created_at, "date")),
            _standing(idea),
            *(_step(step) for step in history),
        ),
        [[Button(label, Support(idea.id), Look.PRIMARY)]] if idea.open else (),
        tone=shown.tone,
    )


def _step(step: Change) -> Text:
    return T(
        "{when}: {before} → {after}. {reason}",
        when=Moment(step.at, "date"),
        before=STATUS_NAMES[step.before],
        after=bold(STATUS_NAMES[step.after]),
        reason=italic(step.reason),
    )


def row(idea: Idea) -> Text:
    """An idea as one line of a list."""
    return Join(
        (
            f"{MARKS[idea.status]} #{idea.id} ",
            bold(clip(idea.words.title, 100)),
            f" · 👍 {idea.votes} · ",
            STATUS_NAMES[idea.status],
        )
    )
