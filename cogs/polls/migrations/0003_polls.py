"""Drafts, templates, polls that are asked again and again, and who wants no reminders."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "polls_0003"
down_revision = "polls_0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("polls") as batch:
        batch.add_column(sa.Column("series_id", sa.BigInteger))
        batch.add_column(sa.Column("period", sa.Text))
        batch.create_unique_constraint("uq_polls_series_id_period", ["series_id", "period"])
    op.create_table(
        "polls_drafts",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        *map(_needed, ("community_id", "member_id", "channel_id")),
        _needed("draft", sa.Text),
        _needed("created_at"),
        sqlite_autoincrement=True,
    )
    name = "uq_polls_templates_community_id_folded"
    op.create_table(
        "polls_templates",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        _needed("community_id"),
        _needed("name", sa.Text),
        _needed("folded", sa.Text),
        sa.Column("member_id", sa.BigInteger),
        _needed("draft", sa.Text),
        sa.UniqueConstraint("community_id", "folded", name=name),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "polls_series",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        _needed("community_id"),
        sa.Column("member_id", sa.BigInteger),
        _needed("channel_id"),
        _needed("draft", sa.Text),
        _needed("rhythm", sa.Text),
        sa.Column("period", sa.Text),
        _needed("created_at"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "polls_quiet",
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
    )
    op.create_index("ix_polls_drafts_member_id", "polls_drafts", ["member_id"])
    op.create_index("ix_polls_series_community_id", "polls_series", ["community_id"])


def _needed(name: str, kind: Any = sa.BigInteger) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def downgrade() -> None:
    for name in ("drafts", "quiet", "series", "templates"):
        op.drop_table(f"polls_{name}")
    with op.batch_alter_table("polls") as batch:
        batch.drop_constraint("uq_polls_series_id_period", type_="unique")
        batch.drop_column("series_id")
        batch.drop_column("period")
