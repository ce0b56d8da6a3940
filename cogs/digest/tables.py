"""Tables of the digest."""

from sqlalchemy import BigInteger, Column, Float, Integer, MetaData, Table, Text

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
