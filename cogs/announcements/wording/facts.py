"""When, where, to whom, and how much selling there is."""

from __future__ import annotations

from dataclasses import dataclass

from bot.api.boards.audience import crowd
from bot.api.calendar.rhythm import Rhythm
from bot.api.text import Moment, Percent, T, Text, bold, clip, code, lines

from ..model import Announcement, Balance


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about an announcement besides its words. `people` is None where they cannot
    be counted; `limit` the percentage of selling that the owner has set; `due_at` the next time."""

    where: Text
    people: int | None
    balance: Balance
    limit: int
    due_at: int | None = None


def facts(of: Announcement, known: Facts) -> Text:
    """When, where, to whom, and how much selling there is."""
    return lines(_when(of, known), _whom(of, known), balance(of, known.balance, known.limit))


def _when(of: Announcement, known: Facts) -> Text:
    if of.rhythm:
        how = Rhythm.read(of.rhythm).told()
        if known.due_at is None:
            return T("🕒 {rhythm}", rhythm=how)
        return T("🕒 {rhythm}, next {when}", rhythm=how, when=Moment(known.due_at))
    if of.starts_at is None:
        return T("🕒 As soon as it is approved")
    return T("🕒 {when}", when=Moment(of.starts_at))


def _whom(of: Announcement, known: Facts) -> Text:
    if not of.private:
        return T("📍 {places}", places=known.where)
    if known.people is None:
        return T("✉️ Privately to: {condition}", condition=code(clip(of.audience, 200)))
    if known.people == 0:
        return T("✉️ Privately to: {condition} (nobody now)", condition=code(clip(of.audience, 200)))
    return T(
        "✉️ Privately to: {condition} ({people} people now)",
        condition=code(clip(of.audience, 200)),
        people=crowd(known.people),
    )


def balance(of: Announcement, now: Balance, limit: int) -> Text | None:
    """How much selling there is, with a warning when it gets too much."""
    if not of.selling:
        return None
    share = T(
        "🛒 This sells something. So far {selling} of {total} in 30 days did ({percent}).",
        selling=now.selling,
        total=now.total,
        percent=Percent(now.percent / 100),
    )
    if not now.beyond(limit, selling=True):
        return share
    return lines(
        share,
        bold(
            T(
                "⚠️ With this one it is more than the {limit} you have set. Tell them something "
                "useful first?",
                limit=Percent(limit / 100),
            )
        ),
    )
