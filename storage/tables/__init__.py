"""Core tables: communities, people, text-free message facts, rollups, tasks, outbox and audit.

All times are UTC milliseconds. `day` is a proleptic ordinal (`date.toordinal()`) in the community's
own time zone, `hour` is UTC milliseconds // 3,600,000. No table holds message text; only a post of
the bot's own waits as text in `outbox`, until it is sent.
"""

from ..database.columns import Id
from .base import metadata
from .facts import activity_days, activity_hours, embeddings, messages, movements, rollup_state
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
)
from .work import audit, claims, outbox, overrides, tasks, threads

__all__ = [
    "Id",
    "accounts",
    "activity_days",
    "activity_hours",
    "audit",
    "channels",
    "claims",
    "communities",
    "embeddings",
    "link_codes",
    "member_roles",
    "members",
    "memberships",
    "messages",
    "metadata",
    "movements",
    "outbox",
    "overrides",
    "places",
    "rollup_state",
    "spaces",
    "tasks",
    "threads",
]
