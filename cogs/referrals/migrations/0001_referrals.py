"""Codes, who used them, and wrong tries."""

import sqlalchemy as sa
from alembic import op

revision = "referrals_0001"
down_revision = None
branch_labels = ("referrals",)
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "referrals_codes",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("label", sa.Text, nullable=False),
        sa.Column("member_id", sa.BigInteger),
        sa.Column("most", sa.Integer),
        sa.Column("shown", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.UniqueConstraint("community_id", "code"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_referrals_codes_member_id", "referrals_codes", ["member_id"])
    op.create_table(
        "referrals_uses",
        sa.Column("code_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("agreed", sa.Boolean),
    )
    op.create_index("ix_referrals_uses_member_id", "referrals_uses", ["member_id"])
    op.create_index("ix_referrals_uses_community_id", "referrals_uses", ["community_id", "at"])
    op.create_table(
        "referrals_tries",
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("wrong", sa.Integer, nullable=False),
    )


def downgrade() -> None:
    for table in ("referrals_tries", "referrals_uses", "referrals_codes"):
        op.drop_table(table)
