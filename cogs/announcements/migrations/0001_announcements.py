"""Announcements, when they went out, and to whom."""

import sqlalchemy as sa
from alembic import op

revision = "announcements_0001"
down_revision = None
branch_labels = ("announcements",)
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("member_id", sa.BigInteger),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("audience", sa.Text, nullable=False),
        sa.Column("spaces", sa.JSON(none_as_null=True)),
        sa.Column("selling", sa.Boolean, nullable=False),
        sa.Column("starts_at", sa.BigInteger),
        sa.Column("rhythm", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("change", sa.Text),
        sa.Column("changed_by", sa.BigInteger),
        sa.Column("approved_by", sa.BigInteger),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("asked_at", sa.BigInteger),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_announcements_community_id", "announcements", ["community_id", "state"])
    op.create_index("ix_announcements_member_id", "announcements", ["member_id"])
    op.create_table(
        "announcements_postings",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("announcement_id", sa.BigInteger, nullable=False),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("selling", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.UniqueConstraint("announcement_id", "period"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_announcements_postings_community_id_at",
        "announcements_postings",
        ["community_id", "at"],
    )
    op.create_table(
        "announcements_letters",
        sa.Column("posting_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_announcements_letters_member_id", "announcements_letters", ["member_id"])


def downgrade() -> None:
    op.drop_table("announcements_letters")
    op.drop_table("announcements_postings")
    op.drop_table("announcements")
