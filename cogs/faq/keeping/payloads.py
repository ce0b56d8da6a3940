"""What the form carries."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.reply import Payload


@dataclass(frozen=True)
class Translate(Payload, tag="faq.lang"):
    """The form of an entry's version in another language (ISO 639-1)."""

    entry: int
    language: str
