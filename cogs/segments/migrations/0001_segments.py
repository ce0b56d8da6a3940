"""Saved segments."""

import sqlalchemy as sa
from alembic import op

revision = "segments_0001"
down_revision = None
branch_labels = ("segments",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "segments",
        sa.Column("community_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("by_member_id", sa.BigInteger()),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "key"),
    )
    op.create_index("ix_segments_by_member_id", "segments", ["by_member_id"])


def downgrade() -> None:
    op.drop_table("segments")
