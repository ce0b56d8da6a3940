"""Who and where: communities, spaces, channels, members and their accounts."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from ..database.columns import Id
from .base import metadata, number

communities = Table(
    "communities",
    metadata,
    number(),
    Column("key", Text, unique=True),
    Column("name", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
)

spaces = Table(
    "spaces",
    metadata,
    number(),
    Column("community_id", Id, ForeignKey("communities.id"), nullable=False, index=True),
    Column("platform", Text, nullable=False),
    Column("native_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("platform", "native_id"),
)

channels = Table(
    "channels",
    metadata,
    number(),
    Column("space_id", Id, ForeignKey("spaces.id"), index=True),
    Column("platform", Text, nullable=False),
    Column("native_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("parent", Text),
    Column("private", Boolean, nullable=False),
    UniqueConstraint("platform", "native_id"),
)

members = Table(
    "members",
    metadata,
    number(),
    Column("community_id", Id, ForeignKey("communities.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("locale", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("erased_at", BigInteger),
    # a number must never come back for another person: facts outlive their member
    sqlite_autoincrement=True,
)

accounts = Table(
    "accounts",
    metadata,
    number(),
    Column("member_id", Id, ForeignKey("members.id"), nullable=False, index=True),
    Column("community_id", Id, ForeignKey("communities.id"), nullable=False),
    Column("platform", Text, nullable=False),
    Column("native_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("username", Text),
    Column("is_bot", Boolean, nullable=False),
    Column("direct_channel_id", Id, ForeignKey("channels.id")),
    Column("seen_at", BigInteger, nullable=False),
    UniqueConstraint("community_id", "platform", "native_id"),
)

tombstones = Table(
    "tombstones",
    metadata,
    # nothing that leads to a person: see storage.people.tombstones
    Column("mark", LargeBinary, primary_key=True),
    Column("erased_at", BigInteger, nullable=False),
)

memberships = Table(
    "memberships",
    metadata,
    Column("space_id", Id, ForeignKey("spaces.id"), primary_key=True),
    Column("account_id", Id, ForeignKey("accounts.id"), primary_key=True, index=True),
    Column("joined_at", BigInteger),
    Column("left_at", BigInteger),
    Column("joins", Integer, nullable=False),
    Column("level", Integer, nullable=False),
)

member_roles = Table(
    "member_roles",
    metadata,
    Column("space_id", Id, ForeignKey("spaces.id"), primary_key=True),
    Column("account_id", Id, ForeignKey("accounts.id"), primary_key=True, index=True),
    Column("role", Text, primary_key=True),
)

places = Table(
    "places",
    metadata,
    Column("community_id", Id, primary_key=True),
    Column("space_id", Id, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("channel_id", Id, ForeignKey("channels.id"), nullable=False),
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("community_id", Id, nullable=False),
    Column("member_id", Id, nullable=False, index=True),
    Column("expires_at", BigInteger, nullable=False),
)
