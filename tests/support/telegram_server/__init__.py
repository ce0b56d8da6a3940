"""A local Telegram: the real Bot API over loopback sockets, with people a test can move."""

from .actors import Group, NotAllowed, Person, all_rights
from .errors import ApiError, Fault
from .model import Chat, Message, User
from .server import TOKEN, TelegramServer
from .world import Callback

__all__ = [
    "TOKEN",
    "ApiError",
    "Callback",
    "Chat",
    "Fault",
    "Group",
    "Message",
    "NotAllowed",
    "Person",
    "TelegramServer",
    "User",
    "all_rights",
]
