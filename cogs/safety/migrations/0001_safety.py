"""Alerts, who reported them, and warnings."""

import sqlalchemy as sa
from alembic import op

revision = "safety_0001"
down_revision = None
branch_labels = ("safety",)
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "safety_alerts",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("space_id", sa.BigInteger),
        sa.Column("channel_id", sa.BigInteger),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("author_id", sa.BigInteger),
        sa.Column("author_is_staff", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("open_key", sa.Text, unique=True),
        sa.Column("card", sa.Text, nullable=False),
        sa.Column("flood", sa.BigInteger),
        sa.Column("url", sa.Text),
        sa.Column("text", sa.Text),
        sa.Column("sent_at", sa.BigInteger),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("card_at", sa.BigInteger),
        sa.Column("scores", sa.JSON),
        sa.Column("flagged", sa.JSON),
        sa.Column("words", sa.JSON),
        sa.Column("model", sa.Text),
        sa.Column("edited", sa.Text, nullable=False),
        sa.Column("gone", sa.Boolean, nullable=False),
        sa.Column("acting_at", sa.BigInteger),
        sa.Column("failure", sa.JSON),
        sa.Column("outcome", sa.Text),
        sa.Column("detail", sa.JSON),
        sa.Column("settled_by", sa.BigInteger),
        sa.Column("settled_at", sa.BigInteger),
        sa.Column("undone_by", sa.BigInteger),
        sa.Column("undone_at", sa.BigInteger),
    )
    for columns in (
        ["community_id", "state"],
        ["community_id", "created_at"],
        ["channel_id", "message_id"],
        ["author_id"],
    ):
        op.create_index("_".join(["ix_safety_alerts", *columns]), "safety_alerts", columns)
    op.create_table(
        "safety_reports",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("alert_id", sa.BigInteger, nullable=False),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("member_id", sa.BigInteger),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index(
        "ix_safety_reports_alert_id_member_id",
        "safety_reports",
        ["alert_id", "member_id"],
        unique=True,
    )
    op.create_index("ix_safety_reports_member_id_at", "safety_reports", ["member_id", "at"])
    op.create_table(
        "safety_warnings",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("member_id", sa.BigInteger, nullable=False),
        sa.Column("by_id", sa.BigInteger),
        sa.Column("alert_id", sa.BigInteger, unique=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
        sa.Column("revoked_by", sa.BigInteger),
    )
    op.create_index(
        "ix_safety_warnings_community_id_member_id",
        "safety_warnings",
        ["community_id", "member_id"],
    )


def downgrade() -> None:
    op.drop_table("safety_warnings")
    op.drop_table("safety_reports")
    op.drop_table("safety_alerts")
