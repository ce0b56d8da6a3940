"""Reactions, mentions, who is left out, and more rollups."""

import sqlalchemy as sa
from alembic import op

revision = "core_0006"
down_revision = "core_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activity_months",
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "community_id", "month", "member_id", name=op.f("pk_activity_months")
        ),
        sqlite_with_rowid=False,
    )

    op.create_table(
        "activity_weeks",
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("week", sa.Integer(), nullable=False),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "community_id", "week", "member_id", name=op.f("pk_activity_weeks")
        ),
        sqlite_with_rowid=False,
    )

    op.create_table(
        "answers",
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column(
            "message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "answerer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("answered_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "community_id", "sent_at", "message_id", "answerer_id", name=op.f("pk_answers")
        ),
        sqlite_with_rowid=False,
    )

    op.create_table(
        "arrivals",
        sa.Column(
            "member_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_arrivals")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("arrivals", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_arrivals_community_id_first_day_member_id"),
            ["community_id", "first_day", "member_id"],
            unique=False,
        )

    op.create_table(
        "channel_days",
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column(
            "channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "day", "channel_id", name=op.f("pk_channel_days")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comings",
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("net", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "place", name=op.f("pk_comings")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("comings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_comings_community_id_at_kind_net_member_id"),
            ["community_id", "at", "kind", "net", "member_id"],
            unique=False,
        )

    op.create_table(
        "community_days",
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.Column("active", sa.Integer(), nullable=False),
        sa.Column("joins", sa.Integer(), nullable=False),
        sa.Column("leaves", sa.Integer(), nullable=False),
        sa.Column("net", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "day", name=op.f("pk_community_days")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "left_out",
        sa.Column(
            "member_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_left_out")),
    )
    with op.batch_alter_table("left_out", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_left_out_community_id"), ["community_id"], unique=False
        )

    op.create_table(
        "mentions",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("space_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("native_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "target_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentions")),
        sa.UniqueConstraint(
            "space_id",
            "native_id",
            "target_id",
            name=op.f("uq_mentions_space_id_native_id_target_id"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentions_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mentions_target_id"), ["target_id"], unique=False)

    op.create_table(
        "pair_days",
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column(
            "source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "target_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("mentions", sa.Integer(), nullable=False),
        sa.Column("reactions", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "community_id", "day", "source_id", "target_id", name=op.f("pk_pair_days")
        ),
        sqlite_with_rowid=False,
    )

    op.create_table(
        "reactions",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("space_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("native_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("emoji", sa.BigInteger(), nullable=False),
        sa.Column("target_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reactions")),
        sa.UniqueConstraint(
            "space_id",
            "native_id",
            "member_id",
            "emoji",
            name=op.f("uq_reactions_space_id_native_id_member_id_emoji"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("reactions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reactions_community_id_at_member_id"),
            ["community_id", "at", "member_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_reactions_member_id"), ["member_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reactions_target_id"), ["target_id"], unique=False)

    op.create_table(
        "written",
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("space_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", "space_id", name=op.f("pk_written")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("written", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_written_community_id_first_at_member_id"),
            ["community_id", "first_at", "member_id"],
            unique=False,
        )

    # sums can be made again: the next start counts everything anew, in the new shape
    for table in ("activity_hours", "activity_days"):
        op.drop_table(table)
    op.execute("DELETE FROM rollup_state")
    op.create_table(
        "activity_hours",
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "community_id", "hour", "member_id", "channel_id", name=op.f("pk_activity_hours")
        ),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("activity_hours", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_activity_hours_member_id_hour"), ["member_id", "hour"], unique=False
        )

    op.create_table(
        "activity_days",
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("openings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "day", "member_id", name=op.f("pk_activity_days")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("activity_days", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_activity_days_member_id_day"), ["member_id", "day"], unique=False
        )

    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index(
            batch_op.f("ix_messages_reply_member_id"),
            sqlite_where=sa.text("reply_member_id IS NOT NULL"),
        )
        batch_op.create_index(
            batch_op.f("ix_messages_reply_member_id_sent_at"),
            ["reply_member_id", "sent_at"],
            unique=False,
            sqlite_where=sa.text("reply_member_id IS NOT NULL"),
            postgresql_where=sa.text("reply_member_id IS NOT NULL"),
        )

    op.execute(
        "INSERT INTO left_out (member_id, community_id, why) "
        "SELECT id, community_id, 'erased' FROM members WHERE erased_at IS NOT NULL"
    )
    op.execute(
        "INSERT INTO left_out (member_id, community_id, why) "
        "SELECT DISTINCT m.id, m.community_id, 'bot' FROM members m "
        "JOIN accounts a ON a.member_id = m.id WHERE a.is_bot AND m.erased_at IS NULL"
    )


def downgrade() -> None:
    for table in (
        "written",
        "reactions",
        "pair_days",
        "mentions",
        "left_out",
        "community_days",
        "comings",
        "channel_days",
        "arrivals",
        "answers",
        "activity_weeks",
        "activity_months",
        "activity_hours",
        "activity_days",
    ):
        op.drop_table(table)
    # as on the way up: the next start counts everything anew, in the former shape
    op.execute("DELETE FROM rollup_state")
    op.create_table(
        "activity_days",
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "day", "member_id", name=op.f("pk_activity_days")),
    )
    with op.batch_alter_table("activity_days", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_activity_days_member_id"), ["member_id"], unique=False)

    op.create_table(
        "activity_hours",
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column(
            "member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column(
            "channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "community_id", "hour", "member_id", "channel_id", name=op.f("pk_activity_hours")
        ),
    )
    with op.batch_alter_table("activity_hours", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_activity_hours_member_id_hour"), ["member_id", "hour"], unique=False
        )

    op.drop_index("ix_messages_reply_member_id_sent_at", "messages")
    op.create_index(
        "ix_messages_reply_member_id",
        "messages",
        ["reply_member_id"],
        sqlite_where=sa.text("reply_member_id IS NOT NULL"),
        postgresql_where=sa.text("reply_member_id IS NOT NULL"),
    )
