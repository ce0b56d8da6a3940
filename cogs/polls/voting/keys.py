"""The key of each open poll, from the file that keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from secrets import token_hex

from bot.api.errors import UserError
from bot.api.services import Secrets
from bot.api.text import CommandHint, T

from ..model import Poll
from ..record import Key
from ..store import PollStore


class Keys:
    """Reads keys once, and sees to it that they are destroyed."""

    def __init__(self, polls: PollStore, secrets: Secrets) -> None:
        self._polls = polls
        self._secrets = secrets
        self._read: dict[int, Key] = {}

    async def make(self) -> tuple[str, Key]:
        """A new one and its name, which says nothing about the poll."""
        name = f"polls-{token_hex(8)}"
        return name, Key(await self._secrets.secret(name))

    async def unmake(self, name: str) -> None:
        """One that no poll has come to use."""
        await self._secrets.forget(name)

    async def find(self, poll_id: int) -> Key | None:
        """The key of a poll; None when it has none, when it is lost, or when another one lies in
        its place."""
        if poll_id in self._read:
            return self._read[poll_id]
        noted = await self._polls.key(poll_id)
        if noted is None or noted[0] not in await self._secrets.names():
            return None
        key = Key(await self._secrets.secret(noted[0]))
        if key.check != noted[1]:
            return None
        self._read[poll_id] = key
        return key

    async def among(self, polls: Iterable[tuple[int, str]]) -> dict[int, Key]:
        """The keys of those (poll, name) that are not lost."""
        found = {poll_id: await self.find(poll_id) for poll_id, _ in polls}
        return {poll_id: key for poll_id, key in found.items() if key is not None}

    async def of(self, poll: Poll) -> Key:
        """The key of an open poll; UserError when it is lost."""
        key = await self.find(poll.id)
        if key is None and await self._polls.key(poll.id) is None:
            # asked before there were keys
            name, made = await self.make()
            if not await self._polls.give_key(poll.id, name, made.check):
                await self.unmake(name)
            key = await self.find(poll.id)
        if key is None:
            raise UserError(
                T(
                    "The key of this poll is gone from the bot's machine, so nobody can vote or "
                    "change a vote. Moderators can end it with {command}.",
                    command=CommandHint("polls close", f"#{poll.id}"),
                )
            )
        return key

    async def forget_closed(self) -> None:
        """Destroy the keys of all closed polls that still have one."""
        for name in await self._polls.keys_of_closed():
            await self._secrets.forget(name)
            await self._polls.key_forgotten(name)

    def drop(self, poll_id: int) -> None:
        """Out of memory as well."""
        self._read.pop(poll_id, None)
