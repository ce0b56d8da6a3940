"""Tables of the sequences. What happens to each when a person is forgotten or two turn out to be
one stands in store/members.py."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from storage.database.columns import Id

metadata = MetaData()

sequences = Table(
    "sequences",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    # the name as it is compared
    Column("folded", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("stops", Text, nullable=False),
    Column("start", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("everyone", Boolean, nullable=False),
    Column("on_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("community_id", "folded", name="uq_sequences_community_id_folded"),
    # the numbers stand in keys of the outbox, so none may come back
    sqlite_autoincrement=True,
)

steps = Table(
    "sequences_steps",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("sequence_id", BigInteger, nullable=False),
    Column("day", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    # null is a private message
    Column("channel_id", BigInteger),
    Column("text", Text, nullable=False),
    Column("condition", Text, nullable=False),
    Index("ix_sequences_steps_sequence_id", "sequence_id"),
    sqlite_autoincrement=True,
)

people = Table(
    "sequences_people",
    metadata,
    Column("sequence_id", BigInteger, primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    # their day 0, "2026-03-02"
    Column("anchor", Text, nullable=False),
    Column("state", Text, nullable=False),
    # the place of the last step behind them, see `Step.place`
    Column("done_minute", BigInteger, nullable=False),
    Column("done_step", BigInteger, nullable=False),
    # what comes next and when; of those who stopped: where they were. Null when nothing does
    Column("step_id", BigInteger),
    Column("due_at", BigInteger),
    Column("held", Boolean, nullable=False),
    # why they stopped: condition, left or asked
    Column("reason", Text, nullable=False),
    Index("ix_sequences_people_state_due_at", "state", "due_at"),
    Index("ix_sequences_people_member_id", "member_id"),
)

# One row for each person and step that is behind them or just being sent; never what it said.
outcomes = Table(
    "sequences_outcomes",
    metadata,
    Column("step_id", BigInteger, primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("sequence_id", BigInteger, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("held", Boolean, nullable=False),
    # the key of the message in the outbox, shared by those who are mentioned together
    Column("post", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    # whether it is queued (or left out) for good; false from the mark until then
    Column("settled", Boolean, nullable=False),
    # whether they wrote within seven days
    Column("wrote", Boolean, nullable=False),
    Index("ix_sequences_outcomes_sequence_id", "sequence_id"),
    Index("ix_sequences_outcomes_member_id_at", "member_id", "at"),
)
