"""Whom the team has brought together."""

import sqlalchemy as sa
from alembic import op

revision = "network_0001"
down_revision = None
branch_labels = ("network",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "network_meetings",
        sa.Column("low_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("high_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("first_id", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("met_at", sa.BigInteger),
    )
    op.create_index("ix_network_meetings_high_id", "network_meetings", ["high_id"])
    op.create_index("ix_network_meetings_community_id", "network_meetings", ["community_id", "at"])


def downgrade() -> None:
    op.drop_table("network_meetings")
