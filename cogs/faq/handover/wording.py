"""What is said around tickets: cards, reminders, words to the asker, drafts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.model import Channel, Member
from bot.api.reply import Button, Field, Form, Look, Reply
from bot.api.text import (
    CommandHint,
    Join,
    Mention,
    Moment,
    N,
    T,
    Text,
    bold,
    italic,
    joined,
    lines,
    one_line,
    quote,
)

from .. import logic
from .model import State, Ticket
from .payloads import (
    AskOn,
    Claim,
    CloseTicket,
    Describe,
    Release,
    Respond,
    ShowTicket,
    SolvedIt,
)

Tried = Sequence[tuple[str, float]]
"""(question of an entry, how sure it was), the surest first."""

_STATES: Mapping[State, Text] = {
    "open": T("open"),
    "claimed": T("claimed"),
    "answered": T("answered"),
    "solved": T("solved"),
    "closed": T("closed"),
}


def surety(score: float) -> Text:
    """A certainty in words."""
    if score >= 0.9:
        return T("very sure")
    if score >= 0.7:
        return T("quite sure")
    return T("a guess") if score >= 0.3 else T("hardly")


def tried(shown: Tried) -> Text:
    """What the bot has offered before."""
    if not shown:
        return T("I found nothing that fits.")
    offered = [T("“{entry}” ({sure})", entry=q, sure=surety(score)) for q, score in shown]
    return T("I had found: {entries}", entries=joined(offered))


def card(
    ticket: Ticket,
    asker: Member | None,
    helper: Member | None,
    answerer: Member | None,
    place: Channel | None,
    shown: Tried,
    deadline: int,
) -> Reply:
    """A ticket as all who may help see it."""
    who: Text = Mention(asker) if asker is not None else T("Somebody")
    head = T("🙋 Question {number} by {who}", number=f"#{ticket.id}", who=who)
    if not ticket.live:
        done = T("{number} is {state}.", number=f"#{ticket.id}", state=_STATES[ticket.state])
        by = T("Answered by {who}.", who=bold(answerer.name)) if answerer else None
        return Reply(lines(done, by), tone="good")
    return Reply(
        lines(
            bold(head),
            quote(ticket.text) if ticket.text else None,
            italic(tried(shown)),
            _where(ticket, place),
            _who_does_it(ticket, helper, answerer, deadline),
        ),
        [_card_buttons(ticket)],
        tone="info",
    )


def _where(ticket: Ticket, place: Channel | None) -> Text:
    if ticket.private:
        return T(
            "Asked privately: press “Answer” or reply to this card, and I pass it on with your "
            "name. The asker reads nothing else that is said here."
        )
    if ticket.thread and place is not None:
        return T("Please answer in {place}.", place=bold(place.name))
    name = bold(place.name) if place is not None else T("the channel")
    return T("Please answer in {place}, as a reply to the question or to my card.", place=name)


def _who_does_it(
    ticket: Ticket, helper: Member | None, answerer: Member | None, deadline: int
) -> Text:
    if ticket.state == "answered":
        name = bold(answerer.name) if answerer else T("Somebody")
        return T("{who} has answered. Was that it?", who=name)
    if ticket.state == "claimed" and helper is not None:
        return T(
            "{who} answers it, by {when}.", who=bold(helper.name), when=Moment(deadline, "datetime")
        )
    return T("Who takes it? It should be answered by {when}.", when=Moment(deadline, "datetime"))


def _card_buttons(ticket: Ticket) -> list[Button]:
    last = [Button(T("Close"), CloseTicket(ticket.id))]
    if ticket.private:
        last.insert(0, Button(T("Answer"), Respond(ticket.id)))
    if ticket.state == "open":
        return [Button(T("Claim"), Claim(ticket.id), Look.PRIMARY), *last]
    if ticket.state == "claimed":
        return [Button(T("Release"), Release(ticket.id)), *last]
    return [Button(T("Solved"), SolvedIt(ticket.id), Look.SUCCESS), *last]


def opened(ticket: Ticket, place: Channel | None) -> Text:
    """Told privately to the asker."""
    if ticket.private or place is None:
        return T("The team has your question; I write to you privately when there is an answer.")
    return T(
        "I have asked for a person in {place}. I write to you privately when there is an answer "
        "and you are not there.",
        place=bold(place.name),
    )


def in_place(place: Channel) -> Reply:
    """What the bot's words to the question become."""
    return Reply(T("🙋 A person was asked for, in {place}.", place=bold(place.name)))


ALREADY = T("Your question is with the team already.")
TOO_MANY = T("Several of your questions are with the team. Please wait for an answer to one.")
ELSEWHERE = T("That question is settled.")


def relayed(ticket: Ticket, helper: Member, text: str) -> Reply:
    """A reply of the team to a question that was asked privately."""
    said = T("{who} answers your question {number}:", who=bold(helper.name), number=f"#{ticket.id}")
    return Reply(
        lines(said, quote(text)),
        [
            [
                Button(T("Solved"), SolvedIt(ticket.id), Look.SUCCESS),
                Button(T("I need more"), AskOn(ticket.id)),
            ]
        ],
        tone="info",
    )


def told(ticket: Ticket, helper: Member | None, place: Channel | None) -> Reply:
    """There is an answer, and the asker is not there."""
    name = bold(helper.name) if helper is not None else T("Somebody")
    where = bold(place.name) if place is not None else T("the channel")
    said = T("{who} has answered your question in {place}:", who=name, place=where)
    words = quote(one_line(ticket.text, 200)) if ticket.text else None
    return Reply(
        lines(said, words), [[Button(T("Solved"), SolvedIt(ticket.id), Look.SUCCESS)]], tone="info"
    )


def nudge(ticket: Ticket) -> Reply:
    """A reminder to whoever has claimed a ticket."""
    said = T("You took over question {number}, and it still waits:", number=f"#{ticket.id}")
    return Reply(
        lines(said, quote(one_line(ticket.text, 200))),
        [
            [
                Button(T("Show it"), ShowTicket(ticket.id)),
                Button(T("Somebody else should"), Release(ticket.id)),
            ]
        ],
    )


def waits(ticket: Ticket) -> Reply:
    """A reminder to all who may help."""
    said = T("Question {number} still waits for an answer:", number=f"#{ticket.id}")
    return Reply(
        lines(said, quote(one_line(ticket.text, 200))),
        [[Button(T("Claim"), Claim(ticket.id), Look.PRIMARY)]],
        tone="warn",
    )


def more(ticket: Ticket, asker: Member, text: str) -> Reply:
    """The asker of a private ticket needs more."""
    said = T("{who} asks on, {number}:", who=bold(asker.name), number=f"#{ticket.id}")
    return Reply(lines(said, quote(text)))


def more_form(payload: AskOn) -> Form:
    """What is missing."""
    field = Field("more", T("What is missing?"), max=logic.MAX_QUESTION, multiline=True)
    return Form(T("I need more"), [field], payload)


def respond_form(payload: Respond, ticket: Ticket) -> Form:
    """The team's words to a private question."""
    title = T("Answer {number}", number=f"#{ticket.id}")
    return Form(
        title, [Field("answer", T("Answer"), max=logic.MAX_ANSWER, multiline=True)], payload
    )


def question_form(payload: Describe) -> Form:
    """A question whose words are not kept."""
    field = Field("question", T("Your question"), max=logic.MAX_QUESTION, multiline=True)
    return Form(T("Ask a human"), [field], payload)


def listing(tickets: Sequence[Ticket], people: Mapping[int, Member], shown: int) -> Reply:
    """All live tickets in short, for moderators."""
    if not tickets:
        return Reply(T("No question waits for a person. 🎉"))
    rows = [_row(ticket, people) for ticket in tickets[:shown]]
    rest = len(tickets) - len(rows)
    head = N("{n} question:", "{n} questions:", len(tickets))
    more_of_them = N("and {n} more", "and {n} more", rest) if rest else None
    buttons = [
        [Button(T("Show {number}", number=f"#{ticket.id}"), ShowTicket(ticket.id))]
        for ticket in tickets[:5]
    ]
    return Reply(lines(head, *rows, more_of_them), buttons)


def _row(ticket: Ticket, people: Mapping[int, Member]) -> Text:
    helper = people.get(ticket.helper_id or 0)
    by = Join((" · ", bold(helper.name))) if helper is not None else ""
    text = one_line(ticket.text, 80)
    state, since = _STATES[ticket.state], Moment(ticket.opened_at, "relative")
    return Join((f"#{ticket.id} · ", state, by, " · ", since, f" · {text}"))


GONE = T("That was done meanwhile.")


def only_helpers() -> Text:
    """Who may claim."""
    return T(
        "Only moderators and helpers can do that. An owner says who helps: {command}.",
        command=CommandHint("settings set", "faq.helpers"),
    )
