"""Tables of the safety cog."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, Integer, MetaData, Table, Text

metadata = MetaData()

# SQLite makes a column its row id only when the type reads exactly INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")

alerts = Table(
    "safety_alerts",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("space_id", BigInteger),
    Column("channel_id", BigInteger),
    Column("message_id", BigInteger),
    # null once the author asked to be forgotten
    Column("author_id", BigInteger),
    Column("author_is_staff", Boolean, nullable=False),
    # open -> acting (a moderator's click is being carried out) -> settled; or observed
    Column("state", Text, nullable=False),
    # what it is about while undecided, null afterwards: one open alert for one message
    Column("open_key", Text, unique=True),
    Column("card", Text, nullable=False),
    Column("flood", BigInteger),
    Column("url", Text),
    Column("text", Text),
    Column("sent_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    # when its card was granted; what is counted against the limit of cards a minute
    Column("card_at", BigInteger),
    Column("scores", JSON),
    Column("flagged", JSON),
    Column("words", JSON),
    Column("model", Text),
    Column("edited", Text, nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("acting_at", BigInteger),
    Column("failure", JSON),
    Column("outcome", Text),
    Column("detail", JSON),
    Column("settled_by", BigInteger),
    Column("settled_at", BigInteger),
    Column("undone_by", BigInteger),
    Column("undone_at", BigInteger),
    Index("ix_safety_alerts_community_id_state", "community_id", "state"),
    Index("ix_safety_alerts_community_id_created_at", "community_id", "created_at"),
    Index("ix_safety_alerts_channel_id_message_id", "channel_id", "message_id"),
    Index("ix_safety_alerts_author_id", "author_id"),
)

# A member reports an alert's matter once; the reporter is null once they asked to be forgotten.
reports = Table(
    "safety_reports",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("alert_id", BigInteger, nullable=False),
    Column("community_id", BigInteger, nullable=False),
    Column("member_id", BigInteger),
    Column("reason", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_safety_reports_alert_id_member_id", "alert_id", "member_id", unique=True),
    Index("ix_safety_reports_member_id_at", "member_id", "at"),
)

warnings = Table(
    "safety_warnings",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("member_id", BigInteger, nullable=False),
    Column("by_id", BigInteger),
    Column("alert_id", BigInteger, unique=True),
    Column("reason", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("revoked_by", BigInteger),
    Index("ix_safety_warnings_community_id_member_id", "community_id", "member_id"),
)
