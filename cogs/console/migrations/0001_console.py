"""Who may come in to the console."""

import sqlalchemy as sa
from alembic import op

revision = "console_0001"
down_revision = None
branch_labels = ("console",)
depends_on = None


def upgrade() -> None:
    for name in ("console_keys", "console_passes"):
        op.create_table(
            name,
            sa.Column("hash", sa.LargeBinary, primary_key=True),
            sa.Column("member_id", sa.BigInteger, nullable=False),
            sa.Column("expires_at", sa.BigInteger, nullable=False),
        )
        op.create_index(f"ix_{name}_member_id", name, ["member_id"])


def downgrade() -> None:
    for name in ("console_passes", "console_keys"):
        op.drop_table(name)
