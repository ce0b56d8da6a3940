"""Who answered whom, by time."""

import sqlalchemy as sa
from alembic import op

revision = "core_0005"
down_revision = "core_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_messages_community_id_sent_at_member_id_reply_member_id"),
            ["community_id", "sent_at", "member_id", "reply_member_id"],
            unique=False,
            sqlite_where=sa.text("reply_member_id IS NOT NULL"),
            postgresql_where=sa.text("reply_member_id IS NOT NULL"),
        )


def downgrade() -> None:
    op.drop_index("ix_messages_community_id_sent_at_member_id_reply_member_id", "messages")
