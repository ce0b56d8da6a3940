"""Reports by message; an index for the limit of cards; numbers of alerts are used once."""

import sqlalchemy as sa
from alembic import op

revision = "safety_0003"
down_revision = "safety_0002"
branch_labels = None
depends_on = None

REPORTED = "ix_safety_reports_alert_id_member_id"
CARDS = "ix_safety_alerts_community_id_card_at"


def upgrade() -> None:
    number = sa.Column("message_id", sa.BigInteger(), nullable=False, server_default="0")
    op.add_column("safety_reports", number)
    op.drop_index(REPORTED, "safety_reports")
    op.create_index(
        REPORTED, "safety_reports", ["alert_id", "member_id", "message_id"], unique=True
    )
    op.create_index(CARDS, "safety_alerts", ["community_id", "card_at"])
    # an alert that became part of another one must not leave its number to the next
    _rebuild(autoincrement=True)


def _rebuild(*, autoincrement: bool) -> None:
    if op.get_bind().dialect.name == "sqlite":
        kwargs = {"sqlite_autoincrement": autoincrement}
        with op.batch_alter_table("safety_alerts", recreate="always", table_kwargs=kwargs):
            pass


def downgrade() -> None:
    _rebuild(autoincrement=False)
    op.drop_index(CARDS, "safety_alerts")
    op.drop_index(REPORTED, "safety_reports")
    # of several reports by one member the first one stays
    op.execute(
        """
        DELETE FROM safety_reports WHERE id NOT IN
            (SELECT min(id) FROM safety_reports GROUP BY alert_id, coalesce(member_id, -id))
        """
    )
    op.create_index(REPORTED, "safety_reports", ["alert_id", "member_id"], unique=True)
    with op.batch_alter_table("safety_reports") as batch:
        batch.drop_column("message_id")
