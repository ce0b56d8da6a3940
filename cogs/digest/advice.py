"""The digest's own suggestions, each with its reason, and the buttons that carry them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.api.boards.figures import Suggestion
from bot.api.model import Member
from bot.api.reply import Button, Look, Payload
from bot.api.services import Count
from bot.api.text import N, T, bold, italic

from .content import number
from .figures import Facts
from .logic import week_of

HELPFUL_REPLIES = 3
QUIET_BELOW = 0.7
QUIET_FROM = 20
THANK_WEIGHT, QUIET_WEIGHT = 0.5, 0.65

STARTERS = (
    T("What went really well for you this week? 🙂"),
    T("Which small thing would make this community better? Every answer counts."),
    T("What have you tried for the first time lately?"),
    T("Who has helped you lately? This is the place to say thank you."),
    T("What are you looking forward to this month?"),
    T("What would you like to learn from the others here?"),
)


@dataclass(frozen=True)
class Thank(Payload, tag="digest.thank"):
    """Thank a helper publicly, once a week; `week` is the ISO week of the digest."""

    member: int
    week: str


@dataclass(frozen=True)
class Start(Payload, tag="digest.start"):
    """Ask everybody something, once a week."""

    week: str


def own(facts: Facts, helpers: Sequence[tuple[Member, int]], today: date) -> list[Suggestion]:
    """What the figures themselves suggest."""
    found = []
    if facts.rates and is_quiet(facts.messages):
        found.append(_break_the_silence(facts.messages, today))
    if helpers and helpers[0][1] >= HELPFUL_REPLIES:
        found.append(_thank(*helpers[0], today))
    return found


def is_quiet(messages: Count) -> bool:
    """Far fewer messages than before, and enough before for that to mean something."""
    return messages.before >= QUIET_FROM and messages.now < QUIET_BELOW * messages.before


def starter(week: str) -> T:
    """The question of that ISO week; everybody sees the same one before and after the click."""
    return STARTERS[int(week.rpartition("W")[2]) % len(STARTERS)]


def _break_the_silence(messages: Count, today: date) -> Suggestion:
    week = week_of(today)
    said = T(
        "It was quiet: {now} messages after {before}. I can ask everybody: {question}",
        now=number(messages.now),
        before=number(messages.before),
        question=italic(starter(week)),
    )
    return Suggestion(said, Button(T("Ask everybody"), Start(week), Look.PRIMARY), QUIET_WEIGHT)


def _thank(helper: Member, replies: int, today: date) -> Suggestion:
    said = N(
        "{who} helped most: {n} reply to others.",
        "{who} helped most: {n} replies to others.",
        replies,
        who=bold(helper.name),
    )
    button = Button(T("Thank {who}", who=helper.first_name), Thank(helper.id, week_of(today)))
    return Suggestion(said, button, THANK_WEIGHT)
