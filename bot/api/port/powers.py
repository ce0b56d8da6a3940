"""What only some platforms can do."""

from __future__ import annotations

from enum import Flag, auto


class Can(Flag):
    """Optional powers. Computed from the methods that an adapter overrides, never declared."""

    NONE = 0
    EDIT = auto()
    DIRECT = auto()
    REACT = auto()
    TIME_OUT = auto()
    KICK = auto()
    BAN = auto()
    HISTORY = auto()
    LIFT_TIME_OUT = auto()
    UNBAN = auto()
    KEYWORD_RULE = auto()
    DOOR = auto()
    JOIN_REQUESTS = auto()
    THREAD = auto()
    ROLE = auto()
    EVENT = auto()
    ARCHIVE = auto()
    REVIVE = auto()
    CHANNEL = auto()


EVERYTHING = ~Can.NONE

POWERS = {
    "edit": Can.EDIT,
    "send_direct": Can.DIRECT,
    "react": Can.REACT,
    "time_out": Can.TIME_OUT,
    "kick": Can.KICK,
    "ban": Can.BAN,
    "history": Can.HISTORY,
    "lift_time_out": Can.LIFT_TIME_OUT,
    "unban": Can.UNBAN,
    "keyword_rule": Can.KEYWORD_RULE,
    "close_door": Can.DOOR,
    "approve_join": Can.JOIN_REQUESTS,
    "open_thread": Can.THREAD,
    "give_role": Can.ROLE,
    "put_event": Can.EVENT,
    "archive": Can.ARCHIVE,
    "revive": Can.REVIVE,
    "make_channel": Can.CHANNEL,
}
"""By the name of the port's method; the methods that go with one (`open_door`) are implied."""
