"""Tables of topics: no text, and nobody's words."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

from storage.database.columns import Id

metadata = MetaData()

# `vector`: the centre, little-endian single precision, of `model`; null once nothing is counted for
# it any more. `mass`: messages, halved every three weeks, as of the local day `day` (its ordinal).
topics = Table(
    "topics_topics",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("model", Text, nullable=False),
    Column("vector", LargeBinary),
    Column("mass", Float, nullable=False),
    Column("day", Integer, nullable=False),
    Column("name", Text),
    Column("hidden", Boolean, nullable=False),
    Index("ix_topics_topics_community_id", "community_id"),
    sqlite_autoincrement=True,
)

# What all messages of a community have in common.
means = Table(
    "topics_means",
    metadata,
    Column("community_id", BigInteger, primary_key=True, autoincrement=False),
    Column("model", Text, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    Column("mass", Float, nullable=False),
)

# Counts of a day. `kind` and `subject`: topic and its id; intent, emotion and their position;
# all and 0: every message that was read.
days = Table(
    "topics_days",
    metadata,
    Column("community_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("subject", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("messages", Integer, nullable=False),
    Column("judged", Integer, nullable=False),
    Column("positive", Integer, nullable=False),
    Column("negative", Integer, nullable=False),
)

# Who they were, so that few are not shown and one who goes takes their share along, tone included.
people = Table(
    "topics_people",
    metadata,
    Column("community_id", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", Text, primary_key=True),
    Column("subject", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("messages", Integer, nullable=False),
    Column("judged", Integer, nullable=False, server_default="0"),
    Column("positive", Integer, nullable=False, server_default="0"),
    Column("negative", Integer, nullable=False, server_default="0"),
    Index("ix_topics_people_member_id", "member_id"),
)

# Messages of a topic with a word that at least five different members used there; the word ""
# stands for all its messages. `people`: at least so many of those who used it are still counted.
words = Table(
    "topics_words",
    metadata,
    Column("topic_id", BigInteger, primary_key=True, autoincrement=False),
    Column("word", Text, primary_key=True),
    Column("community_id", BigInteger, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("people", Integer, nullable=False, server_default="5"),
    Index("ix_topics_words_community_id", "community_id"),
)
