"""Alerts of several messages, scores without text, lessons, actions, appeals, notes, rota."""

import sqlalchemy as sa
from alembic import op

revision = "safety_0002"
down_revision = "safety_0001"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = (
    "actions", "appeals", "channels", "days", "doors", "exposure", "lessons", "messages", "notes",
    "rota", "scores", "words",
)  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "safety_actions",
        sa.Column(
            "id",
            ID,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("alert_id", sa.BigInteger(), nullable=True),
        sa.Column("warning_id", sa.BigInteger(), nullable=True),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=True),
        sa.Column("seconds", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("safety_actions") as batch:
        batch.create_index("ix_safety_actions_alert_id", ["alert_id"])
        batch.create_index(
            "ix_safety_actions_community_id_member_id", ["community_id", "member_id"]
        )

    op.create_table(
        "safety_appeals",
        sa.Column(
            "id",
            ID,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("action_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("acting_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("action_id"),
    )
    with op.batch_alter_table("safety_appeals") as batch:
        batch.create_index("ix_safety_appeals_community_id_state", ["community_id", "state"])
        batch.create_index("ix_safety_appeals_member_id", ["member_id"])

    op.create_table(
        "safety_channels",
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("manner", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id"),
    )
    op.create_table(
        "safety_days",
        sa.Column("community_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("scored", sa.Integer(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "day"),
    )
    op.create_table(
        "safety_doors",
        sa.Column("space_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=False),
        sa.Column("former", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("space_id"),
    )
    op.create_table(
        "safety_exposure",
        sa.Column("community_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cards", sa.Integer(), nullable=False),
        sa.Column("serious", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "member_id", "day"),
    )
    op.create_table(
        "safety_lessons",
        sa.Column(
            "id",
            ID,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("alert_id", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("step", sa.Float(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("alert_id", "label", name="uq_safety_lessons_alert_label"),
    )
    with op.batch_alter_table("safety_lessons") as batch:
        batch.create_index("ix_safety_lessons_community_id", ["community_id"])

    op.create_table(
        "safety_messages",
        sa.Column(
            "id",
            ID,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("alert_id", sa.BigInteger(), nullable=False),
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("target_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=True),
        sa.Column("flagged", sa.JSON(), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint(
            "alert_id", "channel_id", "message_id", name="uq_safety_messages_place"
        ),
    )
    with op.batch_alter_table("safety_messages") as batch:
        batch.create_index("ix_safety_messages_author_id", ["author_id"])
        batch.create_index("ix_safety_messages_channel_id_message_id", ["channel_id", "message_id"])

    op.create_table(
        "safety_notes",
        sa.Column(
            "id",
            ID,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("safety_notes") as batch:
        batch.create_index("ix_safety_notes_community_id_member_id", ["community_id", "member_id"])

    op.create_table(
        "safety_rota",
        sa.Column("community_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "member_id"),
    )
    op.create_table(
        "safety_scores",
        sa.Column(
            "id",
            ID,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("community_id", sa.BigInteger(), nullable=False),
        sa.Column("space_id", sa.BigInteger(), nullable=True),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("target_id", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("flagged", sa.JSON(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("channel_id", "message_id", name="uq_safety_scores_message"),
    )
    with op.batch_alter_table("safety_scores") as batch:
        batch.create_index("ix_safety_scores_author_id", ["author_id"])
        batch.create_index("ix_safety_scores_community_id_sent_at", ["community_id", "sent_at"])

    op.create_table(
        "safety_words",
        sa.Column("community_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("community_id", "word"),
    )
    with op.batch_alter_table("safety_alerts") as batch:
        batch.add_column(sa.Column("target_id", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("findings", sa.JSON(), nullable=True))
        batch.add_column(sa.Column("claimed_by", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("claimed_at", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("asked_id", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("asked_at", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("safety_reports") as batch:
        batch.add_column(sa.Column("upheld", sa.Boolean(), nullable=True))

    with op.batch_alter_table("safety_warnings") as batch:
        batch.add_column(sa.Column("expires_at", sa.BigInteger(), nullable=True))

    # what was decided before has one message and at most one action
    op.execute(
        """
        INSERT INTO safety_messages (alert_id, community_id, channel_id, message_id, author_id,
            text, url, sent_at, scores, flagged, gone)
        SELECT id, community_id, channel_id, message_id, author_id,
            text, url, coalesce(sent_at, created_at), scores, flagged, gone
        FROM safety_alerts WHERE message_id IS NOT NULL AND channel_id IS NOT NULL
        """
    )
    for outcome, kind in (("deleted", "delete"), ("warned", "warn"), ("timed_out", "time_out")):
        done = sa.text(
            """
            INSERT INTO safety_actions (community_id, alert_id, warning_id, member_id, by_id,
                automatic, kind, space_id, at, undone_by, undone_at)
            SELECT a.community_id, a.id, w.id, a.author_id, a.settled_by, :automatic, :kind,
                a.space_id, a.settled_at, a.undone_by, a.undone_at
            FROM safety_alerts a LEFT JOIN safety_warnings w ON w.alert_id = a.id
            WHERE a.outcome = :outcome
            """
        )
        op.execute(done.bindparams(automatic=False, kind=kind, outcome=outcome))
    plain = sa.text(
        """
        INSERT INTO safety_actions (community_id, warning_id, member_id, by_id, automatic, kind,
            at, undone_by, undone_at)
        SELECT community_id, id, member_id, by_id, :automatic, 'warn', at, revoked_by, revoked_at
        FROM safety_warnings WHERE alert_id IS NULL
        """
    ).bindparams(automatic=False)
    op.execute(plain)


def downgrade() -> None:
    with op.batch_alter_table("safety_warnings") as batch:
        batch.drop_column("expires_at")
    with op.batch_alter_table("safety_reports") as batch:
        batch.drop_column("upheld")
    with op.batch_alter_table("safety_alerts") as batch:
        for name in ("asked_at", "asked_id", "claimed_at", "claimed_by", "findings", "target_id"):
            batch.drop_column(name)
    for name in TABLES:
        op.drop_table(f"safety_{name}")
