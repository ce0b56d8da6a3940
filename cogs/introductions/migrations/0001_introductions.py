"""Who takes part, who is kept apart, and who was brought together."""

import sqlalchemy as sa
from alembic import op

revision = "introductions_0001"
down_revision = None
branch_labels = ("introductions",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "introductions_people",
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("interests", sa.JSON, nullable=False),
        sa.Column("buddy", sa.Boolean, nullable=False),
        sa.Column("wants_buddy_at", sa.BigInteger),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("suggested_at", sa.BigInteger, nullable=False),
    )
    op.create_index(
        "ix_introductions_people_community_id", "introductions_people", ["community_id"]
    )
    op.create_table(
        "introductions_blocks",
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("other_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("community_id", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_introductions_blocks_other_id", "introductions_blocks", ["other_id"])
    op.create_table(
        "introductions_pairs",
        sa.Column("low_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("high_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("asked_by", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("told_at", sa.BigInteger),
    )
    op.create_index("ix_introductions_pairs_high_id", "introductions_pairs", ["high_id"])
    op.create_index("ix_introductions_pairs_community_id", "introductions_pairs", ["community_id"])


def downgrade() -> None:
    for table in ("introductions_pairs", "introductions_blocks", "introductions_people"):
        op.drop_table(table)
