"""Whether people have answered a question while the bot waited; pure.

What counts as an answer by somebody else, written where the question stands:

- a reply to the question;
- a message that mentions the asker;
- the next words of at least three that ask nothing themselves, when no other question waits there
  (with two questions side by side nobody can tell which one is meant).

The asker may also take it back: "thanks, found it".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.api.model import Message

from ..logic import is_question

FEWEST_WORDS = 3
_WORD = re.compile(r"\w+")
_SETTLED = re.compile(
    r"\b(never ?mind|nvm|found it|found out|figured it out|got it working|it works now|solved|"
    r"hat sich erledigt|erledigt|schon gefunden|gefunden|geklappt|funktioniert jetzt)\b"
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that the bot leaves to people for a while."""

    id: int
    community_id: int
    channel_id: int
    message_id: int
    member_id: int


def answered(message: Message, waiting: Sequence[Waiting]) -> list[Waiting]:
    """The questions of that channel that a message of a person answers or takes back."""
    others = [one for one in waiting if one.member_id != message.author.id]
    if message.reply_to is not None:
        return [one for one in others if one.message_id == message.reply_to]
    own = [one for one in waiting if one.member_id == message.author.id]
    if own and _SETTLED.search(message.text.casefold()):
        return own
    mentioned = {member.id for member in message.mentioned}
    if found := [one for one in others if one.member_id in mentioned]:
        return found
    to_us = message.mentions_bot
    if len(waiting) == 1 and not mentioned and not to_us and says(message.text):
        return others
    return []


def says(text: str) -> bool:
    """Whether somebody's words may answer a question."""
    return len(_WORD.findall(text)) >= FEWEST_WORDS and not is_question(text)
