"""Tables of the ideas."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text

metadata = MetaData()

# SQLite makes a column its row id only when the type reads exactly INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")


def _words() -> tuple[Column[str], ...]:
    return (
        Column("title", Text, nullable=False),
        Column("details", Text, nullable=False),
        Column("audience", Text, nullable=False),
    )


ideas = Table(
    "ideas",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    # null once they asked to be forgotten
    Column("author_id", BigInteger),
    # who made an idea of somebody else's message
    Column("noted_by", BigInteger),
    Column("channel_id", BigInteger, nullable=False),
    *_words(),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index("ix_ideas_community_id_status", "community_id", "status"),
)

votes = Table(
    "ideas_votes",
    metadata,
    Column("idea_id", BigInteger, primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("voted_at", BigInteger, nullable=False),
    Index("ix_ideas_votes_member_id", "member_id"),
    Index("ix_ideas_votes_voted_at", "voted_at"),
)

changes = Table(
    "ideas_changes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("idea_id", BigInteger, nullable=False),
    Column("actor_id", BigInteger),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    # when author and voters had been told; null after a crash in between
    Column("told_at", BigInteger),
    Index("ix_ideas_changes_idea_id", "idea_id"),
)

drafts = Table(
    "ideas_drafts",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    # whose decision it is, and who is credited
    Column("member_id", BigInteger, nullable=False),
    Column("author_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    *_words(),
    Column("created_at", BigInteger, nullable=False),
    # an old button must never mean a newer draft
    sqlite_autoincrement=True,
)
