"""What is said about questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bot.api.model import Member
from bot.api.reply import Button, Field, Form, Look, Reply
from bot.api.text import Join, Mention, N, T, Text, bold, italic, lines, quote, strike

from ..model import Event
from .payloads import Ask, Mark, Queue, Upvote
from .store import Question

MAX_QUESTION = 300
PAGE = 4  # a row of buttons each, and one to turn the page
NONE = T("This event takes no questions.")
GONE = T("This question is not there any more.")
CLOSED = T("This event is over; it takes no more questions.")
_STATES: dict[str, Text] = {
    "now": T("being answered now"),
    "answered": T("answered"),
    "held": T("waits for a moderator"),
}


def form(event: Event) -> Form:
    """A question, and where it is allowed whether to be named."""
    fields = [Field("question", T("Your question"), max=MAX_QUESTION, multiline=True)]
    if event.plan.questions == "anonymous":
        name = Field(
            "name", T("Without your name? Write yes"), T("yes or no"), required=False, max=10
        )
        fields.append(name)
    return Form(T("Ask a question"), fields, Ask(event.id))


def asked(question: Question, keep_days: int) -> Text:
    """To the asker."""
    if question.state == "held":
        return T("Thank you! A moderator looks at your question before others see it.")
    forgotten = N(
        "It is erased {n} day after the event.", "It is erased {n} days after the event.", keep_days
    )
    if question.anonymous:
        return lines(
            T("Thank you! Others see your question without your name and can vote for it."),
            forgotten,
        )
    return lines(T("Thank you! Others see your question and can vote for it."), forgotten)


def by(question: Question, people: Mapping[int, Member]) -> Text:
    """Who asks, as everybody may read it."""
    member = None if question.anonymous else people.get(question.member_id)
    return Mention(member, ping=False) if member is not None else T("somebody")


def queue(
    event: Event,
    found: Sequence[Question],
    people: Mapping[int, Member],
    page: int,
    total: int,
    mine: Collection[int],
    *,
    staff: bool,
) -> Reply:
    """A page of the questions, the most wanted first; the reader voted for `mine`."""
    if not found:
        return Reply(
            T("Nobody has asked anything yet about “{title}”.", title=event.plan.title),
            [[Button(T("Ask a question"), Ask(event.id), Look.PRIMARY)]],
        )
    title = bold(T("Questions to “{title}”", title=event.plan.title))
    rows = [row for each in found if (row := _row(each, page, staff=staff))]
    pages = -(-total // PAGE)
    turn = [
        Button(label, Queue(event.id, to))
        for label, to in ((T("Back"), page - 1), (T("More"), page + 1))
        if 0 <= to < pages
    ]
    last = [Button(T("Ask a question"), Ask(event.id), Look.PRIMARY), *turn]
    said = [_line(each, people, each.id in mine) for each in found]
    return Reply(lines(title, *said), [*rows, last])


def _line(question: Question, people: Mapping[int, Member], mine: bool) -> Text:
    about: list[Text] = [
        N("{n} vote", "{n} votes", question.votes),
        by(question, people),
    ]
    if mine:
        about.append(T("your vote, too"))
    if question.state in _STATES:
        about.append(italic(_STATES[question.state]))
    said: Text = strike(question.text) if question.state == "answered" else question.text
    return Join((f"#{question.id} ", said, "\n   ", Join(tuple(about), " · ")))


def _row(question: Question, page: int, *, staff: bool) -> list[Button]:
    number, row = question.id, list[Button]()
    if question.state == "open":
        row.append(Button(T("👍 #{n}", n=str(number)), Upvote(number, page)))
    if not staff:
        return row
    if question.state == "held":
        row.append(
            Button(T("Let #{n} through", n=str(number)), Mark(number, "open", page), Look.SUCCESS)
        )
    if question.state == "open":
        row.append(Button(T("#{n} now", n=str(number)), Mark(number, "now", page), Look.PRIMARY))
    if question.state in ("open", "now"):
        row.append(Button(T("#{n} answered", n=str(number)), Mark(number, "answered", page)))
    row.append(Button(T("Remove #{n}", n=str(number)), Mark(number, "removed", page), Look.DANGER))
    return row


def now(event: Event, question: Question, people: Mapping[int, Member]) -> Reply:
    """In the channel: this one is being answered."""
    return Reply(
        lines(
            T(
                "“{title}”: a question by {who} is being answered now.",
                title=event.plan.title,
                who=by(question, people),
            ),
            quote(question.text),
        )
    )


def held(event: Event, question: Question) -> Reply:
    """To moderators: one that may be rude."""
    return Reply(
        lines(
            T(
                "A question to “{title}” may be rude; nobody sees it until you decide.",
                title=event.plan.title,
            ),
            quote(question.text),
        ),
        [
            [
                Button(T("Let it through"), Mark(question.id, "open", 0), Look.SUCCESS),
                Button(T("Remove it"), Mark(question.id, "removed", 0), Look.DANGER),
            ]
        ],
        tone="warn",
    )


def settled(state: str) -> Text:
    """On the moderators' card, once somebody has decided."""
    return T("Removed.") if state == "removed" else T("Let through.")
