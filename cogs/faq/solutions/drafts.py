"""What is said about solutions, and about the entries that they may become."""

from __future__ import annotations

from bot.api.model import Member
from bot.api.reply import Button, Form, Look, Reply
from bot.api.text import T, Text, bold, lines, one_line, quote

from .. import logic
from ..buttons import phrased_form
from ..handover.model import Draft
from ..handover.payloads import Drop, Review


def offer(draft: Draft, answerer: Member | None) -> Reply:
    """A solved question, offered as a new entry."""
    name = bold(answerer.name) if answerer is not None else T("somebody")
    return Reply(
        lines(
            T("A question was solved by {who}. Shall the next one who asks get this?", who=name),
            quote(one_line(draft.question, 200)) if draft.question else None,
            quote(one_line(draft.answer, 300)) if draft.answer else None,
        ),
        [
            [
                Button(T("Review and save"), Review(draft.question_id), Look.PRIMARY),
                Button(T("Not for the FAQ"), Drop(draft.question_id)),
            ]
        ],
    )


def draft_form(payload: Review, draft: Draft) -> Form:
    """Question, answer and other ways to ask."""
    question = logic.prefilled(draft.question)
    return phrased_form(payload, question, draft.answer, question)


def saved(entry: Text) -> Reply:
    """What a draft has become."""
    return Reply(lines(T("Saved:"), entry), tone="good")


MARKED = T("Thank you! It is marked as the solution, and the team decides whether I learn it.")
WHICH = T(
    "I do not know which question that answers. Use it on a reply to the question, "
    "or in the thread of the question."
)


def bots_own() -> Text:
    """The answer is the bot's."""
    return T("That is an answer of mine: press “Solved? Yes” below it.")
