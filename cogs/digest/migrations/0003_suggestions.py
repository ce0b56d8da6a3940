"""What was suggested and then done or put aside."""

import sqlalchemy as sa
from alembic import op

revision = "digest_0003"
down_revision = "digest_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest_suggestions",
        sa.Column("community_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("member_id", sa.BigInteger),
    )
    op.create_index("ix_digest_suggestions_member_id", "digest_suggestions", ["member_id"])


def downgrade() -> None:
    op.drop_table("digest_suggestions")
