"""What became of questions: the bot's turns, tickets that people take over, drafts of entries."""

import sqlalchemy as sa
from alembic import op

revision = "faq_0003"
down_revision = "faq_0002"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "faq_outcomes",
        sa.Column("question_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("shown", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("solved_by", sa.BigInteger),
        sa.Column("by_staff", sa.Boolean),
        sa.Column("solved_at", sa.BigInteger),
    )
    op.create_index("ix_faq_outcomes_community_id_at", "faq_outcomes", ["community_id", "at"])
    op.create_index("ix_faq_outcomes_solved_by", "faq_outcomes", ["solved_by"])
    op.create_table(
        "faq_tickets",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("question_id", sa.BigInteger, nullable=False),
        sa.Column("asker_id", sa.BigInteger),
        sa.Column("text", sa.Text),
        sa.Column("private", sa.Boolean, nullable=False),
        sa.Column("channel_id", sa.BigInteger, nullable=False),
        sa.Column("message_id", sa.BigInteger),
        sa.Column("place_id", sa.BigInteger),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("opened_at", sa.BigInteger, nullable=False),
        sa.Column("helper_id", sa.BigInteger),
        sa.Column("claimed_at", sa.BigInteger),
        sa.Column("answered_by", sa.BigInteger),
        sa.Column("answered_at", sa.BigInteger),
        sa.Column("answer_channel", sa.BigInteger),
        sa.Column("answer_message", sa.BigInteger),
    )
    op.create_index("ix_faq_tickets_question_id", "faq_tickets", ["question_id"], unique=True)
    op.create_index("ix_faq_tickets_community_id_state", "faq_tickets", ["community_id", "state"])
    op.create_index("ix_faq_tickets_asker_id", "faq_tickets", ["asker_id"])
    op.create_table(
        "faq_drafts",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("question_id", sa.BigInteger, nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("asker_id", sa.BigInteger),
        sa.Column("author_id", sa.BigInteger),
        sa.Column("made_at", sa.BigInteger, nullable=False),
    )
    op.create_index("ix_faq_drafts_question_id", "faq_drafts", ["question_id"], unique=True)
    op.create_index("ix_faq_drafts_asker_id", "faq_drafts", ["asker_id"])
    op.create_index("ix_faq_drafts_author_id", "faq_drafts", ["author_id"])


def downgrade() -> None:
    for table in ("faq_drafts", "faq_tickets", "faq_outcomes"):
        op.drop_table(table)
