"""Who may do what: four levels, mapped from the platform's own rights."""

from enum import IntEnum


class Level(IntEnum):
    """Rights of a person in one space, lowest first; compare with `<` and `>=`.

    Discord: OWNER owns the server, ADMIN may administrate or manage it, MODERATOR may manage
    messages or time members out. Telegram: OWNER is the creator, ADMIN may add administrators or
    change the chat's info, MODERATOR may delete messages or restrict members.
    """

    MEMBER = 0
    MODERATOR = 1
    ADMIN = 2
    OWNER = 3
