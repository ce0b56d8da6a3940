"""The digest's own suggestions, each with its rule; no I/O.

Who asked to be left out of figures is in none of them: no sentence says that nobody wrote, or that
somebody did more than all others.

Weights say how much a thing is expected to change, on one scale for all cogs (docs/digest.md):
0.9 somebody may be hurt or is about to be lost, 0.6 to 0.8 many will notice, 0.4 to 0.5 it is kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.api.boards.figures import Suggestion
from bot.api.model import Member
from bot.api.reply import Button, Look
from bot.api.text import N, T, bold, italic

from ..schedule.due import week_of
from .keys import about
from .payloads import Start, Thank

HELPFUL_REPLIES = 3
QUIET_BELOW = 0.7
QUIET_FROM = 20
SMALLEST = 2
# a question to all wakes many, for a day or two; thanks please one and show all what is welcome
QUIET_WEIGHT, THANK_WEIGHT = 0.65, 0.5
ASK = "digest.start"

STARTERS = (
    T("What went really well for you this week? 🙂"),
    T("Which small thing would make this community better? Every answer counts."),
    T("What have you tried for the first time lately?"),
    T("Who has helped you lately? This is the place to say thank you."),
    T("What are you looking forward to this month?"),
    T("What would you like to learn from the others here?"),
)


@dataclass(frozen=True, slots=True)
class Pulse:
    """How much went on: members when the period ended, messages in it and in the one before."""

    members: int
    messages: int
    before: int


def thanked(member_id: int) -> str:
    """The key of thanking somebody."""
    return f"digest.thank:{about(member_id)}"


def own(pulse: Pulse, helpers: Sequence[tuple[Member, int]], today: date) -> list[Suggestion]:
    """What the figures themselves suggest. Of `helpers` (with their replies to others, most first)
    the first is thanked."""
    found = []
    if pulse.members >= SMALLEST and not pulse.messages:
        found.append(_ask(T("It has been very quiet."), pulse, today))
    elif is_quiet(pulse):
        found.append(_ask(T("It is getting quiet."), pulse, today))
    if helpers and helpers[0][1] >= HELPFUL_REPLIES:
        found.append(_thank(*helpers[0], today))
    return found


def is_quiet(pulse: Pulse) -> bool:
    """Far fewer messages than before, and enough before for that to mean something."""
    return pulse.before >= QUIET_FROM and pulse.messages < QUIET_BELOW * pulse.before


def starter(week: str) -> T:
    """The question of that ISO week; everybody sees the same one before and after the click."""
    return STARTERS[int(week.rpartition("W")[2]) % len(STARTERS)]


def _ask(finding: T, pulse: Pulse, today: date) -> Suggestion:
    week = week_of(today)
    said = T(
        "{finding} I can ask everybody: {question}",
        finding=finding,
        question=italic(starter(week)),
    )
    why = T(
        "{now} messages after {before} in the time before",
        now=pulse.messages,
        before=pulse.before,
    )
    button = Button(T("Ask everybody"), Start(week), Look.PRIMARY)
    return Suggestion(said, button, QUIET_WEIGHT, ASK, why if pulse.before else "")


def _thank(helper: Member, replies: int, today: date) -> Suggestion:
    button = Button(
        T("Thank {who}", who=helper.first_name), Thank(helper.id, week_of(today)), Look.PRIMARY
    )
    why = N("{n} reply to others in this time", "{n} replies to others in this time", replies)
    said = T("{who} has helped others a lot. A public thank you shows it.", who=bold(helper.name))
    return Suggestion(said, button, THANK_WEIGHT, thanked(helper.id), why)
