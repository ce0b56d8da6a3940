"""What the ideas say: the public card, answers and news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.model import Member
from bot.api.reply import Button, Look, Reply
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

from ..model import STATUS_NAMES, Change, Idea, Status, Words, clip
from .facets import Facet
from .payloads import Details, Support

MARKS: Mapping[Status, str] = {
    "new": "💡",
    "planned": "📌",
    "in_progress": "🔨",
    "done": "✅",
    "not_now": "⏳",
    "declined": "✖️",
}


def tag(idea: Idea) -> str:
    """Names the cards of an idea in the outbox."""
    return f"idea:{idea.id}"


def card(idea: Idea, people: Mapping[int, Member]) -> Reply:
    """The public card; `people` has those it names, by id."""
    details = Button(T("Details"), Details(idea.id))
    support = Button(T("👍 Support ({n})", n=str(idea.votes)), Support(idea.id), look=Look.PRIMARY)
    return Reply(
        lines(
            _head(idea),
            *_body(idea.words),
            "",
            _credit(idea, people),
            *_standing(idea, people),
            quote(idea.reason) if idea.reason else None,
        ),
        [[support, details]] if idea.open else [[details]],
        tone={"done": "good", "declined": "plain"}.get(idea.status, "info"),  # type: ignore[arg-type]
    )


def details(
    idea: Idea,
    people: Mapping[int, Member],
    history: Sequence[Change],
    *,
    supports: bool,
    facets: Sequence[Facet] = (),
) -> Reply:
    """Everything about one idea, for one reader."""
    label = T("👍 Take my support back") if supports else T("👍 Support")
    mine = [Button(label, Support(idea.id), Look.PRIMARY)] if idea.open else []
    more = [button for facet in facets for button in facet.buttons]
    return Reply(
        lines(
            _head(idea),
            *_body(idea.words),
            "",
            _credit(idea, people),
            T("Posted {when}", when=Moment(idea.created_at, "date")),
            *_standing(idea, people),
            *(line for facet in facets for line in facet.lines),
            *(_step(step) for step in history),
        ),
        _rows([*mine, *more]),
        tone=card(idea, people).tone,
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


def _rows(buttons: Sequence[Button]) -> list[list[Button]]:
    return [list(buttons[at : at + 3]) for at in range(0, len(buttons), 3)]


def _head(idea: Idea) -> Text:
    return Join((f"{MARKS[idea.status]} #{idea.id} ", bold(idea.words.title)))


def _body(words: Words) -> list[Text]:
    body: list[Text] = [words.details] if words.details else []
    if words.audience:
        body.append(T("For: {audience}", audience=words.audience))
    return body


def _credit(idea: Idea, people: Mapping[int, Member]) -> Text:
    if idea.anonymous:
        return T("Idea by a member who wishes not to be named")
    author = people.get(idea.author_id or 0)
    by = (
        T("Idea by {author}", author=Mention(author, ping=False))
        if author is not None
        else T("Idea by a former member")
    )
    if (noted_by := people.get(idea.noted_by or 0)) is None:
        return by
    return Join((by, T("noted by {member}", member=Mention(noted_by, ping=False))), ", ")


def _standing(idea: Idea, people: Mapping[int, Member]) -> list[Text]:
    if idea.merged_into is not None:
        return [T("Part of #{number} now: support counts there.", number=str(idea.merged_into))]
    standing: list[Text] = [
        T("Status: {status}", status=bold(STATUS_NAMES[idea.status])),
        N("{n} member supports it", "{n} members support it", idea.votes),
    ]
    if idea.comments:
        standing.append(N("{n} comment", "{n} comments", idea.comments))
    found: list[Text] = [Join(tuple(standing), " · ")]
    if (owner := people.get(idea.owner_id or 0)) is not None:
        seen_to: list[Text] = [T("In the hands of {member}", member=Mention(owner, ping=False))]
        if idea.due_at is not None:
            seen_to.append(T("planned for {date}", date=Moment(idea.due_at, "date")))
        found.append(Join(tuple(seen_to), " · "))
    elif idea.due_at is not None:
        found.append(T("Planned for {date}", date=Moment(idea.due_at, "date")))
    if idea.tags:
        found.append(Join(tuple(f"#{tag}" for tag in idea.tags), " "))
    return found


def _step(step: Change) -> Text:
    return T(
        "{when}: {before} → {after}. {reason}",
        when=Moment(step.at, "date"),
        before=STATUS_NAMES[step.before],
        after=bold(STATUS_NAMES[step.after]),
        reason=italic(step.reason),
    )
