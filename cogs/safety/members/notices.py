"""Short private words: to who reported something, and to staff without a place for alerts."""

from __future__ import annotations

from bot.api.reply import Reply
from bot.api.text import CommandHint, T, Text

THANKS: Text = T(
    "Thank you. The moderators see your report, but not who it came from. "
    "I tell you when somebody has looked at it."
)
KNOWN: Text = T("You have reported this already, and the moderators have it. Thank you.")
ADDED: Text = T(
    "Thank you, I have added it to your report. The moderators see both, but not who they came "
    "from."
)
LOOKED: Text = T("A moderator has looked at your report. Thank you.")


def no_place() -> Reply:
    """Said once to the staff of a community without a channel for moderators."""
    return Reply(
        T(
            "I found no channel for moderators, so alerts come to you privately. To change that, "
            "type {command} in the channel where they should go.",
            command=CommandHint("settings channel", "moderators"),
        )
    )
