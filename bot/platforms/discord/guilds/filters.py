"""What a server's AutoMod did, told once a message and with the rule's name."""

from __future__ import annotations

import asyncio
import time

import discord

SAME_MESSAGE_S = 5.0
REMEMBERED = 1000

Key = tuple[int, int, int | None]


class FilterNews:
    """Discord tells of each action of a rule by itself (blocked, alerted, timed out), and of the
    rule only its number."""

    def __init__(self) -> None:
        self._seen: dict[Key, tuple[float, set[discord.AutoModRuleActionType]]] = {}
        self._names: dict[int, str] = {}
        self._asking = asyncio.Lock()

    def is_new(self, done: discord.AutoModAction) -> bool:
        """Whether this is a message not told of yet: a rule takes each kind of action once, so
        that another kind right after the first is about the same message."""
        now, kind = time.monotonic(), done.action.type
        key = (done.rule_id, done.user_id, done.channel_id)
        since, kinds = self._seen.get(key, (0.0, set()))
        if kinds and now - since < SAME_MESSAGE_S and kind not in kinds:
            kinds.add(kind)
            return False
        if len(self._seen) >= REMEMBERED:
            self._seen.clear()
        self._seen[key] = (now, {kind})
        return True

    def renamed(self, rule: discord.AutoModRule) -> None:
        """A rule was changed."""
        if rule.id in self._names:
            self._names[rule.id] = rule.name

    def forget(self, rule: discord.AutoModRule) -> None:
        """A rule was deleted."""
        self._names.pop(rule.id, None)

    async def name_of(self, guild: discord.Guild, rule_id: int) -> str:
        """The rule's name, asked for once; "" when Discord does not tell."""
        async with self._asking:  # in a raid many messages ask at once
            if rule_id not in self._names:
                try:
                    self._names[rule_id] = (await guild.fetch_automod_rule(rule_id)).name
                except discord.HTTPException:
                    return ""
            return self._names[rule_id]
