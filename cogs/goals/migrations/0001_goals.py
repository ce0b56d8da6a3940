"""Goals."""

import sqlalchemy as sa
from alembic import op

revision = "goals_0001"
down_revision = None
branch_labels = ("goals",)
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "goals",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("metric", sa.Text, nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("aim", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=False),
        sa.Column("target", sa.Float, nullable=False),
        sa.Column("baseline", sa.Float),
        sa.Column("start_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("by_member_id", sa.BigInteger),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("met_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_goals_by_member_id", "goals", ["by_member_id"])
    op.create_index("ix_goals_community_id", "goals", ["community_id", "state"])


def downgrade() -> None:
    op.drop_table("goals")
