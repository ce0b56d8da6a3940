"""The list of commands that Telegram offers behind "/", per audience and language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)

from bot.api.people import Level
from bot.api.port.commands import CommandInfo, MenuInfo

from .calls.connection import Connection

LANGUAGES = ("", "de")
"""Bot API language codes: "" is what everybody else sees (English)."""

MAX_COMMANDS = 100
SCOPES: tuple[tuple[BotCommandScope, Level], ...] = (
    (BotCommandScopeAllPrivateChats(), Level.MEMBER),
    (BotCommandScopeAllGroupChats(), Level.MEMBER),
    (BotCommandScopeAllChatAdministrators(), Level.OWNER),
)


async def publish(
    connection: Connection, commands: Sequence[CommandInfo], menus: Sequence[MenuInfo]
) -> int:
    """Set the lists that differ from what Telegram has; returns how many were set."""
    bot, changed = connection.bot, 0
    for scope, level in SCOPES:
        for language in LANGUAGES:
            wanted = listed(commands, menus, level, language or "en")
            present = await connection.call(
                lambda s=scope, c=language: bot.get_my_commands(s, c)  # type: ignore[misc]
            )
            if [(c.command, c.description) for c in present] == wanted:
                continue
            await connection.call(
                lambda w=wanted, s=scope, c=language: bot.set_my_commands(  # type: ignore[misc]
                    [BotCommand(*entry) for entry in w], s, c
                )
            )
            changed += 1
    return changed


def listed(
    commands: Sequence[CommandInfo], menus: Sequence[MenuInfo], level: Level, locale: str
) -> list[tuple[str, str]]:
    """(name, description) of what people up to this level can use. A default subcommand goes by
    its first word: "/faq how do I ..."."""
    entries: dict[str, str] = {}
    for command in commands:
        if command.level <= level:
            path = command.path.split()[0] if command.default else command.path
            entries.setdefault(path.replace(" ", "_"), _in(command.description, locale))
    for menu in menus:
        if menu.level <= level:
            entries.setdefault(menu.key, _in(menu.name, locale))
    return list(entries.items())[:MAX_COMMANDS]


def _in(texts: Mapping[str, str], locale: str) -> str:
    text = texts.get(locale) or texts.get("en") or next(iter(texts.values()))
    return text[:256]
