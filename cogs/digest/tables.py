"""Tables of the digest."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, Table, Text

metadata = MetaData()

runs = Table(
    "digest_runs",
    metadata,
    Column("community_id", BigInteger, primary_key=True, autoincrement=False),
    Column("period", Text, primary_key=True),
    Column("posted_at", BigInteger, nullable=False),
)

moods = Table(
    "digest_moods",
    metadata,
    Column("community_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", BigInteger, primary_key=True, autoincrement=False),
    Column("positive", Integer, nullable=False),
    Column("neutral", Integer, nullable=False),
    Column("negative", Integer, nullable=False),
    Column("score_sum", Float, nullable=False),
)

# What was suggested and then done or put aside. `key` names the thing ("faq.gap:12"; members stand
# in it as "m17"), `member_id` who did it.
suggestions = Table(
    "digest_suggestions",
    metadata,
    Column("community_id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("member_id", BigInteger),
    Index("ix_digest_suggestions_member_id", "member_id"),
)
