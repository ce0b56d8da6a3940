"""What the ideas say: the public card, answers and news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.model import Member
from bot.api.reply import Button, Look, Reply, Tone
from bot.api.text import Join, Mention, Moment, N, T, Text, bold, clip, italic, lines, quote

from ..model import STATUS_NAMES, Change, Idea, Status, Words
from .facets import Facet
from .payloads import Details, Discuss, Support

MARKS: Mapping[Status, str] = {
    "new": "💡",
    "planned": "📌",
    "in_progress": "🔨",
    "done": "✅",
    "not_now": "⏳",
    "declined": "✖️",
}


PART = "🔗"  # of an idea that was merged into another


def tag(idea: Idea) -> str:
    """Names the cards of an idea in the outbox."""
    return f"idea:{idea.id}"


def card(idea: Idea, people: Mapping[int, Member]) -> Reply:
    """The public card; `people` has those it names, by id."""
    details = Button(T("Details"), Details(idea.id))
    support = Button(T("👍 Support ({n})", n=str(idea.votes)), Support(idea.id), look=Look.PRIMARY)
    discuss = Button(T("💬 Discuss"), Discuss(idea.id))
    buttons = [support, details, discuss] if idea.open else [details]
    return Reply(
        lines(
            _head(idea),
            *_body(idea.words),
            "",
            _credit(idea, people),
            *_standing(idea, people),
            quote(idea.reason) if idea.reason and idea.merged_into is None else None,
        ),
        [[*_to_root(idea), *buttons]],
        tone=_tone(idea),
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
    team = [button for facet in facets for button in facet.team]
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
        [*_rows([*_to_root(idea), *mine, *more]), *_rows(team)],
        tone=_tone(idea),
    )


def row(idea: Idea) -> Text:
    """An idea as one line of a list."""
    title = bold(clip(idea.words.title, 100))
    if idea.merged_into is not None:
        part = T("part of #{number}", number=str(idea.merged_into))
        return Join((f"{PART} #{idea.id} ", title, " · ", part))
    status = STATUS_NAMES[idea.status]
    return Join((f"{MARKS[idea.status]} #{idea.id} ", title, f" · 👍 {idea.votes} · ", status))


def _to_root(idea: Idea) -> list[Button]:
    """The way to the idea that this one is part of."""
    if idea.merged_into is None:
        return []
    label = T("Open #{number}", number=str(idea.merged_into))
    return [Button(label, Details(idea.merged_into), Look.PRIMARY)]


def _tone(idea: Idea) -> Tone:
    if idea.merged_into is not None or idea.status == "declined":
        return "plain"
    return "good" if idea.status == "done" else "info"


def _rows(buttons: Sequence[Button]) -> list[list[Button]]:
    """Rows of about one length, of at most five: ten rows of three would not all be shown."""
    most = 3 if len(buttons) <= 6 else 4 if len(buttons) <= 8 else 5
    return [list(buttons[at : at + most]) for at in range(0, len(buttons), most)]


def _head(idea: Idea) -> Text:
    mark = MARKS[idea.status] if idea.merged_into is None else PART
    return Join((f"{mark} #{idea.id} ", bold(idea.words.title)))


def _body(words: Words) -> list[Text]:
    body: list[Text] = [words.details] if words.details else []
    if words.audience:
        body.append(T("For: {audience}", audience=words.audience))
    return body


def _credit(idea: Idea, people: Mapping[int, Member]) -> Text:
    if idea.anonymous:
        return T("Idea by a member who wishes not to be named")
    author = people.get(idea.author_id or 0)
    if author is None and idea.origin:
        return T("Brought along from {where}", where=idea.origin)
    by = (
        T("Idea by {author}", author=Mention(author, ping=False))
        if author is not None
        else T("Idea by a former member")
    )
    if (noted_by := people.get(idea.noted_by or 0)) is None:
        return by
    return Join((by, T("noted by {member}", member=Mention(noted_by, ping=False))), ", ")


def _standing(idea: Idea, people: Mapping[int, Member]) -> list[Text]:
    """How it is with an idea: its status first, then who supports it, who sees to it, its tags."""
    if idea.merged_into is not None:
        return [T("Part of #{number} now: support counts there.", number=str(idea.merged_into))]
    standing: list[Text] = [
        T("Status: {status}", status=bold(STATUS_NAMES[idea.status])),
        support(idea),
    ]
    if idea.comments:
        standing.append(N("{n} comment", "{n} comments", idea.comments))
    found: list[Text] = [Join(tuple(standing), " · ")]
    if idea.status == "not_now":
        found.append(T("It is not forgotten: it can come back, and support still counts."))
    if (seen_to := _seen_to(idea, people)) is not None:
        found.append(seen_to)
    if idea.tags:
        found.append(Join(("🏷️ ", ", ".join(idea.tags))))
    return found


def support(idea: Idea) -> Text:
    if not idea.open:
        said: Text = N("{n} member supported it", "{n} members supported it", idea.votes)
    elif not idea.votes:
        said = T("nobody supports it yet")
    else:
        said = N("{n} member supports it", "{n} members support it", idea.votes)
    if not idea.elsewhere:
        return said
    # not every idea that was put into it comes from where it does
    return Join((said, N("({n} brought along)", "({n} brought along)", idea.elsewhere)), " ")


def _seen_to(idea: Idea, people: Mapping[int, Member]) -> Text | None:
    """Who has it in hand until when; None where nobody does."""
    due = Moment(idea.due_at, "date") if idea.due_at is not None else None
    if (owner := people.get(idea.owner_id or 0)) is None:
        return T("Planned for {date}", date=due) if due is not None else None
    member = Mention(owner, ping=False)
    if due is None:
        return T("In the hands of {member}", member=member)
    return T("In the hands of {member}, planned for {date}", member=member, date=due)


def _step(step: Change) -> Text:
    if step.before == step.after and step.due_at is not None:
        return T(
            "{when}: planned for {date} now. {reason}",
            when=Moment(step.at, "date"),
            date=Moment(step.due_at, "date"),
            reason=italic(step.reason),
        )
    return T(
        "{when}: {before} → {after}. {reason}",
        when=Moment(step.at, "date"),
        before=STATUS_NAMES[step.before],
        after=bold(STATUS_NAMES[step.after]),
        reason=italic(step.reason),
    )
