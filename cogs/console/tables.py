"""Tables of the console: who may come in. Only hashes are kept; the keys are with the people."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, MetaData, Table

metadata = MetaData()

# links that sign in, good once
keys = Table(
    "console_keys",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("member_id", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_console_keys_member_id", "member_id"),
)

# browsers that are signed in
passes = Table(
    "console_passes",
    metadata,
    Column("hash", LargeBinary, primary_key=True),
    Column("member_id", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_console_passes_member_id", "member_id"),
)
