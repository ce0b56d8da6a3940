"""Tables of the ideas. store/people.py says what becomes of each when somebody is forgotten."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
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
    """A column of a key that is made of several."""
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


def _number(name: str) -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


def _words() -> tuple[Column[str], ...]:
    return _text("title"), _text("details"), _text("audience")


ideas = Table(
    "ideas",
    metadata,
    _id(),
    _number("community_id"),
    # null once they asked to be forgotten
    Column("author_id", BigInteger),
    # who made an idea of somebody else's message
    Column("noted_by", BigInteger),
    _number("channel_id"),
    *_words(),
    _text("status"),
    _text("reason"),
    _number("created_at"),
    _number("changed_at"),
    # nobody in the community is shown the author
    Column("anonymous", Boolean, nullable=False, server_default=false()),
    # where its votes count now, and the idea that it was put into (which may be in another)
    Column("merged_into", BigInteger),
    Column("merged_with", BigInteger),
    # who sees to it, and until when that is to be done
    Column("owner_id", BigInteger),
    Column("due_at", BigInteger),
    Column("challenge_id", BigInteger),
    # when the team was last reminded of it
    Column("asked_at", BigInteger),
    # where it was brought along from ("fider:12"), and how many supported it there
    Column("source", Text),
    Column("brought", BigInteger, nullable=False, server_default="0"),
    Index("ix_ideas_community_id_status", "community_id", "status"),
    Index("ix_ideas_merged_into", "merged_into"),
    Index("ix_ideas_challenge_id", "challenge_id"),
    Index("uq_ideas_community_id_source", "community_id", "source", unique=True),
)

# A vote stays with the idea that it was given to: merging unites by counting, and can be undone.
votes = Table(
    "ideas_votes",
    metadata,
    _part("idea_id"),
    _part("member_id"),
    _number("voted_at"),
    Index("ix_ideas_votes_member_id", "member_id"),
    Index("ix_ideas_votes_voted_at", "voted_at"),
)

changes = Table(
    "ideas_changes",
    metadata,
    _id(),
    _number("idea_id"),
    Column("actor_id", BigInteger),
    _text("before"),
    _text("after"),
    _text("reason"),
    _number("at"),
    # when author, voters and followers had been told; null after a crash in between
    Column("told_at", BigInteger),
    # who was to see to it from this step on, and until when
    Column("owner_id", BigInteger),
    Column("due_at", BigInteger),
    Index("ix_ideas_changes_idea_id", "idea_id"),
)

drafts = Table(
    "ideas_drafts",
    metadata,
    _id(),
    _number("community_id"),
    # whose decision it is, and who is credited
    _number("member_id"),
    _number("author_id"),
    _number("channel_id"),
    *_words(),
    _number("created_at"),
    Column("anonymous", Boolean, nullable=False, server_default=false()),
    Column("challenge_id", BigInteger),
    # since when it waits for a decision, and for which one: see proposing/screening/screen.py,
    # "asked" (the author of a message) or "declined:by:reason"
    Column("held_at", BigInteger),
    Column("held_for", Text, nullable=False, server_default=""),
    # an old button must never mean a newer draft
    sqlite_autoincrement=True,
)

# Who wishes to hear of an idea, or (`wants` false) does not although they wrote or support it.
followers = Table(
    "ideas_followers",
    metadata,
    _part("idea_id"),
    _part("member_id"),
    Column("wants", Boolean, nullable=False),
    _number("at"),
    Index("ix_ideas_followers_member_id", "member_id"),
)

tags = Table(
    "ideas_tags",
    metadata,
    _part("idea_id"),
    Column("tag", Text, primary_key=True),
)

# What people said about an idea: where it stands, never its text.
comments = Table(
    "ideas_comments",
    metadata,
    _part("channel_id"),
    _part("native_id"),
    _number("idea_id"),
    Column("member_id", BigInteger),
    _number("at"),
    Index("ix_ideas_comments_idea_id", "idea_id"),
    Index("ix_ideas_comments_member_id", "member_id"),
)

# Threads and topics in which an idea is talked about.
threads = Table(
    "ideas_threads",
    metadata,
    _part("channel_id"),
    _number("idea_id"),
    Index("ix_ideas_threads_idea_id", "idea_id"),
)

# Which wording of the terms a member agreed to, and when.
consents = Table(
    "ideas_consents",
    metadata,
    _part("member_id"),
    Column("version", Text, primary_key=True),
    _number("at"),
)

# Who put which idea into which other one; `undone_at` once it was taken out again.
merges = Table(
    "ideas_merges",
    metadata,
    _id(),
    _number("idea_id"),
    _number("into_id"),
    Column("actor_id", BigInteger),
    _number("at"),
    Column("undone_at", BigInteger),
    Column("undone_by", BigInteger),
    Index("ix_ideas_merges_idea_id", "idea_id"),
)

# People who would try an idea out: "offered", then "picked" by a moderator, or "left".
testers = Table(
    "ideas_testers",
    metadata,
    _part("idea_id"),
    _part("member_id"),
    _text("state"),
    _number("at"),
    Index("ix_ideas_testers_member_id", "member_id"),
)

# What testers told of an idea, kept because they sent it for that.
feedback = Table(
    "ideas_feedback",
    metadata,
    _id(),
    _number("idea_id"),
    Column("member_id", BigInteger),
    _text("text"),
    _number("at"),
    Index("ix_ideas_feedback_idea_id", "idea_id"),
    Index("ix_ideas_feedback_member_id", "member_id"),
    # an old button must never mean a newer one
    sqlite_autoincrement=True,
)

# Members who may be named to owners of ideas as knowing something about it.
experts = Table("ideas_experts", metadata, _part("member_id"), _number("at"))

challenges = Table(
    "ideas_challenges",
    metadata,
    _id(),
    _number("community_id"),
    # null once they asked to be forgotten
    Column("asker_id", BigInteger),
    _number("channel_id"),
    _text("question"),
    _text("details"),
    _text("criteria"),
    # "all" or "jury"
    _text("decides"),
    # "draft", "collect", "discuss", "vote", "decide", "built" or "ended"
    _text("phase"),
    # how often its phase or its dates have changed: a button says which state it was made for
    _number("turn"),
    # UTC ms when collecting, discussing and voting end; 0 in a draft without dates
    _number("discuss_at"),
    _number("vote_at"),
    _number("decide_at"),
    # since when the finalists are fixed and the poll is asked, and its number
    Column("asked_at", BigInteger),
    Column("poll_id", BigInteger),
    # what came of the poll ("" before), who won it or was chosen instead, and why it was ended
    _text("verdict"),
    Column("winner_id", BigInteger),
    _text("reason"),
    _number("created_at"),
    _number("changed_at"),
    Index("ix_ideas_challenges_community_id", "community_id"),
    # an old button must never mean a newer challenge
    sqlite_autoincrement=True,
)

jury = Table(
    "ideas_jury",
    metadata,
    _part("challenge_id"),
    _part("member_id"),
    Index("ix_ideas_jury_member_id", "member_id"),
)

# The ideas that the poll of a challenge is about, in its order; `place` from 1 once it is decided.
finalists = Table(
    "ideas_finalists",
    metadata,
    _part("challenge_id"),
    _part("idea_id"),
    _number("position"),
    Column("place", Integer),
    UniqueConstraint("challenge_id", "position", name="uq_ideas_finalists_challenge_id_position"),
)
