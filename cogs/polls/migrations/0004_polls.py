"""Polls that another cog asked for: under which key, whom to tell, and who alone may vote.

Downwards, polls in which only a list may vote are deleted if they are open: without the list
everybody could vote in them.
"""

import sqlalchemy as sa
from alembic import op

revision = "polls_0004"
down_revision = "polls_0003"
branch_labels = None
depends_on = None

POLLS = sa.table("polls", *map(sa.column, ("id", "state", "listed")))
PARTS = ("options", "ballots", "voted", "turnout")


def upgrade() -> None:
    with op.batch_alter_table("polls") as batch:
        batch.add_column(sa.Column("asked_key", sa.Text))
        batch.add_column(sa.Column("tells", sa.Text))
        batch.add_column(sa.Column("told_at", sa.BigInteger))
        batch.add_column(sa.Column("listed", sa.Boolean))
        batch.create_unique_constraint(
            "uq_polls_community_id_asked_key", ["community_id", "asked_key"]
        )
    op.create_table(
        "polls_voters",
        sa.Column("poll_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("member_id", sa.BigInteger, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_polls_voters_member_id", "polls_voters", ["member_id"])


def downgrade() -> None:
    conn = op.get_bind()
    for_few = sa.select(POLLS.c.id).where(POLLS.c.state == "open", POLLS.c.listed.is_(sa.true()))
    gone = list(conn.scalars(for_few))
    for part in PARTS:
        table = sa.table(f"polls_{part}", sa.column("poll_id"))
        conn.execute(sa.delete(table).where(table.c.poll_id.in_(gone)))
    conn.execute(sa.delete(POLLS).where(POLLS.c.id.in_(gone)))
    op.drop_table("polls_voters")
    with op.batch_alter_table("polls") as batch:
        batch.drop_constraint("uq_polls_community_id_asked_key", type_="unique")
        for name in ("asked_key", "tells", "told_at", "listed"):
            batch.drop_column(name)
