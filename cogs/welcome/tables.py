"""Table of the welcome."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text

metadata = MetaData()

# SQLite makes a column its row id only when the type reads exactly INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")

arrivals = Table(
    "welcome_arrivals",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("space_id", BigInteger, nullable=False),
    Column("member_id", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    # null while they wait for a greeting; "gone" in `post` means they left before it
    Column("greeted_at", BigInteger),
    # which message greeted them: several people may share one
    Column("post", Text),
    Index("ix_welcome_arrivals_space_id_greeted_at", "space_id", "greeted_at"),
    Index("ix_welcome_arrivals_member_id", "member_id"),
)
