"""Every method of the Bot API that this server knows, by name."""

from . import account, members, messages

METHODS = {**account.METHODS, **members.METHODS, **messages.METHODS}
