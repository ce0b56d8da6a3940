"""Finding the channel for a purpose by its name, where no owner has chosen one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.services import Purpose
from storage.people import ChannelRow

NAMES: Mapping[Purpose, tuple[str, ...]] = {
    "general": ("general", "allgemein", "lobby", "welcome", "willkommen", "chat"),
    "ideas": ("ideas", "ideen", "suggestions", "feedback"),
    "support": ("support", "help", "hilfe", "questions", "fragen"),
    "moderators": ("moderators", "moderatoren", "moderator-only", "mods", "mod", "staff", "team"),
    "announcements": ("announcements", "ankündigungen", "news", "general", "allgemein"),
}


def by_name(rows: Sequence[ChannelRow], purpose: Purpose, platform: str) -> ChannelRow | None:
    """The channel of a space that serves a purpose by its name; None when there is none.

    Channels come before threads and topics. A Telegram topic is readable by every member, so none
    is ever taken for the moderators, whatever its name.
    """
    in_order = sorted(rows, key=lambda row: row.parent is not None)
    for name in NAMES[purpose]:
        for row in in_order:
            if row.name.casefold() == name and not (
                purpose == "moderators" and platform == "telegram" and row.parent is not None
            ):
                return row
    if purpose in ("general", "announcements"):
        return next((r for r in in_order if r.parent is None and not r.private), None)
    return None
