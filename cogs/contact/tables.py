"""Tables of the contact policy. What happens to each when a person is forgotten or two turn out to
be one stands in store.py."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, Table, Text

metadata = MetaData()

# What somebody has said of their time; null is "as the community has it".
wishes = Table(
    "contact_wishes",
    metadata,
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("zone", Text),
    # local minutes of the day; both the same is "never quiet"
    Column("quiet_from", Integer),
    Column("quiet_to", Integer),
)

stops = Table(
    "contact_stops",
    metadata,
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("topic", Text, primary_key=True),
)

# One row for each private message that was granted in the last days; never what it said.
granted = Table(
    "contact_granted",
    metadata,
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", Text, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    # they asked for this very message, so it does not count into the week
    Column("wanted", Boolean, nullable=False),
    Index("ix_contact_granted_at", "at"),
)
