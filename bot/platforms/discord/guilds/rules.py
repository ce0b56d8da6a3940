"""Our one word rule in a server's AutoMod: made, changed, deleted, and found again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import discord
from discord import AutoModRuleAction, AutoModRuleActionType, AutoModRuleTriggerType, AutoModTrigger

from bot.api.errors import UserError
from bot.api.text import T

from ..calls import Calls
from .common import MANAGE_SERVER, guild_of

MOST_WORDS, LONGEST_WORD, MOST_RULES = 1000, 60, 6
"""Discord's limits: words in a rule, characters in a word, word rules on a server."""


class KeywordRules:
    """Keeps a rule with a given name equal to a list of words."""

    def __init__(self, call: Calls) -> None:
        self._call = call
        self._turn = asyncio.Lock()

    async def put(self, space: str, name: str, words: Sequence[str]) -> None:
        """The rule blocks messages with these words; without words there is no rule. What an
        owner has changed on it in Discord (exempt roles, an alert, a pause) stays."""
        wanted = fitting(words)
        async with self._turn:
            # Safe to repeat: each attempt starts by looking at the rules that there are.
            await self._call(lambda client: _put(client, space, name, wanted), MANAGE_SERVER)


def fitting(words: Sequence[str]) -> list[str]:
    """The words once each, in order; UserError when Discord would not take them."""
    found = {word.casefold(): word for word in (" ".join(w.split()) for w in words) if word}
    if len(found) > MOST_WORDS:
        raise UserError(
            T("Discord's AutoMod takes at most {most} words; shorten the list.", most=MOST_WORDS)
        )
    for word in found.values():
        if len(word) > LONGEST_WORD:
            raise UserError(
                T(
                    "Discord's AutoMod takes words of at most {most} characters; shorten {word}.",
                    most=LONGEST_WORD,
                    word=word,
                )
            )
    return list(found.values())


async def _put(client: discord.Client, space: str, name: str, words: list[str]) -> None:
    assert client.user is not None  # noqa: S101 - connected
    guild, me = guild_of(client, space), client.user.id
    rules = await guild.fetch_automod_rules()
    mine = [r for r in rules if r.name == name and r.creator_id == me and _is_words(r)]
    kept = min(mine, key=lambda rule: rule.id) if mine and words else None
    for rule in mine:
        if rule is not kept:
            await _delete(rule)
    if kept is not None:
        if kept.trigger.keyword_filter != words:
            await kept.edit(trigger=_trigger(words, kept.trigger))
    elif words:
        if sum(map(_is_words, rules)) - len(mine) >= MOST_RULES:
            raise UserError(
                T(
                    "Discord allows {most} word rules on a server and they are taken: delete one "
                    "under Server Settings > Safety Setup > AutoMod.",
                    most=MOST_RULES,
                )
            )
        await guild.create_automod_rule(
            name=name,
            event_type=discord.AutoModRuleEventType.message_send,
            trigger=_trigger(words),
            actions=[AutoModRuleAction(type=AutoModRuleActionType.block_message)],
            enabled=True,
        )


def _is_words(rule: discord.AutoModRule) -> bool:
    return rule.trigger.type is AutoModRuleTriggerType.keyword


def _trigger(words: list[str], before: AutoModTrigger | None = None) -> AutoModTrigger:
    return AutoModTrigger(
        type=AutoModRuleTriggerType.keyword,
        keyword_filter=words,
        regex_patterns=before.regex_patterns if before else None,
        allow_list=before.allow_list if before else None,
    )


async def _delete(rule: discord.AutoModRule) -> None:
    try:
        await rule.delete()
    except discord.NotFound:
        return  # an owner was quicker
