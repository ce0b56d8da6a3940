"""How a member takes part, in one word: thresholds and their order (docs/audiences.md)."""

from __future__ import annotations

from typing import Literal, get_args

from bot.api.services import Presence

Standing = Literal["new", "lurker", "back", "regular", "slipping", "active", "quiet"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)

DAY_MS = 86_400_000
NEW_DAYS = 14
ACTIVE_DAYS = 7
REGULAR_DAYS = 8  # of the last 28
SLIPPING_DAYS = 14  # without a word
SLIPPING_FROM = 4  # messages in the 28 days before: fewer are no habit to lose
SLIPPING_SHARE = 4  # a quarter of what it was is "clearly less"


def standing(presence: Presence, now: int) -> Standing:
    """The first that fits, in this order; every member is exactly one.

    new: came within 14 days (seen first, where no platform told a join). lurker: never wrote. back:
    wrote again within 7 days, after 28 or more of silence. regular: wrote on at least 8 of the last
    28 days. slipping: wrote at least 4 messages in the 28 days before the last 28, and since then
    at most a quarter as many, or nothing for 14 days. active: wrote within 7 days. quiet: the rest.
    """

    def within(at: int | None, days: int) -> bool:
        return at is not None and at >= now - days * DAY_MS

    came = presence.met_at if presence.joined_at is None else presence.joined_at
    if within(came, NEW_DAYS):
        return "new"
    if presence.last_at is None:
        return "lurker"
    if within(presence.back_at, ACTIVE_DAYS):
        return "back"
    if presence.active_days >= REGULAR_DAYS:
        return "regular"
    less = presence.messages * SLIPPING_SHARE <= presence.messages_before
    gone_silent = not within(presence.last_at, SLIPPING_DAYS)
    if presence.messages_before >= SLIPPING_FROM and (less or gone_silent):
        return "slipping"
    return "active" if within(presence.last_at, ACTIVE_DAYS) else "quiet"
