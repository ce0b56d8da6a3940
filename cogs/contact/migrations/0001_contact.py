"""People's wishes about messages, and which messages were granted in the last days."""

import sqlalchemy as sa
from alembic import op

revision = "contact_0001"
down_revision = None
branch_labels = ("contact",)
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_wishes",
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("zone", sa.Text),
        sa.Column("quiet_from", sa.Integer),
        sa.Column("quiet_to", sa.Integer),
    )
    op.create_table(
        "contact_stops",
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("topic", sa.Text, primary_key=True),
    )
    op.create_table(
        "contact_granted",
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("topic", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("wanted", sa.Boolean, nullable=False),
    )
    op.create_index("ix_contact_granted_at", "contact_granted", ["at"])


def downgrade() -> None:
    for name in ("contact_granted", "contact_stops", "contact_wishes"):
        op.drop_table(name)
