"""Table of the segments. Erase and link rule: `by_member_id` is emptied, or repointed."""

from sqlalchemy import BigInteger, Column, MetaData, Table, Text

metadata = MetaData()

segments = Table(
    "segments",
    metadata,
    Column("community_id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("condition", Text, nullable=False),
    Column("by_member_id", BigInteger, index=True),
    Column("saved_at", BigInteger, nullable=False),
)
"""`key` is the name as it is looked up: case and spaces do not matter."""
