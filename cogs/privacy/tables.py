"""Tables of privacy."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Table, Text

metadata = MetaData()

# The record of consent: what somebody chose and when. `allowed` is null while they were asked and
# have not answered. `how`: asked (a question of the bot), chosen (by themselves), rule (the
# community's own, for measures that count nobody unasked).
choices = Table(
    "privacy_choices",
    metadata,
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("purpose", Text, primary_key=True),
    Column("community_id", BigInteger, nullable=False),
    Column("allowed", Boolean),
    Column("at", BigInteger, nullable=False),
    Column("how", Text, nullable=False),
    Index("ix_privacy_choices_community_id", "community_id", "purpose"),
)

# What went because its time was over: numbers by day (ordinal, UTC) and kind.
removed = Table(
    "privacy_removed",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("count", BigInteger, nullable=False),
)
