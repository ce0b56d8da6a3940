"""Table of the digest."""

from sqlalchemy import BigInteger, Column, MetaData, Table, Text

metadata = MetaData()

runs = Table(
    "digest_runs",
    metadata,
    Column("community_id", BigInteger, primary_key=True, autoincrement=False),
    Column("period", Text, primary_key=True),
    Column("posted_at", BigInteger, nullable=False),
)
