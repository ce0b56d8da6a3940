"""The one error boundary: what a person is told, and what the log keeps."""

from __future__ import annotations

import logging
import secrets
import time

from bot.api.errors import (
    Ambiguous,
    CannotReach,
    Gone,
    MissingRights,
    Unsupported,
    UserError,
    arisen,
)
from bot.api.text import T, Text, bold, code
from storage import StorageError

log = logging.getLogger(__name__)

AGAIN_S = 60.0

recorded = 0
"""Incidents since the program began: those with a number in the log."""

_again: dict[tuple[str, str], float] = {}
"""Until when the same about a database that does not work is not said again."""


def explain(error: BaseException, where: str) -> Text:
    """The sentence for the person who asked; anything unforeseen gets an incident id and a log."""
    match error:
        case UserError():
            return error.text
        case MissingRights():
            return T(
                "I am not allowed to do that here: I need the right {right}. "
                "An owner can give it to me in the settings of this place.",
                right=bold(error.right),
            )
        case CannotReach():
            return T("I cannot write to that person privately.")
        case Gone():
            return T("That is no longer there.")
        case Unsupported():
            return T("This platform cannot do that.")
        case Ambiguous() | ConnectionError() | TimeoutError():
            return T("The platform did not answer in time. Please look whether it worked.")
        case StorageError():
            record(error, where)
            return T(
                "I cannot save anything at the moment, so I did not do that. Please try again "
                "later."
            )
        case _:
            return unforeseen(error, where)


def unforeseen(error: BaseException, where: str) -> Text:
    """The sentence for what nobody foresaw, after it was logged."""
    return T(
        "Something went wrong on my side. If it happens again, tell the owner this "
        "number: {incident}",
        incident=code(record(error, where)),
    )


def record(error: BaseException, where: str) -> str:
    """Log an unforeseen error without its message (it may hold somebody's words); its id. Of a
    database that does not work the message is all there is to say."""
    global recorded
    recorded += 1
    incident = secrets.token_hex(4)
    if isinstance(error, StorageError):
        # everything fails again and again until the disk has room: a line a minute says enough
        about, now = (str(error), where), time.monotonic()
        level = logging.ERROR if now >= _again.get(about, 0.0) else logging.DEBUG
        if level == logging.ERROR:
            _again[about] = now + AGAIN_S
        log.log(level, "%s (in %s)", error, where, extra={"incident": incident})
        return incident
    log.error("incident %s in %s: %s", incident, where, arisen(error), extra={"incident": incident})
    return incident
