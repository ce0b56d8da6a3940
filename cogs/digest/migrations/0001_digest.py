"""Which periods have been reported."""

import sqlalchemy as sa
from alembic import op

revision = "digest_0001"
down_revision = None
branch_labels = ("digest",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest_runs",
        sa.Column("community_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("period", sa.Text, primary_key=True),
        sa.Column("posted_at", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("digest_runs")
