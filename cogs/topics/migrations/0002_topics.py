"""How messages of a member sounded, so that it leaves with them; how many people used a word."""

import sqlalchemy as sa
from alembic import op

revision = "topics_0002"
down_revision = "topics_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("judged", "positive", "negative"):
        column = sa.Column(name, sa.Integer, nullable=False, server_default="0")
        op.add_column("topics_people", column)
    # a word was written down from five people on
    people = sa.Column("people", sa.Integer, nullable=False, server_default="5")
    op.add_column("topics_words", people)


def downgrade() -> None:
    for table, columns in (
        ("topics_words", ("people",)),
        ("topics_people", ("negative", "positive", "judged")),
    ):
        for name in columns:
            op.drop_column(table, name)
