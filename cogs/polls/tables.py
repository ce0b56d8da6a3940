"""Tables of the polls."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text

metadata = MetaData()

# SQLite makes a column its row id only when the type reads exactly INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")

polls = Table(
    "polls",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    # the asker; null once they asked to be forgotten
    Column("member_id", BigInteger),
    Column("channel_id", BigInteger, nullable=False),
    Column("question", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("closes_at", BigInteger, nullable=False),
    Column("closed_at", BigInteger),
    Column("closed_by", BigInteger),
    # how many people had voted at closing: the result stays when a voter is forgotten later
    Column("voters", Integer),
    Index("ix_polls_community_id_state", "community_id", "state"),
)

options = Table(
    "polls_options",
    metadata,
    Column("poll_id", BigInteger, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("label", Text, nullable=False),
    # the count at closing
    Column("votes", Integer),
)

# A member has one vote for each (poll, slot): slot is 0 in a single-choice poll and the option in
# a multiple-choice one, so the primary key itself rules out a second vote.
votes = Table(
    "polls_votes",
    metadata,
    Column("poll_id", BigInteger, primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("slot", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, nullable=False),
    Column("voted_at", BigInteger, nullable=False),
    Index("ix_polls_votes_member_id", "member_id"),
)
