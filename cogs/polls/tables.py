"""Tables of the polls. What happens to each when a person is forgotten or two turn out to be one
stands in store/people.py."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from storage.database.columns import Id

metadata = MetaData()

polls = Table(
    "polls",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    # the asker; null once they asked to be forgotten
    Column("member_id", BigInteger),
    Column("channel_id", BigInteger, nullable=False),
    Column("question", Text, nullable=False),
    Column("rules", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("closes_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    Column("closed_by", BigInteger),
    # the secret's file and what it is known by; null before it is made and once it is forgotten
    Column("key_name", Text),
    Column("key_check", LargeBinary),
    # of a poll that a series asked: which, and for which of its days
    Column("series_id", BigInteger),
    Column("period", Text),
    # of a poll that another cog asked for: under which key, the task to be run with its outcome
    # (null for none), and when that was handed on
    Column("asked_key", Text),
    Column("tells", Text),
    Column("told_at", BigInteger),
    # whether only those in polls_voters may vote; null is no
    Column("listed", Boolean),
    # the condition that made the list; null where none did
    Column("audience", Text),
    Index("ix_polls_community_id_state", "community_id", "state"),
    UniqueConstraint("series_id", "period", name="uq_polls_series_id_period"),
    UniqueConstraint("community_id", "asked_key", name="uq_polls_community_id_asked_key"),
)

# The only ones who may vote in a poll, where it has such a list.
voters = Table(
    "polls_voters",
    metadata,
    Column("poll_id", BigInteger, primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Index("ix_polls_voters_member_id", "member_id"),
    sqlite_with_rowid=False,
)

options = Table(
    "polls_options",
    metadata,
    Column("poll_id", BigInteger, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("label", Text, nullable=False),
    # who added it to the open poll; null for those that were asked
    Column("member_id", BigInteger),
)

# One person has one ballot: the key is the member's id, or, in an anonymous poll, what only the
# poll's secret makes of it. No time, and on SQLite no row id either: rows lie in the order of
# their keys, so that their place does not tell who came when (PostgreSQL: see store/box.py).
ballots = Table(
    "polls_ballots",
    metadata,
    Column("poll_id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", LargeBinary, primary_key=True),
    Column("marks", Text, nullable=False),
    # null in anonymous polls, and of people who were forgotten after the poll had closed
    Column("member_id", BigInteger),
    Index("ix_polls_ballots_member_id", "member_id"),
    sqlite_with_rowid=False,
)

# Who has voted, as long as the poll is open.
voted = Table(
    "polls_voted",
    metadata,
    Column("poll_id", BigInteger, primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    # of the first vote, rounded down to the hour
    Column("voted_at", BigInteger, nullable=False),
    Index("ix_polls_voted_member_id", "member_id"),
    sqlite_with_rowid=False,
)

# What is left of that afterwards: how many people voted in which hour.
turnout = Table(
    "polls_turnout",
    metadata,
    Column("poll_id", BigInteger, primary_key=True, autoincrement=False),
    Column("hour", BigInteger, primary_key=True, autoincrement=False),
    Column("voters", Integer, nullable=False),
)

results = Table(
    "polls_results",
    metadata,
    Column("poll_id", BigInteger, primary_key=True, autoincrement=False),
    Column("result", JSON, nullable=False),
    Column("outcome", Text, nullable=False),
    # null for polls that closed before there were records
    Column("record", Text),
    Column("fingerprint", Text),
)

drafts = Table(
    "polls_drafts",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("member_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("draft", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Index("ix_polls_drafts_member_id", "member_id"),
    # a button of a draft that is gone must not find a newer one
    sqlite_autoincrement=True,
)

templates = Table(
    "polls_templates",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("folded", Text, nullable=False),
    Column("member_id", BigInteger),
    Column("draft", Text, nullable=False),
    UniqueConstraint("community_id", "folded", name="uq_polls_templates_community_id_folded"),
    sqlite_autoincrement=True,
)

series = Table(
    "polls_series",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("member_id", BigInteger),
    Column("channel_id", BigInteger, nullable=False),
    Column("draft", Text, nullable=False),
    Column("rhythm", Text, nullable=False),
    # the day that was claimed last
    Column("period", Text),
    Column("created_at", BigInteger, nullable=False),
    Index("ix_polls_series_community_id", "community_id"),
    sqlite_autoincrement=True,
)

# Who wants no more reminders.
quiet = Table(
    "polls_quiet",
    metadata,
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
)
