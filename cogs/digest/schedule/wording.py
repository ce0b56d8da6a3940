"""What `/digest schedule` says; no I/O."""

from __future__ import annotations

from bot.api.text import CommandHint, Moment, T, Text, bold

from ..config import DigestConfig
from .due import Kind


def coming(kind: Kind, at: int, readers: Text) -> Text:
    """When the next one of a kind comes, and to whom."""
    moment = bold(Moment(at))
    match kind:
        case "day":
            return T(
                "The next daily digest comes on {moment}. It goes to: {readers}.",
                moment=moment,
                readers=readers,
            )
        case "month":
            return T(
                "The next review of a month comes on {moment}. It goes to: {readers}.",
                moment=moment,
                readers=readers,
            )
    return T(
        "The next digest comes on {moment}. It goes to: {readers}.", moment=moment, readers=readers
    )


def changing() -> list[Text]:
    """How to change it, and how not to wait."""
    return [
        T(
            "An owner changes that with {day}, {time}, {often} or {moderators}.",
            day=CommandHint("settings set", "digest.weekday friday"),
            time=CommandHint("settings set", "digest.time 17:30"),
            often=CommandHint("settings set", "digest.every day"),
            moderators=CommandHint("settings set", "digest.moderators_every day"),
        ),
        T("To see one now, type {command}.", command=CommandHint("digest now")),
    ]


def nothing(config: DigestConfig) -> Text:
    """Why none comes."""
    if config.every != "off" or config.moderators_every not in ("off", "same"):
        return T(
            "It goes to nobody: switch on {moderators} or {owner}.",
            moderators=CommandHint("settings set", "digest.to_moderators on"),
            owner=CommandHint("settings set", "digest.to_owner on"),
        )
    return T(
        "No digest is planned. An owner starts it with {command}.",
        command=CommandHint("settings set", "digest.every week"),
    )
