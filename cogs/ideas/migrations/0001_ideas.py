"""Ideas, their votes, changes of status and drafts."""

import sqlalchemy as sa
from alembic import op

revision = "ideas_0001"
down_revision = None
branch_labels = ("ideas",)
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ideas",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("author_id", sa.BigInteger),
        sa.Column("noted_by", sa.BigInteger),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("audience", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_ideas_community_id_status", "ideas", ["community_id", "status"])
    op.create_table(
        "ideas_votes",
        sa.Column("idea_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("voted_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_ideas_votes_member_id", "ideas_votes", ["member_id"])
    op.create_index("ix_ideas_votes_voted_at", "ideas_votes", ["voted_at"])
    op.create_table(
        "ideas_changes",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("idea_id", sa.BigInteger, nullable=False),
        sa.Column("actor_id", sa.BigInteger),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("after", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("told_at", sa.BigInteger),
    )
    op.create_index("ix_ideas_changes_idea_id", "ideas_changes", ["idea_id"])
    op.create_table(
        "ideas_drafts",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("member_id", sa.BigInteger, nullable=False),
        sa.Column("author_id", sa.BigInteger, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("audience", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in ("ideas_drafts", "ideas_changes", "ideas_votes", "ideas"):
        op.drop_table(table)
