"""Polls for an audience: the condition that says who may vote."""

import sqlalchemy as sa
from alembic import op

revision = "polls_0005"
down_revision = "polls_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("polls") as batch:
        batch.add_column(sa.Column("audience", sa.Text))


def downgrade() -> None:
    with op.batch_alter_table("polls") as batch:
        batch.drop_column("audience")
