"""What single messages do not show: one class for each pattern."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.api.text import N, Text

from ...config import SafetyConfig
from ..seen import Finding, Seen
from ..window import Window
from .base import Pattern
from .copies import CopiesInChannels
from .evasion import Evasions
from .flood import Floods
from .mention_bomb import MentionBombs
from .newcomer_link import NewcomerLinks
from .pile_on import PileOns
from .repeated import RepeatedAttacks

__all__ = ["PATTERNS", "Pattern", "findings", "reason_of", "span_of"]

PATTERNS: tuple[Pattern, ...] = (
    PileOns(),
    RepeatedAttacks(),
    Evasions(),
    Floods(),
    MentionBombs(),
    CopiesInChannels(),
    NewcomerLinks(),
)
"""The gravest first."""

GRADUAL = frozenset({"flood", "mention_bomb", "copies"})
"""What goes on and on is told at growing steps, each with what has come since."""
STEP = 8
"""A step is this part (1/8) of what was told before."""
MANY = "many"
"""No pattern, but kept like one: how many messages of an alert were let go (`times`)."""

_BY_NAME = {pattern.name: pattern for pattern in PATTERNS}


def findings(window: Window, new: Seen, config: SafetyConfig) -> tuple[Finding, ...]:
    """Add a message to the window, and what it makes together with what is there; each event
    again only when another message has joined it."""
    window.span = span_of(config)
    window.add(new)
    told: list[Finding] = []
    for pattern in PATTERNS:
        finding = pattern.look(window, new, config)
        if finding is None:
            continue
        if fresh := window.fresh(finding, STEP if pattern.name in GRADUAL else 0):
            told.append(replace(finding, fresh=fresh))
    return tuple(told)


def span_of(config: SafetyConfig) -> int:
    """How long messages are remembered, in milliseconds: as long as a pattern looks back."""
    return max(pattern.span(config) for pattern in PATTERNS)


def reason_of(name: str, detail: Mapping[str, int]) -> Text | None:
    """The sentence of a finding as it was stored; None for a name that is no pattern."""
    if name == MANY:
        return N(
            "{n} more message like these is not kept here, only the worst and the newest ones",
            "{n} more messages like these are not kept here, only the worst and the newest ones",
            detail["times"],
        )
    pattern = _BY_NAME.get(name)
    return pattern.reason(detail) if pattern else None
