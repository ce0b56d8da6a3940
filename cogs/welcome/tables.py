"""Tables of the welcome. store.py says what becomes of each when somebody is forgotten."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from storage.database.columns import Id

metadata = MetaData()


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _part(name: str) -> Column[int]:
    """A column of a key that is made of several, or that is given from outside."""
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _yes_no(name: str, **more: Any) -> Column[bool]:
    return Column(name, Boolean, nullable=False, **more)


# ---- greeting

arrivals = Table(
    "welcome_arrivals",
    metadata,
    _id(),
    _number("community_id"),
    _number("space_id"),
    _number("member_id"),
    _number("at"),
    # null while they wait for a greeting; "gone" in `post` means they left before it
    Column("greeted_at", BigInteger),
    # which message greeted them (its key and tag): several people may share one
    Column("post", Text),
    _yes_no("back", server_default=false()),
    # they left so soon that the greeting no longer names them
    Column("left_at", BigInteger),
    Index("ix_welcome_arrivals_space_id_greeted_at", "space_id", "greeted_at"),
    Index("ix_welcome_arrivals_member_id", "member_id"),
    Index("ix_welcome_arrivals_post", "post"),
)

# private greetings, which wait until it is calm
notes = Table(
    "welcome_notes",
    metadata,
    _id(),
    _number("community_id"),
    _number("space_id"),
    _number("member_id"),
    _number("at"),
    _number("due_at"),
    Column("sent_at", BigInteger),
    # "gone" when they left before it, or want none
    Column("post", Text),
    _yes_no("back"),
    Index("ix_welcome_notes_space_id_sent_at", "space_id", "sent_at"),
    Index("ix_welcome_notes_space_id_at", "space_id", "at"),
    Index("ix_welcome_notes_member_id", "member_id"),
)

# who is greeted at their first message
awaited = Table(
    "welcome_awaited",
    metadata,
    _part("space_id"),
    _part("member_id"),
    _number("community_id"),
    _number("at"),
    _yes_no("back"),
)

# ---- charter

charters = Table(
    "welcome_charters",
    metadata,
    _id(),
    _number("community_id"),
    _number("version"),
    # empty: from then on there is none
    _text("text"),
    # who accepted an earlier one is asked again
    _yes_no("asks"),
    # it is what the setting `rules` said
    _yes_no("by_setting"),
    Column("author_id", BigInteger),
    _number("at"),
    UniqueConstraint("community_id", "version"),
)

acceptances = Table(
    "welcome_acceptances",
    metadata,
    _part("member_id"),
    _part("version"),
    _number("community_id"),
    _number("at"),
    Index("ix_welcome_acceptances_community_id_version", "community_id", "version"),
)

# how often somebody was asked for the version
asked = Table(
    "welcome_asked",
    metadata,
    _part("member_id"),
    _part("version"),
    _number("times"),
    _number("at"),
)

# ---- intake

questions = Table(
    "welcome_questions",
    metadata,
    _id(),
    _number("community_id"),
    _number("position"),
    # the owner's word for it, part of what segments ask for
    _text("word"),
    _text("question"),
    _text("purpose"),
    _text("kind"),
    UniqueConstraint("community_id", "word"),
)

choices = Table(
    "welcome_choices",
    metadata,
    _id(),
    _number("question_id"),
    _number("position"),
    _text("label"),
    # role or tag that goes with it; "" for none
    _text("role"),
    Index("ix_welcome_choices_question_id", "question_id"),
)

answers = Table(
    "welcome_answers",
    metadata,
    _part("member_id"),
    _part("choice_id"),
    _number("question_id"),
    _number("at"),
    Index("ix_welcome_answers_question_id", "question_id"),
)

# what somebody wrote, kept only with their introduction
texts = Table(
    "welcome_texts",
    metadata,
    _part("member_id"),
    _part("question_id"),
    _text("text"),
    _number("at"),
)

introductions = Table(
    "welcome_introductions",
    metadata,
    _part("member_id"),
    _number("community_id"),
    # one more for each that was posted after the last was deleted
    _number("number"),
    _text("post"),
    _number("at"),
    Column("removed_at", BigInteger),
)

# ---- newcomers

firsts = Table(
    "welcome_firsts",
    metadata,
    _id(),
    _number("community_id"),
    _number("space_id"),
    _number("member_id"),
    _number("channel_id"),
    _number("native_id"),
    Column("url", Text),
    _number("said_at"),
    _number("due_at"),
    _text("state"),
    # the post that tells moderators: several may share one
    Column("card", Text),
    Column("carded_at", BigInteger),
    # who answered, claimed or settled it
    Column("by_id", BigInteger),
    UniqueConstraint("member_id"),
    Index("ix_welcome_firsts_community_id_state", "community_id", "state"),
    Index("ix_welcome_firsts_card", "card"),
    Index("ix_welcome_firsts_by_id", "by_id"),
)

# whom the bot pointed the community to, and when they wrote again
greeted = Table(
    "welcome_greeted",
    metadata,
    _part("member_id"),
    _number("community_id"),
    _number("at"),
    Column("again_at", BigInteger),
    Index("ix_welcome_greeted_community_id_at", "community_id", "at"),
)
