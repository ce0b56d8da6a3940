"""Tables of the events. What happens to each when a person is forgotten or two turn out to be one
stands in store/people.py."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
)

from storage.database.columns import Id

metadata = MetaData()


def _of_event() -> Column[int]:
    return Column("event_id", BigInteger, primary_key=True, autoincrement=False)


def _of_member() -> Column[int]:
    return Column("member_id", BigInteger, primary_key=True, autoincrement=False)


events = Table(
    "events",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    # the organiser; null once they asked to be forgotten
    Column("member_id", BigInteger),
    Column("state", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("place", Text, nullable=False),
    # UTC milliseconds, and what was promised: the wall clock of that zone
    Column("starts_at", BigInteger, nullable=False),
    Column("ends_at", BigInteger, nullable=False),
    Column("zone", Text, nullable=False),
    Column("wall", Text, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("hide_names", Boolean, nullable=False),
    Column("questions", Text, nullable=False),
    Column("audience", Text, nullable=False),
    Column("series_id", BigInteger),
    Column("sequence", Integer, nullable=False),
    # the last sequence that those who come have been told of
    Column("told", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("posted_at", BigInteger),
    Index("ix_events_community_id_starts_at", "community_id", "starts_at"),
    Index("ix_events_series_id", "series_id"),
    # a button of a draft that is gone must not find a newer one
    sqlite_autoincrement=True,
)

rsvps = Table(
    "events_rsvps",
    metadata,
    _of_event(),
    _of_member(),
    Column("answer", Text, nullable=False),
    # the order in which seats and places on the waiting list were taken
    Column("turn", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    # when a seat became free for who had waited, and when they were told
    Column("moved_at", BigInteger),
    Column("told_at", BigInteger),
    Index("ix_events_rsvps_member_id", "member_id"),
    Index("ix_events_rsvps_at", "at"),
)

# Where a platform's own calendar has the event. `trying` stands while the outcome is unknown.
entries = Table(
    "events_entries",
    metadata,
    _of_event(),
    Column("space_id", BigInteger, primary_key=True, autoincrement=False),
    Column("entry", Text),
    Column("sequence", Integer, nullable=False),
    Column("trying", Boolean, nullable=False),
)

questions = Table(
    "events_questions",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("event_id", BigInteger, nullable=False),
    # also of a question without a name: it is erased with its writer
    Column("member_id", BigInteger, nullable=False),
    Column("question", Text, nullable=False),
    Column("anonymous", Boolean, nullable=False),
    Column("state", Text, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Index("ix_events_questions_event_id", "event_id"),
    Index("ix_events_questions_member_id", "member_id"),
    sqlite_autoincrement=True,
)

question_votes = Table(
    "events_question_votes",
    metadata,
    Column("question_id", BigInteger, primary_key=True, autoincrement=False),
    _of_member(),
    Index("ix_events_question_votes_member_id", "member_id"),
)

attendance = Table(
    "events_attendance",
    metadata,
    _of_event(),
    _of_member(),
    Column("there", Boolean, nullable=False),
    # whether a moderator set it: then their word counts
    Column("by_staff", Boolean, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_events_attendance_member_id", "member_id"),
)

pulses = Table(
    "events_pulses",
    metadata,
    _of_event(),
    _of_member(),
    Column("score", Integer, nullable=False),
    Column("comment", Text, nullable=False),
    Index("ix_events_pulses_member_id", "member_id"),
)
