"""Sales by code."""

import sqlalchemy as sa
from alembic import op

revision = "referrals_0002"
down_revision = "referrals_0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "referrals_conversions",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("code_id", sa.BigInteger),
        sa.Column("outside_id", sa.Text, nullable=False),
        sa.Column("hundredths", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("community_id", "outside_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_referrals_conversions_community_id", "referrals_conversions", ["community_id", "at"]
    )
    op.create_index("ix_referrals_conversions_code_id", "referrals_conversions", ["code_id"])


def downgrade() -> None:
    op.drop_table("referrals_conversions")
