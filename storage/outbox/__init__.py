"""The posts of the bot: what waits, what was sent and where it stands."""

from .rows import OutboxRow as OutboxRow
from .store import NONCE_MS as NONCE_MS
from .store import OutboxStore as OutboxStore
