"""Tables of introductions."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Index, MetaData, Table, Text

metadata = MetaData()

# Who takes part; to be there is the consent, given at `at`. `interests` is a list of words.
people = Table(
    "introductions_people",
    metadata,
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("community_id", BigInteger, nullable=False),
    Column("interests", JSON, nullable=False),
    Column("buddy", Boolean, nullable=False),
    # since when they would like a buddy; null when not, or when they have one
    Column("wants_buddy_at", BigInteger),
    Column("at", BigInteger, nullable=False),
    Column("suggested_at", BigInteger, nullable=False),
    Index("ix_introductions_people_community_id", "community_id"),
)

# `member_id` never wants to be brought together with `other_id`, who is not told.
blocks = Table(
    "introductions_blocks",
    metadata,
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("other_id", BigInteger, primary_key=True, autoincrement=False),
    Column("community_id", BigInteger, nullable=False),
    Index("ix_introductions_blocks_other_id", "other_id"),
)

# Two people, the one with the lower number first. `state`: skipped, asked (by `asked_by`), met,
# declined, buddies (`asked_by` is the newcomer). A no leaves `at` as it was: when somebody may be
# asked again would tell of it.
pairs = Table(
    "introductions_pairs",
    metadata,
    Column("low_id", BigInteger, primary_key=True, autoincrement=False),
    Column("high_id", BigInteger, primary_key=True, autoincrement=False),
    Column("community_id", BigInteger, nullable=False),
    Column("asked_by", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    # when the messages that go with asked, met and buddies were queued; null until then
    Column("told_at", BigInteger),
    Index("ix_introductions_pairs_high_id", "high_id"),
    Index("ix_introductions_pairs_community_id", "community_id"),
)
