"""Buttons below what the bot says to a question."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Meant(Payload, tag="faq.meant"):
    """That entry was meant."""

    question: int
    entry: int


@dataclass(frozen=True)
class NoneMeant(Payload, tag="faq.none"):
    """None of the entries offered was."""

    question: int


@dataclass(frozen=True)
class Human(Payload, tag="faq.human"):
    """Hand the question over to people: where everybody reads it, or to the team alone."""

    question: int
    public: bool
