"""Core tables: communities, people, text-free message facts, rollups, inbox, tasks, outbox, audit.

All times are UTC milliseconds. `day` is a proleptic ordinal (`date.toordinal()`) in the community's
own time zone, `hour` is UTC milliseconds // 3,600,000. No table keeps message text: an event waits
with its text in `inbox` until its handlers have ended, a post of the bot's own in `outbox` until it
is sent.
"""

from ..database.columns import Id
from .base import metadata
from .facts import embeddings, left_out, mentions, messages, movements, reactions
from .people import (
    accounts,
    channels,
    communities,
    link_codes,
    member_roles,
    members,
    memberships,
    places,
    spaces,
    tombstones,
)
from .rollups import (
    activity_days,
    activity_hours,
    activity_months,
    activity_weeks,
    answers,
    arrivals,
    channel_days,
    comings,
    community_days,
    pair_days,
    rollup_state,
    written,
)
from .work import archive_reach, audit, claims, inbox, outbox, overrides, tasks, threads

__all__ = [
    "Id",
    "accounts",
    "activity_days",
    "activity_hours",
    "activity_months",
    "activity_weeks",
    "answers",
    "archive_reach",
    "arrivals",
    "audit",
    "channel_days",
    "channels",
    "claims",
    "comings",
    "communities",
    "community_days",
    "embeddings",
    "inbox",
    "left_out",
    "link_codes",
    "member_roles",
    "members",
    "memberships",
    "mentions",
    "messages",
    "metadata",
    "movements",
    "outbox",
    "overrides",
    "pair_days",
    "places",
    "reactions",
    "rollup_state",
    "spaces",
    "tasks",
    "threads",
    "tombstones",
    "written",
]
