"""Keys that the database never holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Secrets(Protocol):
    """Random keys, kept over a restart in files beside the data: who has the database, a dump or
    a backup of it, does not have them.

    A name has a-z, 0-9 and "-", at most 61 characters, and begins with the cog's ("polls-12").
    SetupError when the files cannot be used.
    """

    async def secret(self, name: str) -> bytes:
        """32 random bytes: made at the first call, the same ever after."""

    async def forget(self, name: str) -> None:
        """Destroy a key for good; nothing happens when there is none. The next `secret` of that
        name is another one."""

    async def names(self) -> Sequence[str]:
        """Of all keys that there are."""
