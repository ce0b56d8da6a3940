"""What was counted: text-free facts of messages, their sums, and meanings as numbers."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from ..database.columns import Id
from .base import metadata, number

# Facts carry plain integers: checking four foreign keys a row would halve the intake.
messages = Table(
    "messages",
    metadata,
    number(),
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
    # who answered whom is read from this alone
    Index(
        None,
        "community_id",
        "sent_at",
        "member_id",
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
    number(),
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
