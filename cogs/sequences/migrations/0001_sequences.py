"""Sequences, their steps, who is on the way through them, and what became of each step."""

import sqlalchemy as sa
from alembic import op

revision = "sequences_0001"
down_revision = None
branch_labels = ("sequences",)
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "sequences",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("folded", sa.Text, nullable=False),
        sa.Column("audience", sa.Text, nullable=False),
        sa.Column("stops", sa.Text, nullable=False),
        sa.Column("start", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("everyone", sa.Boolean, nullable=False),
        sa.Column("on_at", sa.BigInteger),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("community_id", "folded", name="uq_sequences_community_id_folded"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sequences_steps",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("sequence_id", sa.BigInteger, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("minute", sa.Integer, nullable=False),
        sa.Column("channel_id", sa.BigInteger),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("condition", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_sequences_steps_sequence_id", "sequences_steps", ["sequence_id"])
    _people()


def _people() -> None:
    op.create_table(
        "sequences_people",
        sa.Column("sequence_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("anchor", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("done_minute", sa.BigInteger, nullable=False),
        sa.Column("done_step", sa.BigInteger, nullable=False),
        sa.Column("step_id", sa.BigInteger),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("ix_sequences_people_state_due_at", "sequences_people", ["state", "due_at"])
    op.create_index("ix_sequences_people_member_id", "sequences_people", ["member_id"])
    op.create_table(
        "sequences_outcomes",
        sa.Column("step_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("sequence_id", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("held", sa.Boolean, nullable=False),
        sa.Column("post", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("settled", sa.Boolean, nullable=False),
        sa.Column("wrote", sa.Boolean, nullable=False),
    )
    op.create_index("ix_sequences_outcomes_sequence_id", "sequences_outcomes", ["sequence_id"])
    op.create_index("ix_sequences_outcomes_member_id_at", "sequences_outcomes", ["member_id", "at"])


def downgrade() -> None:
    for name in ("sequences_outcomes", "sequences_people", "sequences_steps", "sequences"):
        op.drop_table(name)
