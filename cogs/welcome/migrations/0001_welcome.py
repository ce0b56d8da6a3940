"""Who arrived, and by which message they were greeted."""

import sqlalchemy as sa
from alembic import op

revision = "welcome_0001"
down_revision = None
branch_labels = ("welcome",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "welcome_arrivals",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            primary_key=True,
            autoincrement=True,
        ),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("space_id", sa.BigInteger, nullable=False),
        sa.Column("member_id", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("greeted_at", sa.BigInteger),
        sa.Column("post", sa.Text),
    )
    op.create_index(
        "ix_welcome_arrivals_space_id_greeted_at", "welcome_arrivals", ["space_id", "greeted_at"]
    )
    op.create_index("ix_welcome_arrivals_member_id", "welcome_arrivals", ["member_id"])


def downgrade() -> None:
    op.drop_table("welcome_arrivals")
