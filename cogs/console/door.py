"""Lets people in: a one-time key from the chat becomes a pass that the browser keeps."""

from __future__ import annotations

import secrets

from bot.api.boards.pages import Pass
from bot.api.model import Member
from bot.api.services import Clock, Configs, Directory

from .config import ConsoleConfig
from .store import DoorStore

MINUTE_MS, HOUR_S = 60_000, 3600


class ConsoleDoor:
    """Implements `Door`."""

    def __init__(
        self, store: DoorStore, directory: Directory, configs: Configs, clock: Clock
    ) -> None:
        self._store = store
        self._directory = directory
        self._configs = configs
        self._clock = clock

    async def key_for(self, member: Member) -> str:
        """A new key, for the link in the chat."""
        key = secrets.token_urlsafe(24)
        config = self._configs.of(ConsoleConfig, member.community_id)
        expires_at = self._clock.now() + config.link_minutes * MINUTE_MS
        await self._store.add_key(key, member.id, expires_at)
        return key

    async def enter(self, key: str) -> Pass | None:
        """Exchange a key."""
        now = self._clock.now()
        member_id = await self._store.use_key(key, now)
        member = await self._directory.member(member_id) if member_id is not None else None
        if member is None:
            return None
        token = secrets.token_urlsafe(32)
        seconds = self._configs.of(ConsoleConfig, member.community_id).hours * HOUR_S
        await self._store.add_pass(token, member.id, now + seconds * 1000)
        return Pass(token, seconds)

    async def who(self, token: str) -> Member | None:
        """Whose pass it is."""
        member_id = await self._store.who(token, self._clock.now())
        return await self._directory.member(member_id) if member_id is not None else None

    async def leave(self, token: str) -> None:
        """Sign out."""
        await self._store.leave(token)
