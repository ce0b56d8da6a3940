"""Languages, sources, versions and dates of entries; what they said before; feedback; vectors."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "faq_0002"
down_revision = "faq_0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

NEW: dict[str, tuple[tuple[str, Any, dict[str, Any]], ...]] = {
    "faq_entries": (
        ("language", sa.Text, {}),
        ("tags", sa.Text, {"nullable": False, "server_default": ""}),
        ("source", sa.Text, {"nullable": False, "server_default": ""}),
        ("source_date", sa.BigInteger, {}),
        ("version", sa.Integer, {"nullable": False, "server_default": "1"}),
        ("expires_at", sa.BigInteger, {}),
        ("checked_at", sa.BigInteger, {}),
        ("group_id", sa.BigInteger, {}),
    ),
    "faq_phrases": (("brought", sa.Boolean, {"nullable": False, "server_default": sa.false()}),),
}


def upgrade() -> None:
    for table, columns in NEW.items():
        for name, kind, more in columns:
            op.add_column(table, sa.Column(name, kind, **more))
    op.create_index("ix_faq_entries_group_id", "faq_entries", ["group_id"])
    op.create_table(
        "faq_revisions",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("entry_id", sa.BigInteger, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("member_id", sa.BigInteger),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_faq_revisions_entry_id", "faq_revisions", ["entry_id"])
    op.create_index("ix_faq_revisions_member_id", "faq_revisions", ["member_id"])
    op.create_table(
        "faq_vectors",
        sa.Column("community_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("content", sa.LargeBinary, primary_key=True),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "faq_feedback",
        sa.Column("question_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("entry_id", sa.BigInteger, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("solved", sa.Boolean, nullable=False),
        sa.Column("member_id", sa.BigInteger),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_faq_feedback_community_id_at", "faq_feedback", ["community_id", "at"])
    op.create_index("ix_faq_feedback_member_id", "faq_feedback", ["member_id"])


def downgrade() -> None:
    for table in ("faq_feedback", "faq_vectors", "faq_revisions"):
        op.drop_table(table)
    op.drop_index("ix_faq_entries_group_id", "faq_entries")
    for table, columns in NEW.items():
        for name, _, _ in columns:
            op.drop_column(table, name)
