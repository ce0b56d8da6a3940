"""Table of goals. Erase and link rule: `by_member_id` is emptied, or repointed."""

from sqlalchemy import BigInteger, Column, Float, Index, Integer, MetaData, Table, Text

from storage.database.columns import Id

metadata = MetaData()

# `metric` is the name of a figure, `section` the report section that has it ("": the board of
# figures). `level`: who may read of it. `due_at` null: to be kept up for good.
goals = Table(
    "goals",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("metric", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("aim", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("target", Float, nullable=False),
    Column("baseline", Float),
    Column("start_at", BigInteger, nullable=False),
    Column("due_at", BigInteger),
    Column("level", Integer, nullable=False),
    Column("by_member_id", BigInteger, index=True),
    Column("created_at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("ended_at", BigInteger),
    Column("met_at", BigInteger),
    Index("ix_goals_community_id", "community_id", "state"),
    sqlite_autoincrement=True,
)
