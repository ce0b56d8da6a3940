"""Core tables: communities, people, text-free message facts, rollups, tasks, outbox and audit.

All times are UTC milliseconds. `day` is a proleptic ordinal (`date.toordinal()`) in the community's
own time zone, `hour` is UTC milliseconds // 3,600,000. No table holds message text; only a post of
the bot's own waits as text in `outbox`, until it is sent.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite makes a column its row id only when the type reads exactly INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


communities = Table(
    "communities",
    metadata,
    _id(),
    Column("key", Text, unique=True),
    Column("name", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

spaces = Table(
    "spaces",
    metadata,
    _id(),
    Column("community_id", Id, ForeignKey("communities.id"), nullable=False, index=True),
    Column("platform", Text, nullable=False),
    Column("native_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("platform", "native_id"),
)

channels = Table(
    "channels",
    metadata,
    _id(),
    Column("space_id", Id, ForeignKey("spaces.id"), index=True),
    Column("platform", Text, nullable=False),
    Column("native_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("parent", Text),
    Column("private", Boolean, nullable=False),
    UniqueConstraint("platform", "native_id"),
)

members = Table(
    "members",
    metadata,
    _id(),
    Column("community_id", Id, ForeignKey("communities.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("locale", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("erased_at", BigInteger),
    # a number must never come back for another person: facts outlive their member
    sqlite_autoincrement=True,
)

accounts = Table(
    "accounts",
    metadata,
    _id(),
    Column("member_id", Id, ForeignKey("members.id"), nullable=False, index=True),
    Column("community_id", Id, ForeignKey("communities.id"), nullable=False),
    Column("platform", Text, nullable=False),
    Column("native_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("username", Text),
    Column("is_bot", Boolean, nullable=False),
    Column("direct_channel_id", Id, ForeignKey("channels.id")),
    Column("seen_at", BigInteger, nullable=False),
    UniqueConstraint("community_id", "platform", "native_id"),
)

memberships = Table(
    "memberships",
    metadata,
    Column("space_id", Id, ForeignKey("spaces.id"), primary_key=True),
    Column("account_id", Id, ForeignKey("accounts.id"), primary_key=True, index=True),
    Column("joined_at", BigInteger),
    Column("left_at", BigInteger),
    Column("joins", Integer, nullable=False),
    Column("level", Integer, nullable=False),
)

# Facts carry plain integers: checking four foreign keys a row would halve the intake.
messages = Table(
    "messages",
    metadata,
    _id(),
    Column("community_id", Id, nullable=False),
    Column("space_id", Id, nullable=False),
    Column("channel_id", Id, nullable=False),
    Column("member_id", Id, nullable=False),
    Column("native_id", BigInteger, nullable=False),
    Column("sent_at", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("reply_to", BigInteger),
    Column("reply_member_id", Id),
    Column("length", Integer, nullable=False),
    Column("attachments", Integer, nullable=False),
    Column("edited_at", BigInteger),
    Column("deleted_at", BigInteger),
    UniqueConstraint("space_id", "native_id"),
    Index(None, "member_id", "sent_at"),
    Index(
        None,
        "space_id",
        "reply_to",
        sqlite_where=text("reply_to IS NOT NULL"),
        postgresql_where=text("reply_to IS NOT NULL"),
    ),
    Index(
        None,
        "reply_member_id",
        sqlite_where=text("reply_member_id IS NOT NULL"),
        postgresql_where=text("reply_member_id IS NOT NULL"),
    ),
    # rollups advance by id, so an id must never be used twice
    sqlite_autoincrement=True,
)

movements = Table(
    "movements",
    metadata,
    _id(),
    Column("community_id", Id, nullable=False),
    Column("space_id", Id, nullable=False),
    Column("member_id", Id, nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Index(None, "community_id", "at"),
)

activity_hours = Table(
    "activity_hours",
    metadata,
    Column("community_id", Id, primary_key=True),
    Column("hour", Integer, primary_key=True),
    Column("member_id", Id, primary_key=True),
    Column("channel_id", Id, primary_key=True),
    Column("messages", Integer, nullable=False),
    Column("replies", Integer, nullable=False),
    Index(None, "member_id", "hour"),
)

activity_days = Table(
    "activity_days",
    metadata,
    Column("community_id", Id, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("member_id", Id, primary_key=True),
    Column("messages", Integer, nullable=False),
    Column("replies", Integer, nullable=False),
    Index(None, "member_id"),
)

rollup_state = Table(
    "rollup_state",
    metadata,
    Column("name", Text, primary_key=True),
    Column("watermark", BigInteger, nullable=False),
)

tasks = Table(
    "tasks",
    metadata,
    _id(),
    Column("community_id", Id),
    Column("task", Text, nullable=False),
    Column("data", JSON, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("key", Text, unique=True),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("claimed_at", BigInteger),
    Index(None, "state", "due_at"),
    sqlite_autoincrement=True,
)

claims = Table(
    "claims",
    metadata,
    Column("community_id", Id, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("period", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("community_id", Id, nullable=False),
    Column("platform", Text, nullable=False),
    Column("channel_native", Text),
    Column("user_native", Text),
    Column("channel_id", Id),
    Column("tag", Text, nullable=False),
    Column("key", Text, unique=True),
    Column("payload", JSON(none_as_null=True)),
    Column("file", LargeBinary),
    Column("nonce", Text),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("claimed_at", BigInteger),
    Column("native_id", BigInteger),
    Column("native_channel", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("sent_at", BigInteger),
    Column("error", Text),
    Index(None, "state", "due_at"),
    Index(None, "community_id", "tag"),
    Index(None, "native_channel", "native_id"),
    sqlite_autoincrement=True,
)

threads = Table(
    "threads",
    metadata,
    Column("channel_id", Id, ForeignKey("channels.id"), primary_key=True),
    Column("native_id", BigInteger, primary_key=True),
    Column("thread_id", Id, ForeignKey("channels.id"), nullable=False, index=True),
)
"""The channel that was opened beside a message to talk about it."""

audit = Table(
    "audit",
    metadata,
    _id(),
    Column("community_id", Id, nullable=False),
    Column("actor_member_id", Id, index=True),
    Column("action", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("detail", JSON, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "community_id", "id"),
)

overrides = Table(
    "overrides",
    metadata,
    Column("community_id", Id, primary_key=True),
    Column("cog", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", JSON, nullable=False),
    Column("by_member_id", Id),
    Column("at", BigInteger, nullable=False),
)

places = Table(
    "places",
    metadata,
    Column("community_id", Id, primary_key=True),
    Column("space_id", Id, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("channel_id", Id, ForeignKey("channels.id"), nullable=False),
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("community_id", Id, nullable=False),
    Column("member_id", Id, nullable=False, index=True),
    Column("expires_at", BigInteger, nullable=False),
)

# What an item's text means, as numbers: `content` is a hash of the text that they were made from,
# `vector` little-endian single precision. A vector goes when its item's text goes.
embeddings = Table(
    "embeddings",
    metadata,
    Column("community_id", Id, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("item_id", Id, primary_key=True),
    Column("model", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("vector", LargeBinary, nullable=False),
)
