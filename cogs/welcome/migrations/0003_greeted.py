"""Whom the bot pointed the community to, and when they wrote again."""

import sqlalchemy as sa
from alembic import op

revision = "welcome_0003"
down_revision = "welcome_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "welcome_greeted",
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("again_at", sa.BigInteger),
    )
    op.create_index("ix_welcome_greeted_community_id_at", "welcome_greeted", ["community_id", "at"])


def downgrade() -> None:
    op.drop_table("welcome_greeted")
