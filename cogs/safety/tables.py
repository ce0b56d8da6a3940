"""Tables of the safety cog."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

from storage.database.columns import Id

metadata = MetaData()

alerts = Table(
    "safety_alerts",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("space_id", BigInteger),
    Column("channel_id", BigInteger),
    Column("message_id", BigInteger),
    # null once the author asked to be forgotten
    Column("author_id", BigInteger),
    Column("author_is_staff", Boolean, nullable=False),
    # open -> acting (a moderator's click is being carried out) -> settled; or observed
    Column("state", Text, nullable=False),
    # what it is about while undecided, null afterwards: one open alert for one message
    Column("open_key", Text, unique=True),
    Column("card", Text, nullable=False),
    Column("flood", BigInteger),
    Column("url", Text),
    Column("text", Text),
    Column("sent_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    # when its card was granted; what is counted against the limit of cards a minute
    Column("card_at", BigInteger),
    Column("scores", JSON),
    Column("flagged", JSON),
    Column("words", JSON),
    Column("model", Text),
    Column("edited", Text, nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("acting_at", BigInteger),
    Column("failure", JSON),
    Column("outcome", Text),
    Column("detail", JSON),
    Column("settled_by", BigInteger),
    Column("settled_at", BigInteger),
    Column("undone_by", BigInteger),
    Column("undone_at", BigInteger),
    # the member it was aimed at, where that is known
    Column("target_id", BigInteger),
    # patterns and other reasons beside the score: [{"name": ..., "detail": {...}}]
    Column("findings", JSON),
    # a moderator who looks after it, while it is undecided
    Column("claimed_by", BigInteger),
    Column("claimed_at", BigInteger),
    # whom the rota has asked, and when
    Column("asked_id", BigInteger),
    Column("asked_at", BigInteger),
    Index("ix_safety_alerts_community_id_state", "community_id", "state"),
    Index("ix_safety_alerts_community_id_created_at", "community_id", "created_at"),
    Index("ix_safety_alerts_community_id_card_at", "community_id", "card_at"),
    Index("ix_safety_alerts_channel_id_message_id", "channel_id", "message_id"),
    Index("ix_safety_alerts_author_id", "author_id"),
    # a number must never come back for another alert: buttons and cards name it
    sqlite_autoincrement=True,
)

# A member reports a message of an alert once; the reporter is null once they asked to be forgotten.
reports = Table(
    "safety_reports",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("alert_id", BigInteger, nullable=False),
    Column("community_id", BigInteger, nullable=False),
    Column("member_id", BigInteger),
    Column("reason", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    # whether the decision bore it out; null while undecided
    Column("upheld", Boolean),
    # 0: about the person
    Column("message_id", BigInteger, nullable=False, server_default="0"),
    Index(
        "ix_safety_reports_alert_id_member_id", "alert_id", "member_id", "message_id", unique=True
    ),
    Index("ix_safety_reports_member_id_at", "member_id", "at"),
)

warnings = Table(
    "safety_warnings",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("member_id", BigInteger, nullable=False),
    Column("by_id", BigInteger),
    Column("alert_id", BigInteger, unique=True),
    Column("reason", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("revoked_at", BigInteger),
    Column("revoked_by", BigInteger),
    Column("expires_at", BigInteger),
    Index("ix_safety_warnings_community_id_member_id", "community_id", "member_id"),
)

# Every message of an alert, the first one too. The alert's own columns speak of the worst of them.
messages = Table(
    "safety_messages",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("alert_id", BigInteger, nullable=False),
    Column("community_id", BigInteger, nullable=False),
    Column("channel_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    # null once the author asked to be forgotten, and so is the text
    Column("author_id", BigInteger),
    Column("target_id", BigInteger),
    Column("text", Text),
    Column("url", Text),
    Column("sent_at", BigInteger, nullable=False),
    Column("scores", JSON),
    Column("flagged", JSON),
    Column("gone", Boolean, nullable=False),
    UniqueConstraint("alert_id", "channel_id", "message_id", name="uq_safety_messages_place"),
    Index("ix_safety_messages_channel_id_message_id", "channel_id", "message_id"),
    Index("ix_safety_messages_author_id", "author_id"),
)

# What the model said of messages, without their text, for `score_days`. Scores that even the
# strictest setting would not flag are only counted, in safety_days.
scores = Table(
    "safety_scores",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("space_id", BigInteger),
    Column("channel_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),
    Column("author_id", BigInteger),
    Column("target_id", BigInteger),
    Column("sent_at", BigInteger, nullable=False),
    Column("scores", JSON, nullable=False),
    # what the settings of then made of it
    Column("flagged", JSON, nullable=False),
    Column("model", Text, nullable=False),
    UniqueConstraint("channel_id", "message_id", name="uq_safety_scores_message"),
    Index("ix_safety_scores_community_id_sent_at", "community_id", "sent_at"),
    Index("ix_safety_scores_author_id", "author_id"),
)

# Bare counts: messages scored, and messages in a language that the model does not read.
days = Table(
    "safety_days",
    metadata,
    Column("community_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", BigInteger, primary_key=True, autoincrement=False),
    Column("scored", Integer, nullable=False),
    Column("unread", Integer, nullable=False),
)

# What a decision taught: how far it moved a label's threshold, in logits. Undone ones do not count.
lessons = Table(
    "safety_lessons",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("alert_id", BigInteger, nullable=False),
    Column("label", Text, nullable=False),
    Column("step", Float, nullable=False),
    Column("at", BigInteger, nullable=False),
    UniqueConstraint("alert_id", "label", name="uq_safety_lessons_alert_label"),
    Index("ix_safety_lessons_community_id", "community_id"),
)

# Channels with manners of their own ("rough": friendly swearing is no alert).
channels = Table(
    "safety_channels",
    metadata,
    Column("channel_id", BigInteger, primary_key=True, autoincrement=False),
    Column("community_id", BigInteger, nullable=False),
    Column("manner", Text, nullable=False),
    Column("by_id", BigInteger),
    Column("at", BigInteger, nullable=False),
)

words = Table(
    "safety_words",
    metadata,
    Column("community_id", BigInteger, primary_key=True, autoincrement=False),
    Column("word", Text, primary_key=True),
    Column("by_id", BigInteger),
    Column("at", BigInteger, nullable=False),
)

# Everything that was done to somebody. by_id null: the bot itself, in the mode "act".
actions = Table(
    "safety_actions",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("alert_id", BigInteger),
    Column("warning_id", BigInteger),
    # null once they asked to be forgotten
    Column("member_id", BigInteger),
    Column("by_id", BigInteger),
    Column("automatic", Boolean, nullable=False),
    # talk, warn, delete, time_out, ban
    Column("kind", Text, nullable=False),
    Column("space_id", BigInteger),
    Column("seconds", BigInteger),
    Column("at", BigInteger, nullable=False),
    Column("undone_by", BigInteger),
    Column("undone_at", BigInteger),
    Index("ix_safety_actions_alert_id", "alert_id"),
    Index("ix_safety_actions_community_id_member_id", "community_id", "member_id"),
)

appeals = Table(
    "safety_appeals",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    # one appeal for one action
    Column("action_id", BigInteger, nullable=False, unique=True),
    Column("member_id", BigInteger),
    Column("text", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    # open -> acting -> upheld | overturned
    Column("state", Text, nullable=False),
    Column("acting_at", BigInteger),
    Column("decided_by", BigInteger),
    Column("decided_at", BigInteger),
    Index("ix_safety_appeals_community_id_state", "community_id", "state"),
    Index("ix_safety_appeals_member_id", "member_id"),
)

notes = Table(
    "safety_notes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("member_id", BigInteger, nullable=False),
    Column("by_id", BigInteger),
    Column("text", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("ix_safety_notes_community_id_member_id", "community_id", "member_id"),
)

# Who is asked when; quiet hours are minutes after midnight in the community's zone.
rota = Table(
    "safety_rota",
    metadata,
    Column("community_id", BigInteger, primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("quiet_from", Integer),
    Column("quiet_to", Integer),
    Column("asked_at", BigInteger),
    Column("at", BigInteger, nullable=False),
)

# How much of it each moderator had to see: cards opened and decided a day, serious ones among them.
exposure = Table(
    "safety_exposure",
    metadata,
    Column("community_id", BigInteger, primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", BigInteger, primary_key=True, autoincrement=False),
    Column("cards", Integer, nullable=False),
    Column("serious", Integer, nullable=False),
)

# Spaces whose door is slow now; `former` is what the platform needs to set it back.
doors = Table(
    "safety_doors",
    metadata,
    Column("space_id", BigInteger, primary_key=True, autoincrement=False),
    Column("community_id", BigInteger, nullable=False),
    Column("closed_at", BigInteger, nullable=False),
    Column("opens_at", BigInteger, nullable=False),
    Column("former", Text, nullable=False),
)
