"""What can go wrong, in words that a person can act on."""

import traceback

from .text import Text


class TownhallError(Exception):
    """Base of every error that Townhall raises on purpose."""


class UserError(TownhallError):
    """Bad input or a wrong moment. The text is shown, privately, to whoever asked."""

    def __init__(self, text: Text) -> None:
        super().__init__(str(text))
        self.text = text


class Unsupported(TownhallError):
    """This platform can never do that; the engine's ladder tries the next best thing."""


class MissingRights(TownhallError):
    """The bot could do that, but has not been given a right for it.

    `right` is the platform's own name of the right, as an owner finds it in the settings
    ("Moderate Members", "Delete messages").
    """

    def __init__(self, right: str, platform: str = "") -> None:
        super().__init__(f"missing right on {platform or 'the platform'}: {right}")
        self.right = right
        self.platform = platform


class CannotReach(TownhallError):
    """The person cannot be written to privately (never started the bot, blocked it, closed DMs)."""


class Gone(TownhallError):
    """The message, channel or person is no longer there."""


class Ambiguous(TownhallError):
    """The call timed out after it may have been carried out: never repeat it blindly."""


class SetupError(TownhallError):
    """The bot cannot start or connect as configured. One sentence that says what to do."""


def arisen(error: BaseException) -> str:
    """Which error it is and the lines in which it arose, for the log: without its message, which
    may hold somebody's words."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"
