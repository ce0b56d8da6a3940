"""Events, who comes, questions, attendance."""

import sqlalchemy as sa
from alembic import op

revision = "events_0001"
down_revision = None
branch_labels = ("events",)
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def key(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, primary_key=True, autoincrement=False)


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("member_id", sa.BigInteger),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("starts_at", sa.BigInteger, nullable=False),
        sa.Column("ends_at", sa.BigInteger, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("wall", sa.Text, nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("hide_names", sa.Boolean, nullable=False),
        sa.Column("questions", sa.Text, nullable=False),
        sa.Column("audience", sa.Text, nullable=False),
        sa.Column("series_id", sa.BigInteger),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("told", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("posted_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_community_id_starts_at", "events", ["community_id", "starts_at"])
    op.create_index("ix_events_series_id", "events", ["series_id"])
    op.create_table(
        "events_rsvps",
        key("event_id"),
        key("member_id"),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("turn", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("moved_at", sa.BigInteger),
        sa.Column("told_at", sa.BigInteger),
    )
    op.create_index("ix_events_rsvps_at", "events_rsvps", ["at"])
    op.create_table(
        "events_entries",
        key("event_id"),
        key("space_id"),
        sa.Column("entry", sa.Text),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("trying", sa.Boolean, nullable=False),
    )
    op.create_table(
        "events_questions",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("event_id", sa.BigInteger, nullable=False),
        sa.Column("member_id", sa.BigInteger, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("anonymous", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_events_questions_event_id", "events_questions", ["event_id"])
    op.create_table("events_question_votes", key("question_id"), key("member_id"))
    op.create_table(
        "events_attendance",
        key("event_id"),
        key("member_id"),
        sa.Column("there", sa.Boolean, nullable=False),
        sa.Column("by_staff", sa.Boolean, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "events_pulses",
        key("event_id"),
        key("member_id"),
        sa.Column("score", sa.Integer, nullable=False),
        sa.Column("comment", sa.Text, nullable=False),
    )
    for part in ("rsvps", "questions", "question_votes", "attendance", "pulses"):
        table = f"events_{part}"
        op.create_index(f"ix_{table}_member_id", table, ["member_id"])


def downgrade() -> None:
    parts = ("pulses", "attendance", "question_votes", "questions", "entries", "rsvps")
    for table in (*(f"events_{part}" for part in parts), "events"):
        op.drop_table(table)
