"""Tables of the FAQ."""

from sqlalchemy import BigInteger, Column, Index, Integer, MetaData, Table, Text

metadata = MetaData()

# SQLite makes a column its row id only when the type reads exactly INTEGER.
Id = BigInteger().with_variant(Integer(), "sqlite")

entries = Table(
    "faq_entries",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    # who wrote it; null once they asked to be forgotten
    Column("member_id", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Index("ix_faq_entries_community_id", "community_id"),
)

# Other wordings of an entry's question, as members asked it.
phrases = Table(
    "faq_phrases",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("entry_id", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Index("ix_faq_phrases_entry_id", "entry_id"),
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
