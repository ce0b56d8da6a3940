"""Merging, following, tags, comments, held drafts, consent, testers, experts and challenges."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "ideas_0002"
down_revision = "ideas_0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

NEW: dict[str, tuple[tuple[str, Any, dict[str, Any]], ...]] = {
    "ideas": (
        ("anonymous", sa.Boolean, {"nullable": False, "server_default": sa.false()}),
        ("merged_into", sa.BigInteger, {}),
        ("merged_with", sa.BigInteger, {}),
        ("owner_id", sa.BigInteger, {}),
        ("due_at", sa.BigInteger, {}),
        ("challenge_id", sa.BigInteger, {}),
        ("asked_at", sa.BigInteger, {}),
        ("source", sa.Text, {}),
        ("brought", sa.BigInteger, {"nullable": False, "server_default": "0"}),
    ),
    "ideas_changes": (("owner_id", sa.BigInteger, {}), ("due_at", sa.BigInteger, {})),
    "ideas_drafts": (
        ("anonymous", sa.Boolean, {"nullable": False, "server_default": sa.false()}),
        ("challenge_id", sa.BigInteger, {}),
        ("held_at", sa.BigInteger, {}),
        ("held_for", sa.Text, {"nullable": False, "server_default": ""}),
    ),
}
STATUSES = (("ideas", "status"), ("ideas_changes", "before"), ("ideas_changes", "after"))
INDEXES = (
    ("ideas", "merged_into"),
    ("ideas", "challenge_id"),
    ("ideas_followers", "member_id"),
    ("ideas_comments", "idea_id"),
    ("ideas_comments", "member_id"),
    ("ideas_threads", "idea_id"),
    ("ideas_merges", "idea_id"),
    ("ideas_testers", "member_id"),
    ("ideas_feedback", "idea_id"),
    ("ideas_feedback", "member_id"),
    ("ideas_challenges", "community_id"),
    ("ideas_jury", "member_id"),
)


def upgrade() -> None:
    for table, columns in NEW.items():
        for name, kind, more in columns:
            op.add_column(table, sa.Column(name, kind, **more))
    _about_ideas()
    _about_people()
    _about_challenges()
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_index(
        "uq_ideas_community_id_source", "ideas", ["community_id", "source"], unique=True
    )


def _about_ideas() -> None:
    op.create_table("ideas_tags", _part("idea_id"), sa.Column("tag", sa.Text, primary_key=True))
    op.create_table(
        "ideas_comments",
        _part("channel_id"),
        _part("native_id"),
        _needed("idea_id"),
        sa.Column("member_id", sa.BigInteger),
        _needed("at"),
    )
    op.create_table("ideas_threads", _part("channel_id"), _needed("idea_id"))
    op.create_table(
        "ideas_merges",
        _id(),
        _needed("idea_id"),
        _needed("into_id"),
        sa.Column("actor_id", sa.BigInteger),
        _needed("at"),
        sa.Column("undone_at", sa.BigInteger),
        sa.Column("undone_by", sa.BigInteger),
    )


def _about_people() -> None:
    op.create_table(
        "ideas_followers",
        _part("idea_id"),
        _part("member_id"),
        _needed("wants", sa.Boolean),
        _needed("at"),
    )
    op.create_table(
        "ideas_consents",
        _part("member_id"),
        sa.Column("version", sa.Text, primary_key=True),
        _needed("at"),
    )
    op.create_table(
        "ideas_testers",
        _part("idea_id"),
        _part("member_id"),
        _needed("state", sa.Text),
        _needed("at"),
    )
    op.create_table(
        "ideas_feedback",
        _id(),
        _needed("idea_id"),
        sa.Column("member_id", sa.BigInteger),
        _needed("text", sa.Text),
        _needed("at"),
        sqlite_autoincrement=True,
    )
    op.create_table("ideas_experts", _part("member_id"), _needed("at"))


def _about_challenges() -> None:
    op.create_table(
        "ideas_challenges",
        _id(),
        _needed("community_id"),
        sa.Column("asker_id", sa.BigInteger),
        _needed("channel_id"),
        *(_needed(n, sa.Text) for n in ("question", "details", "criteria", "decides", "phase")),
        *map(_needed, ("turn", "discuss_at", "vote_at", "decide_at")),
        sa.Column("asked_at", sa.BigInteger),
        sa.Column("poll_id", sa.BigInteger),
        _needed("verdict", sa.Text),
        sa.Column("winner_id", sa.BigInteger),
        _needed("reason", sa.Text),
        *map(_needed, ("created_at", "changed_at")),
        sqlite_autoincrement=True,
    )
    op.create_table("ideas_jury", _part("challenge_id"), _part("member_id"))
    name = "uq_ideas_finalists_challenge_id_position"
    op.create_table(
        "ideas_finalists",
        _part("challenge_id"),
        _part("idea_id"),
        _needed("position"),
        sa.Column("place", sa.Integer),
        sa.UniqueConstraint("challenge_id", "position", name=name),
    )


def _id() -> sa.Column[Any]:
    return sa.Column("id", ID, primary_key=True, autoincrement=True)


def _part(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, primary_key=True, autoincrement=False)


def _needed(name: str, kind: Any = sa.BigInteger) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def downgrade() -> None:
    for table in (
        "finalists", "jury", "challenges", "experts", "feedback", "testers", "consents",
        "followers", "merges", "threads", "comments", "tags",
    ):  # fmt: skip
        op.drop_table(f"ideas_{table}")
    op.drop_index("uq_ideas_community_id_source", "ideas")
    op.drop_index("ix_ideas_merged_into", "ideas")
    op.drop_index("ix_ideas_challenge_id", "ideas")
    # what is parked has no word of its own in the older version
    for table, column in (
        ("ideas", "status"),
        ("ideas_changes", "before"),
        ("ideas_changes", "after"),
    ):
        op.execute(f"UPDATE {table} SET {column} = 'declined' WHERE {column} = 'not_now'")  # noqa: S608
    for table, columns in NEW.items():
        with op.batch_alter_table(table) as batch:
            for name, *_ in columns:
                batch.drop_column(name)
