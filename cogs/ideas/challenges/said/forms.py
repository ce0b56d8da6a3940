"""The forms of challenges, and the preview of a draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.api.boards.polling import MAX_QUESTION
from bot.api.errors import UserError
from bot.api.reply import Answers, Button, Field, Form, Look, Payload, Reply
from bot.api.text import Join, T, Text, lines

from ...model import MAX_REASON
from ..model import MAX_CRITERIA, MAX_DETAILS, Brief, Challenge, Dates, checked_brief
from ..payloads import Drop, Judge, Launch, Reword, Schedule
from . import cards
from .cards import State


def brief_form(payload: Payload, now: Brief | None = None) -> Form:
    """What is asked; for a new one also when."""
    brief = now or Brief("")
    fields = [
        Field(
            "question", T("What would you like to know?"), value=brief.question, max=MAX_QUESTION
        ),
        Field(
            "details",
            T("Details"),
            value=brief.details,
            required=False,
            max=MAX_DETAILS,
            multiline=True,
        ),
        Field(
            "criteria",
            T("What is a good answer like?"),
            value=brief.criteria,
            required=False,
            max=MAX_CRITERIA,
            multiline=True,
        ),
    ]
    if now is None:
        fields.append(
            Field(
                "dates",
                T("Ideas until; discussion until; vote until"),
                T("friday 18:00; in 2 weeks; in 3 weeks"),
                required=False,
                max=200,
            )
        )
    return Form(T("A challenge"), fields, payload)


def brief_of(answers: Answers, before: Brief | None = None) -> Brief:
    """The form filled in, or UserError; what is left empty stays, a dot alone removes it."""
    now = before or Brief("")
    return checked_brief(
        answers.get("question", "").strip() or now.question,
        _kept(answers.get("details", ""), now.details),
        _kept(answers.get("criteria", ""), now.criteria),
    )


def _kept(answer: str, before: str) -> str:
    if not answer.strip():
        return before
    return "" if before and not any(char.isalnum() for char in answer) else answer


def date_fields(dates: Dates | None) -> list[Field]:
    """Three moments; with `dates`, empty leaves each as it is."""
    keep = dates is not None and dates.set
    labels = (T("Ideas until"), T("Discussion until"), T("Vote until"))
    examples = (T("friday 18:00"), T("in 2 weeks"), T("in 3 weeks"))
    return [
        Field(
            key,
            label,
            T("{example}; empty: as it is", example=example) if keep else example,
            required=not keep,
            max=80,
        )
        for key, label, example in zip(
            ("collect", "discuss", "vote"), labels, examples, strict=True
        )
    ]


def dates_form(challenge: Challenge) -> Form:
    """Other dates."""
    title = T("Challenge {number}: dates", number=challenge.number)
    fields = date_fields(challenge.dates)
    return Form(title, fields, Schedule(challenge.id, challenge.turn))


def dates_of(answers: Answers, before: Dates, when: Callable[[str], int]) -> Dates:
    """The form filled in; UserError for what cannot be read."""
    typed = [answers.get(key, "").strip() for key in ("collect", "discuss", "vote")]
    old = (before.discuss_at, before.vote_at, before.decide_at)
    read = [when(text) if text else then for text, then in zip(typed, old, strict=True)]
    return Dates(*read)


def typed_dates(typed: str, when: Callable[[str], int]) -> Dates | None:
    """Three moments in one line, separated by `;` or line breaks; None when they are not that."""
    parts = [part.strip() for part in typed.replace("\n", ";").split(";") if part.strip()]
    if len(parts) != len(cards.PLAN):
        return None
    try:
        return Dates(*map(when, parts))
    except UserError:
        return None


def reason_form(title: Text, payload: Payload) -> Form:
    """Why, for all to read."""
    return Form(title, [_reason()], payload)


def choose_form(challenge: Challenge, payload: Payload) -> Form:
    """Which idea, and why."""
    which = Field("idea", T("Number of the idea"), T("12"), max=20)
    return Form(
        T("Challenge {number}: which idea?", number=challenge.number), [which, _reason()], payload
    )


def _reason() -> Field:
    return Field("reason", T("Why? Everybody can read it"), max=MAX_REASON, multiline=True)


# ---- the draft


def preview(state: State, note: Text | None = None) -> Reply:
    """What waits for its writer's word."""
    challenge = state.challenge
    number = challenge.id
    jury = challenge.decides == "jury"
    who = T("Votes: a jury") if jury else T("Votes: everybody")
    first = [Button(T("Post it"), Launch(number), Look.SUCCESS)] if challenge.dates.set else []
    return Reply(
        lines(
            T("✏️ Not posted yet; nobody else sees this. This is how it will look:"),
            Join(("⚠️ ", note)) if note is not None else None,
            "",
            *cards.body(replace(state, entries=())),
            "" if jury else None,
            *cards.jurors(state),
        ),
        [
            [
                *first,
                Button(T("Edit words…"), Reword(number)),
                Button(T("Edit dates…"), Schedule(number, challenge.turn)),
            ],
            [Button(who, Judge(number, not jury)), Button(T("Discard"), Drop(number), Look.DANGER)],
        ],
        tone="info",
    )


UNREAD = T(
    "I could not read the dates: please give three of them that follow each other, with “Edit "
    "dates…”."
)
DATES_MISSING = T("Say with “Edit dates…” until when ideas, discussion and vote last.")
