"""Buttons and forms about what is missing or stale."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class WriteGap(Payload, tag="faq.gap"):
    """An entry for that question and those that mean the same: button and form."""

    question: int


@dataclass(frozen=True)
class StillTrue(Payload, tag="faq.true"):
    """The entry is still true."""

    entry: int


@dataclass(frozen=True)
class RemoveEntry(Payload, tag="faq.gone"):
    """The entry is not true any more."""

    entry: int
