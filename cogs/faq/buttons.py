"""Buttons and the form of the FAQ."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Field, Form, Payload
from bot.api.text import T

from . import logic


@dataclass(frozen=True)
class Helped(Payload, tag="faq.ok"):
    """The answer was right."""

    question: int
    entry: int


@dataclass(frozen=True)
class NotHelped(Payload, tag="faq.no"):
    """The answer was wrong."""

    question: int
    entry: int


@dataclass(frozen=True)
class Show(Payload, tag="faq.show"):
    """Show an entry."""

    entry: int


@dataclass(frozen=True)
class Write(Payload, tag="faq.write"):
    """Answer an open question by an entry."""

    question: int


@dataclass(frozen=True)
class Dismiss(Payload, tag="faq.skip"):
    """An open question needs no entry."""

    question: int


@dataclass(frozen=True)
class Edit(Payload, tag="faq.edit"):
    """The form of an entry; 0 for a new one."""

    entry: int


def entry_form(payload: Edit | Write, question: str, answer: str) -> Form:
    """Question and answer of an entry."""
    return Form(
        T("FAQ entry"),
        [
            Field("question", T("Question"), value=question, max=logic.MAX_QUESTION),
            Field("answer", T("Answer"), value=answer, max=logic.MAX_ANSWER, multiline=True),
        ],
        payload,
    )


def phrased_form(payload: Payload, question: str, answer: str, phrases: str) -> Form:
    """The same, with other ways to ask."""
    return Form(
        T("FAQ entry"),
        [
            Field("question", T("Question"), value=question, max=logic.MAX_QUESTION),
            Field("answer", T("Answer"), value=answer, max=logic.MAX_ANSWER, multiline=True),
            Field(
                "phrases",
                T("Other ways to ask, one a line"),
                value=phrases,
                required=False,
                max=logic.MAX_PHRASES,
                multiline=True,
            ),
        ],
        payload,
    )
