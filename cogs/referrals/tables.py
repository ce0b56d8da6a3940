"""Tables of referrals."""

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
)

from storage.database.columns import Id

metadata = MetaData()

# `kind`: friend (a member's own, `member_id`), campaign, purchase. `shown`: its member agrees that
# others see how many they brought. `most` is how many may use it, null for any number.
codes = Table(
    "referrals_codes",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("member_id", BigInteger),
    Column("most", Integer),
    Column("shown", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    UniqueConstraint("community_id", "code"),
    Index("ix_referrals_codes_member_id", "member_id"),
    sqlite_autoincrement=True,
)

# Who used a code. `agreed`: they agree that whoever brought them is told; null until they said.
uses = Table(
    "referrals_uses",
    metadata,
    Column("code_id", BigInteger, primary_key=True, autoincrement=False),
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("community_id", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("agreed", Boolean),
    Index("ix_referrals_uses_member_id", "member_id"),
    Index("ix_referrals_uses_community_id", "community_id", "at"),
)

# Sales that a shop told, each by its own number there. `hundredths`: what it was worth, cents of a
# euro. `code_id` is emptied when the member whose code it was is forgotten: the sale stays.
conversions = Table(
    "referrals_conversions",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=True),
    Column("community_id", BigInteger, nullable=False),
    Column("code_id", BigInteger),
    Column("outside_id", Text, nullable=False),
    Column("hundredths", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    UniqueConstraint("community_id", "outside_id"),
    Index("ix_referrals_conversions_community_id", "community_id", "at"),
    Index("ix_referrals_conversions_code_id", "code_id"),
    sqlite_autoincrement=True,
)

# Wrong codes that somebody typed on a day (UTC), so that nobody tries them all.
tries = Table(
    "referrals_tries",
    metadata,
    Column("member_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("wrong", Integer, nullable=False),
)
