"""Tables of the FAQ."""

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
    false,
)

from storage.database.columns import Id

metadata = MetaData()

entries = Table(
    "faq_entries",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    # who wrote it; null once they asked to be forgotten, and for what a file brought
    Column("member_id", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("language", Text),
    # one a line
    Column("tags", Text, nullable=False, server_default=""),
    # where it came from: "" by hand
    Column("source", Text, nullable=False, server_default=""),
    Column("source_date", BigInteger),
    Column("version", Integer, nullable=False, server_default="1"),
    Column("expires_at", BigInteger),
    Column("checked_at", BigInteger),
    # the first entry of those that say the same in several languages; null: it is alone or first
    Column("group_id", BigInteger),
    Index("ix_faq_entries_community_id", "community_id"),
    Index("ix_faq_entries_group_id", "group_id"),
)

# What an entry said before a change, and who changed it.
revisions = Table(
    "faq_revisions",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("entry_id", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("member_id", BigInteger),
    Column("at", BigInteger, nullable=False),
    Index("ix_faq_revisions_entry_id", "entry_id"),
    Index("ix_faq_revisions_member_id", "member_id"),
)

# Other wordings of an entry's question, as members asked it or as a file brought them.
phrases = Table(
    "faq_phrases",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("entry_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("brought", Boolean, nullable=False, server_default=false()),
    Index("ix_faq_phrases_entry_id", "entry_id"),
)

# Vectors of questions and wordings by the hash of their text, so that a start needs no model.
vectors = Table(
    "faq_vectors",
    metadata,
    Column("community_id", BigInteger, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, primary_key=True),
    Column("model", Text, nullable=False),
    Column("vector", LargeBinary, nullable=False),
)

# A question somebody asked. `state`: open, bot (answered by us), people, written (an entry was made
# from it), dismissed. `text` is kept only while it is open, and no longer than the owner's setting.
asked = Table(
    "faq_asked",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("message_id", BigInteger),
    Column("member_id", BigInteger),
    Column("text", Text),
    Column("asked_at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("entry_id", BigInteger),
    Column("settled_at", BigInteger),
    Index("ix_faq_asked_community_id_state", "community_id", "state"),
    Index("ix_faq_asked_channel_id_message_id", "channel_id", "message_id", unique=True),
    Index("ix_faq_asked_member_id", "member_id"),
)

# Whether an answer solved a question; one word a question, the last one counts.
feedback = Table(
    "faq_feedback",
    metadata,
    Column("question_id", BigInteger, primary_key=True, autoincrement=False),
    Column("community_id", BigInteger, nullable=False),
    Column("entry_id", BigInteger, nullable=False),
    Column("score", Float, nullable=False),
    Column("solved", Boolean, nullable=False),
    Column("member_id", BigInteger),
    Column("at", BigInteger, nullable=False),
    Index("ix_faq_feedback_community_id_at", "community_id", "at"),
    Index("ix_faq_feedback_member_id", "member_id"),
)
