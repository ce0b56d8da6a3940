"""What was counted: sums of the facts. All of it can be made again from them."""

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, Table, Text

from ..database.columns import Id
from .base import metadata

# SQLite keeps the rows in the order of their key, so that a period is read in one piece
_clustered: dict[str, Any] = {"sqlite_with_rowid": False}

activity_hours = Table(
    "activity_hours",
    metadata,
    Column("community_id", Id, primary_key=True),
    Column("hour", Integer, primary_key=True),
    Column("member_id", Id, primary_key=True),
    Column("channel_id", Id, primary_key=True),
    Column("messages", Integer, nullable=False),
    Column("replies", Integer, nullable=False),
    Column("openings", Integer, nullable=False),
    Index(None, "member_id", "hour"),
    **_clustered,
)

activity_days = Table(
    "activity_days",
    metadata,
    Column("community_id", Id, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("member_id", Id, primary_key=True),
    Column("messages", Integer, nullable=False),
    Column("replies", Integer, nullable=False),
    Column("openings", Integer, nullable=False),
    Index(None, "member_id", "day"),
    **_clustered,
)

# `week` is (day - 1) // 7, Monday to Sunday; bit n of `days` is its n-th day with a message.
activity_weeks = Table(
    "activity_weeks",
    metadata,
    Column("community_id", Id, primary_key=True),
    Column("week", Integer, primary_key=True),
    Column("member_id", Id, primary_key=True),
    Column("days", Integer, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("replies", Integer, nullable=False),
    **_clustered,
)

# `month` is year * 12 + month - 1; bit n of `days` is its n-th day with a message.
activity_months = Table(
    "activity_months",
    metadata,
    Column("community_id", Id, primary_key=True),
    Column("month", Integer, primary_key=True),
    Column("member_id", Id, primary_key=True),
    Column("days", Integer, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("replies", Integer, nullable=False),
    **_clustered,
)

channel_days = Table(
    "channel_days",
    metadata,
    Column("community_id", Id, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("channel_id", Id, primary_key=True),
    Column("messages", Integer, nullable=False),
    Column("openings", Integer, nullable=False),
    **_clustered,
)

# `active` members wrote; `net` is by how many there were more when the day ended.
community_days = Table(
    "community_days",
    metadata,
    Column("community_id", Id, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("messages", Integer, nullable=False),
    Column("replies", Integer, nullable=False),
    Column("openings", Integer, nullable=False),
    Column("active", Integer, nullable=False),
    Column("joins", Integer, nullable=False),
    Column("leaves", Integer, nullable=False),
    Column("net", Integer, nullable=False),
    **_clustered,
)

pair_days = Table(
    "pair_days",
    metadata,
    Column("community_id", Id, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("source_id", Id, primary_key=True),
    Column("target_id", Id, primary_key=True),
    Column("replies", Integer, nullable=False),
    Column("mentions", Integer, nullable=False),
    Column("reactions", Integer, nullable=False),
    **_clustered,
)

# When each person who answered an opening message first did so.
answers = Table(
    "answers",
    metadata,
    Column("community_id", Id, primary_key=True),
    Column("sent_at", BigInteger, primary_key=True),
    Column("message_id", Id, primary_key=True),
    Column("answerer_id", Id, primary_key=True),
    Column("author_id", Id, nullable=False),
    Column("answered_at", BigInteger, nullable=False),
    **_clustered,
)

written = Table(
    "written",
    metadata,
    Column("member_id", Id, primary_key=True),
    Column("space_id", Id, primary_key=True),
    Column("community_id", Id, nullable=False),
    Column("first_at", BigInteger, nullable=False),
    Column("first_day", Integer, nullable=False),
    Column("messages", Integer, nullable=False),
    Index(None, "community_id", "first_at", "member_id"),
    **_clustered,
)

# A member came or went, all spaces taken together; `net` says by how much the number of members
# changed. `kind` is one of storage.rollups.presence.
comings = Table(
    "comings",
    metadata,
    Column("member_id", Id, primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("community_id", Id, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("kind", Integer, nullable=False),
    Column("net", Integer, nullable=False),
    Index(None, "community_id", "at", "kind", "net", "member_id"),
    **_clustered,
)

# The day on which a member was first here.
arrivals = Table(
    "arrivals",
    metadata,
    Column("member_id", Id, primary_key=True, autoincrement=False),
    Column("community_id", Id, nullable=False),
    Column("first_day", Integer, nullable=False),
    Index(None, "community_id", "first_day", "member_id"),
    **_clustered,
)

rollup_state = Table(
    "rollup_state",
    metadata,
    Column("name", Text, primary_key=True),
    Column("watermark", BigInteger, nullable=False),
)
