"""Steps through the words of a condition."""

from __future__ import annotations

from bot.api.errors import UserError
from bot.api.text import T, Text

from .words import Token


class Cursor:
    """A place among the tokens; the last of them is an end, which is never passed."""

    def __init__(self, found: list[Token]) -> None:
        self._found = found
        self._at = 0

    def ahead(self, steps: int = 0) -> Token:
        """The token that comes next, or some steps later."""
        return self._found[min(self._at + steps, len(self._found) - 1)]

    def take(self) -> Token:
        """The next token."""
        token = self.ahead()
        if token.kind != "end":
            self._at += 1
        return token

    def took(self, *phrase: str) -> bool:
        """Whether these words came next, all of them; then they are passed."""
        if any(self.ahead(n).key != word for n, word in enumerate(phrase)):
            return False
        self._at += len(phrase)
        return True


def unexpected(token: Token, hint: Text) -> UserError:
    """What does not fit, and what would."""
    if token.kind == "end":
        return UserError(T("Something is missing at the end: {hint}.", hint=hint))
    return UserError(T("I do not understand “{word}” here: {hint}.", word=token.text, hint=hint))
