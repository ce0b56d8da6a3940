"""Topics, what they have in common, counts by day, who took part, and words of at least five."""

import sqlalchemy as sa
from alembic import op

revision = "topics_0001"
down_revision = None
branch_labels = ("topics",)
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _key(name: str, kind: type[sa.types.TypeEngine[int]] = sa.BigInteger) -> sa.Column[int]:
    return sa.Column(name, kind, primary_key=True, autoincrement=False)


def upgrade() -> None:
    op.create_table(
        "topics_topics",
        sa.Column("id", ID, primary_key=True, autoincrement=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("vector", sa.LargeBinary),
        sa.Column("mass", sa.Float, nullable=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("hidden", sa.Boolean, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_topics_topics_community_id", "topics_topics", ["community_id"])
    op.create_table(
        "topics_means",
        _key("community_id"),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.Column("mass", sa.Float, nullable=False),
    )
    op.create_table(
        "topics_days",
        _key("community_id"),
        sa.Column("kind", sa.Text, primary_key=True),
        _key("subject"),
        _key("day", sa.Integer),
        sa.Column("messages", sa.Integer, nullable=False),
        sa.Column("judged", sa.Integer, nullable=False),
        sa.Column("positive", sa.Integer, nullable=False),
        sa.Column("negative", sa.Integer, nullable=False),
    )
    op.create_table(
        "topics_people",
        _key("community_id"),
        sa.Column("kind", sa.Text, primary_key=True),
        _key("subject"),
        _key("day", sa.Integer),
        _key("member_id"),
        sa.Column("messages", sa.Integer, nullable=False),
    )
    op.create_index("ix_topics_people_member_id", "topics_people", ["member_id"])
    op.create_table(
        "topics_words",
        _key("topic_id"),
        sa.Column("word", sa.Text, primary_key=True),
        sa.Column("community_id", sa.BigInteger, nullable=False),
        sa.Column("messages", sa.Integer, nullable=False),
    )
    op.create_index("ix_topics_words_community_id", "topics_words", ["community_id"])


def downgrade() -> None:
    for table in ("words", "people", "days", "means", "topics"):
        op.drop_table(f"topics_{table}")
