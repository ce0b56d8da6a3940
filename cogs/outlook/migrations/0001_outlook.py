"""Friendly notes, warnings, and what is muted."""

import sqlalchemy as sa
from alembic import op

revision = "outlook_0001"
down_revision = None
branch_labels = ("outlook",)
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "outlook_steps",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("member_id", sa.BigInteger, nullable=False),
        sa.Column("by_id", sa.BigInteger),
        sa.Column("period", sa.Integer, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.UniqueConstraint("member_id", "period"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_outlook_steps_community_id", "outlook_steps", ["community_id", "at"])
    op.create_index("ix_outlook_steps_by_id", "outlook_steps", ["by_id"])
    op.create_table(
        "outlook_events",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("series", sa.Text, nullable=False),
        sa.Column("side", sa.Text, nullable=False),
        sa.Column("first_day", sa.Integer, nullable=False),
        sa.Column("last_day", sa.Integer, nullable=False),
        sa.Column("count", sa.BigInteger, nullable=False),
        sa.Column("mean", sa.Float(53), nullable=False),
        sa.Column("dispersion", sa.Float(53), nullable=False),
        sa.Column("chance", sa.Float(53), nullable=False),
        sa.UniqueConstraint("community_id", "series", "side", "first_day"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outlook_mutes",
        sa.Column("community_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("series", sa.Text, primary_key=True),
        sa.Column("until", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    for table in ("outlook_steps", "outlook_events", "outlook_mutes"):
        op.drop_table(table)
