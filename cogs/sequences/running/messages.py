"""What a step looks like to those who get it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.api.model import Member
from bot.api.text import Join, Mention, N, Raw, T, Text, joined, lines

HOLES = ("first_name", "community")
MENTIONED = 25
_HOLE = re.compile(r"\{(\w*)\}")


def private(text: str, member: Member, community: str) -> Text:
    """For one person alone."""
    return _filled(text, {"first_name": member.first_name, "community": community})


def public(text: str, members: Sequence[Member], community: str) -> Text:
    """For all who are due at once, named where the text names them, else above it."""
    named: list[Text] = [Mention(member) for member in members[:MENTIONED]]
    who: Text = joined(named)
    if rest := len(members) - len(named):
        who = T("{names} and {more}", names=who, more=N("{n} more", "{n} more", rest))
    body = _filled(text, {"first_name": who, "community": community})
    return body if "first_name" in _HOLE.findall(text) else lines(who, body)


def unknown(text: str) -> list[str]:
    """Holes that nothing fills; they would be sent as they stand."""
    return sorted({"{" + name + "}" for name in _HOLE.findall(text) if name not in HOLES})


def _filled(text: str, values: Mapping[str, Text]) -> Text:
    parts: list[Text] = []
    at = 0
    for hole in _HOLE.finditer(text):
        if hole[1] in values:
            parts += [Raw(text[at : hole.start()]), values[hole[1]]]
            at = hole.end()
    return Join((*parts, Raw(text[at:])))
