"""Tables of the network."""

from sqlalchemy import BigInteger, Column, Index, MetaData, Table, Text

metadata = MetaData()

# Two people of groups that hardly talk, the one with the lower number in front. `state`: first
# (`first_id` is asked), second (they said yes, the other one is asked), met, declined (by whom is
# not kept). `at` is when the team asked for it, `met_at` when both had said yes.
meetings = Table(
    "network_meetings",
    metadata,
    Column("low_id", BigInteger, primary_key=True, autoincrement=False),
    Column("high_id", BigInteger, primary_key=True, autoincrement=False),
    Column("community_id", BigInteger, nullable=False),
    Column("first_id", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("met_at", BigInteger),
    Index("ix_network_meetings_high_id", "high_id"),
    Index("ix_network_meetings_community_id", "community_id", "at"),
)
