"""What went wrong, translated from python-telegram-bot's errors into the api's."""

from __future__ import annotations

import httpx
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.api.errors import (
    CannotReach,
    Gone,
    MissingRights,
    SetupError,
    TownhallError,
    Unsupported,
    UserError,
)
from bot.api.text import T

UNKNOWN_BOT = (
    "Telegram does not know this token: copy it again from @BotFather into "
    "[platforms.telegram] token."
)
OTHER_POLLER = (
    "Another program is receiving this Telegram bot's messages with the same token: stop it, or "
    "take a token of your own from @BotFather."
)
NOT_MODIFIED = "message is not modified"
TOPICS = "Manage topics"
NO_TEXT = "there is no text in the message to edit"

_RIGHTS = (
    ("message can't be deleted", "Delete messages"),
    ("not enough rights to delete", "Delete messages"),
    ("not enough rights to restrict", "Ban users"),
    ("need administrator rights", "Ban users"),
    ("chat_admin_required", "Ban users"),
    ("not enough rights to send", "Send messages"),
    ("not enough rights to create a topic", TOPICS),
    ("not enough rights to pin", "Pin messages"),
    ("not enough rights to manage pinned", "Pin messages"),
    ("chat_write_forbidden", "Send messages"),
    ("topic_closed", TOPICS),
    ("not enough rights", "Administrator"),
)
_GONE = (
    "not found",
    "message can't be edited",
    "message_id_invalid",
    "participant_id_invalid",
    "hide_requester_missing",
    "user_already_participant",
    "user_not_participant",
    "topic_deleted",
    "chat was deactivated",
)
_UNTOUCHABLE = (
    "is an administrator",
    "can't remove chat owner",
    "can't restrict self",
    "chat_creator_required",
)
_NEVER = ("only for supergroups", "reaction_invalid", "supergroup members only")


def translate(error: TelegramError) -> TownhallError:
    """The api's error for a refusal of Telegram's (never for network trouble)."""
    words = error.message.lower()
    if isinstance(error, InvalidToken):
        return SetupError(UNKNOWN_BOT)
    if isinstance(error, Conflict):
        return SetupError(OTHER_POLLER)
    if isinstance(error, Forbidden):
        if "kicked" in words or "not a member" in words:
            return Gone("the bot is no longer in this Telegram chat")
        return CannotReach("this person has not started a chat with the bot, or has blocked it")
    for part, right in _RIGHTS:
        if part in words:
            return MissingRights(right, "Telegram")
    if any(part in words for part in _UNTOUCHABLE):
        return UserError(T("Telegram does not let a bot act on an administrator."))
    if any(part in words for part in _NEVER):
        return Unsupported("Telegram cannot do that in this chat")
    if any(part in words for part in _GONE):
        return Gone("Telegram no longer has this message, chat or person")
    return TownhallError(f"Telegram refused the call ({type(error).__name__})")


def is_network(error: TelegramError) -> bool:
    """Trouble on the way, rather than a refusal. (BadRequest is a NetworkError to the library.)"""
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)


def surely_not_sent(error: TelegramError) -> bool:
    """Whether a failed call cannot have taken effect, so that repeating it is harmless."""
    cause = error.__cause__
    if cause is None:
        said = error.message.lower()
        # too many requests: one that does not say for how long comes as trouble on the way
        return "internal server error" in said or "too many requests" in said
    return isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
