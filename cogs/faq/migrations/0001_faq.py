"""Entries, their wordings, and the questions that were asked."""

import sqlalchemy as sa
from alembic import op

revision = "faq_0001"
down_revision = None
branch_labels = ("faq",)
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "faq_entries",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("member_id", sa.BigInteger),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.Column("updated_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_faq_entries_community_id", "faq_entries", ["community_id"])
    op.create_table(
        "faq_phrases",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("entry_id", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("ix_faq_phrases_entry_id", "faq_phrases", ["entry_id"])
    op.create_table(
        "faq_asked",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("member_id", sa.BigInteger),
        sa.Column("text", sa.Text),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("entry_id", sa.BigInteger),
        sa.Column("settled_at", sa.BigInteger),
    )
    op.create_index("ix_faq_asked_community_id_state", "faq_asked", ["community_id", "state"])
    op.create_index(
        "ix_faq_asked_channel_id_message_id", "faq_asked", ["channel_id", "message_id"], unique=True
    )
    op.create_index("ix_faq_asked_member_id", "faq_asked", ["member_id"])


def downgrade() -> None:
    op.drop_table("faq_asked")
    op.drop_table("faq_phrases")
    op.drop_table("faq_entries")
