"""Tables of the outlook."""

from sqlalchemy import (
    BigInteger,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from storage.database.columns import Id

metadata = MetaData()

# Whom somebody wrote a friendly note: once in 28 days (`period` is the number of these since 1970).
# Never its words. `outcome`: sent, unreachable.
steps = Table(
    "outlook_steps",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("member_id", BigInteger, nullable=False),
    Column("by_id", BigInteger),
    Column("period", Integer, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),
    UniqueConstraint("member_id", "period"),
    Index("ix_outlook_steps_community_id", "community_id", "at"),
    Index("ix_outlook_steps_by_id", "by_id"),
    sqlite_autoincrement=True,
)

# What was unusual, from the local day `first_day` to `last_day`; `count`, `mean`, `dispersion` and
# `chance` are those of the first day.
events = Table(
    "outlook_events",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("series", Text, nullable=False),
    Column("side", Text, nullable=False),
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("count", BigInteger, nullable=False),
    Column("mean", Float(53), nullable=False),
    Column("dispersion", Float(53), nullable=False),
    Column("chance", Float(53), nullable=False),
    UniqueConstraint("community_id", "series", "side", "first_day"),
    sqlite_autoincrement=True,
)

mutes = Table(
    "outlook_mutes",
    metadata,
    Column("community_id", BigInteger, primary_key=True, autoincrement=False),
    Column("series", Text, primary_key=True),
    Column("until", BigInteger, nullable=False),
)
