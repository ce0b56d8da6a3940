"""How many messages of a day sounded positive, neutral and negative: counts, no text, no people."""

import sqlalchemy as sa
from alembic import op

revision = "digest_0002"
down_revision = "digest_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "digest_moods",
        sa.Column("community_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("day", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("positive", sa.Integer, nullable=False),
        sa.Column("neutral", sa.Integer, nullable=False),
        sa.Column("negative", sa.Integer, nullable=False),
        sa.Column("score_sum", sa.Float, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("digest_moods")
