"""What there is to type."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.people import Level
from bot.engine.commands import parsing
from bot.engine.registry import Book


class CommandManual:
    """Implements `Manual`."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def commands(self, level: Level, locale: str) -> Sequence[tuple[str, str]]:
        """(usage, description) of the commands for that level."""
        return [
            (parsing.usage(info), info.description.get(locale, info.description["en"]))
            for _, info in sorted(self._book.commands.items())
            if info.level <= level
        ]
