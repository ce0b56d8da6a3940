"""What is to be done and what was done: events, tasks, posts of the bot, the audit, settings."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from ..database.columns import Id
from .base import metadata, number

# Events whose handlers have not ended, with their text: a row is deleted when they have. Of one
# that may be delivered again and has no fact to tell it by, `key` stays for a while, without
# `body`.
inbox = Table(
    "inbox",
    metadata,
    number(),
    Column("platform", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", LargeBinary),
    Column("user_native", Text),
    Column("key", LargeBinary),
    Column("received_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("begun", Boolean, nullable=False),
    Index(
        None,
        "key",
        unique=True,
        sqlite_where=text("key IS NOT NULL"),
        postgresql_where=text("key IS NOT NULL"),
    ),
    # posts are told apart by the number of the event that they answer: it must never come again
    sqlite_autoincrement=True,
)

tasks = Table(
    "tasks",
    metadata,
    number(),
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
    number(),
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

archive_reach = Table(
    "archive_reach",
    metadata,
    Column("channel_id", Id, ForeignKey("channels.id"), primary_key=True, autoincrement=False),
    Column("oldest", BigInteger, nullable=False),
    Column("newest", BigInteger, nullable=False),
)
"""What an import has read of a channel's past: every message from one native id to another."""

audit = Table(
    "audit",
    metadata,
    number(),
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
