"""Tables of announcements."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Index,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from storage.database.columns import Id

metadata = MetaData()

# `state`: draft, waiting (for a second person), planned, done, missed, recalled, discarded.
# `starts_at` is null for "as soon as it is approved", and from then on its first time; `rhythm` is
# empty for once.
# `spaces` is null for all; `change` is a new text that waits for a second person.
announcements = Table(
    "announcements",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    # who wrote it; null once they asked to be forgotten
    Column("member_id", BigInteger),
    Column("text", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("spaces", JSON(none_as_null=True)),
    Column("selling", Boolean, nullable=False),
    Column("starts_at", BigInteger),
    Column("rhythm", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("change", Text),
    Column("changed_by", BigInteger),
    Column("approved_by", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    # when it, or its new words, were handed in last
    Column("asked_at", BigInteger),
    Index("ix_announcements_community_id", "community_id", "state"),
    Index("ix_announcements_member_id", "member_id"),
    sqlite_autoincrement=True,
)

# One time that an announcement went out. `period` is "once" or a local day, of which there is one.
# `state`: posted, missed (a person decides), allowed (they said yes), skipped, recalled.
postings = Table(
    "announcements_postings",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("announcement_id", BigInteger, nullable=False),
    Column("community_id", BigInteger, nullable=False),
    Column("period", Text, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("selling", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    UniqueConstraint("announcement_id", "period"),
    Index("ix_announcements_postings_community_id_at", "community_id", "at"),
    sqlite_autoincrement=True,
)

# Whom a posting to a segment is sent to. `state`: waiting, sent, stopped (they want none), late,
# gone (they left).
letters = Table(
    "announcements_letters",
    metadata,
    Column("posting_id", BigInteger, primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Index("ix_announcements_letters_member_id", "member_id"),
)
