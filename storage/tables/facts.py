"""What happened: text-free facts of messages and movements, and meanings as numbers."""

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
        "sent_at",
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

# Somebody reacted to a message: `emoji` is a hash, `target_id` the author where that is known.
reactions = Table(
    "reactions",
    metadata,
    number(),
    Column("community_id", Id, nullable=False),
    Column("space_id", Id, nullable=False),
    Column("native_id", BigInteger, nullable=False),
    Column("member_id", Id, nullable=False, index=True),
    Column("emoji", BigInteger, nullable=False),
    Column("target_id", Id, index=True),
    Column("at", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    UniqueConstraint("space_id", "native_id", "member_id", "emoji"),
    Index(None, "community_id", "at", "member_id"),
    sqlite_autoincrement=True,
)

# Whom a message names, apart from its author and whom it answers.
mentions = Table(
    "mentions",
    metadata,
    number(),
    Column("community_id", Id, nullable=False),
    Column("space_id", Id, nullable=False),
    Column("native_id", BigInteger, nullable=False),
    Column("member_id", Id, nullable=False, index=True),
    Column("target_id", Id, nullable=False, index=True),
    Column("sent_at", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    UniqueConstraint("space_id", "native_id", "target_id"),
    sqlite_autoincrement=True,
)

# Members who stand in no measure; `why` is "asked", "erased" or "bot".
left_out = Table(
    "left_out",
    metadata,
    Column("member_id", Id, primary_key=True, autoincrement=False),
    Column("community_id", Id, nullable=False, index=True),
    Column("why", Text, nullable=False),
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
