"""Private and returning greetings, the charter, the intake, and first messages without answer."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "welcome_0002"
down_revision = "welcome_0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

INDEXES = (
    ("welcome_arrivals", ("post",)),
    ("welcome_notes", ("space_id", "sent_at")),
    ("welcome_notes", ("space_id", "at")),
    ("welcome_notes", ("member_id",)),
    ("welcome_acceptances", ("community_id", "version")),
    ("welcome_choices", ("question_id",)),
    ("welcome_answers", ("question_id",)),
    ("welcome_firsts", ("community_id", "state")),
    ("welcome_firsts", ("card",)),
    ("welcome_firsts", ("by_id",)),
)
TABLES = (
    "notes", "awaited", "charters", "acceptances", "asked", "questions", "choices", "answers",
    "texts", "introductions", "firsts",
)  # fmt: skip


def upgrade() -> None:
    back = sa.Column("back", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("welcome_arrivals", back)
    op.add_column("welcome_arrivals", sa.Column("left_at", sa.BigInteger))
    _about_greetings()
    _about_the_charter()
    _about_the_intake()
    _about_newcomers()
    for table, columns in INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _about_greetings() -> None:
    op.create_table(
        "welcome_notes",
        _id(),
        *map(_needed, ("community_id", "space_id", "member_id", "at", "due_at")),
        sa.Column("sent_at", sa.BigInteger),
        sa.Column("post", sa.Text),
        _needed("back", sa.Boolean),
    )
    op.create_table(
        "welcome_awaited",
        _part("space_id"),
        _part("member_id"),
        _needed("community_id"),
        _needed("at"),
        _needed("back", sa.Boolean),
    )


def _about_the_charter() -> None:
    op.create_table(
        "welcome_charters",
        _id(),
        _needed("community_id"),
        _needed("version"),
        _needed("text", sa.Text),
        _needed("asks", sa.Boolean),
        _needed("by_setting", sa.Boolean),
        sa.Column("author_id", sa.BigInteger),
        _needed("at"),
        sa.UniqueConstraint(
            "community_id", "version", name="uq_welcome_charters_community_id_version"
        ),
    )
    op.create_table(
        "welcome_acceptances",
        _part("member_id"),
        _part("version"),
        _needed("community_id"),
        _needed("at"),
    )
    op.create_table(
        "welcome_asked", _part("member_id"), _part("version"), _needed("times"), _needed("at")
    )


def _about_the_intake() -> None:
    op.create_table(
        "welcome_questions",
        _id(),
        _needed("community_id"),
        _needed("position"),
        *(_needed(name, sa.Text) for name in ("word", "question", "purpose", "kind")),
        sa.UniqueConstraint("community_id", "word", name="uq_welcome_questions_community_id_word"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "welcome_choices",
        _id(),
        _needed("question_id"),
        _needed("position"),
        _needed("label", sa.Text),
        _needed("role", sa.Text),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "welcome_answers",
        _part("member_id"),
        _part("choice_id"),
        _needed("question_id"),
        _needed("at"),
    )
    op.create_table(
        "welcome_texts",
        _part("member_id"),
        _part("question_id"),
        _needed("text", sa.Text),
        _needed("at"),
    )
    op.create_table(
        "welcome_introductions",
        _part("member_id"),
        _needed("community_id"),
        _needed("number"),
        _needed("post", sa.Text),
        _needed("at"),
        sa.Column("removed_at", sa.BigInteger),
    )


def _about_newcomers() -> None:
    op.create_table(
        "welcome_firsts",
        _id(),
        *map(_needed, ("community_id", "space_id", "member_id", "channel_id", "native_id")),
        sa.Column("url", sa.Text),
        *map(_needed, ("said_at", "due_at")),
        _needed("state", sa.Text),
        sa.Column("card", sa.Text),
        *(sa.Column(name, sa.BigInteger) for name in ("carded_at", "by_id")),
        sa.UniqueConstraint("member_id", name="uq_welcome_firsts_member_id"),
    )


def _id() -> sa.Column[Any]:
    return sa.Column("id", ID, primary_key=True, autoincrement=True)


def _part(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, primary_key=True, autoincrement=False)


def _needed(name: str, kind: Any = sa.BigInteger) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def downgrade() -> None:
    op.drop_index("ix_welcome_arrivals_post", "welcome_arrivals")
    for table in reversed(TABLES):
        op.drop_table(f"welcome_{table}")
    with op.batch_alter_table("welcome_arrivals") as batch:
        batch.drop_column("left_at")
        batch.drop_column("back")
