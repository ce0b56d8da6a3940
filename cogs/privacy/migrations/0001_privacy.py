"""People's choices, and how much was removed because its time was over."""

import sqlalchemy as sa
from alembic import op

revision = "privacy_0001"
down_revision = None
branch_labels = ("privacy",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "privacy_choices",
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("purpose", sa.Text, primary_key=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("allowed", sa.Boolean),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("how", sa.Text, nullable=False),
    )
    op.create_index(
        "ix_privacy_choices_community_id", "privacy_choices", ["community_id", "purpose"]
    )
    op.create_table(
        "privacy_removed",
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("count", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    for name in ("privacy_removed", "privacy_choices"):
        op.drop_table(name)
