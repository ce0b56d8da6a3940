"""Buttons and forms of tickets."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Claim(Payload, tag="faq.claim"):
    """I answer it."""

    ticket: int


@dataclass(frozen=True)
class Release(Payload, tag="faq.release"):
    """Somebody else may."""

    ticket: int


@dataclass(frozen=True)
class SolvedIt(Payload, tag="faq.solved"):
    """The asker has what they need."""

    ticket: int


@dataclass(frozen=True)
class AskOn(Payload, tag="faq.on"):
    """The asker still needs something: the form and what comes back from it."""

    ticket: int


@dataclass(frozen=True)
class Respond(Payload, tag="faq.respond"):
    """Answer a private question: the form and what comes back from it."""

    ticket: int


@dataclass(frozen=True)
class CloseTicket(Payload, tag="faq.close"):
    """It needs no answer."""

    ticket: int


@dataclass(frozen=True)
class ShowTicket(Payload, tag="faq.ticket"):
    """Its card."""

    ticket: int


@dataclass(frozen=True)
class Describe(Payload, tag="faq.describe"):
    """The form for a question whose words are not kept."""

    question: int
    public: bool


@dataclass(frozen=True)
class Review(Payload, tag="faq.review"):
    """Make an entry of a solved question: the form and what comes back from it."""

    question: int


@dataclass(frozen=True)
class Drop(Payload, tag="faq.drop"):
    """It needs no entry."""

    question: int
