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
MAX_DESCRIPTION = 256
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
    its first word: "/faq how do I ...". Where more than Telegram lists can be used, the largest
    families are folded into a line each that names their subcommands."""
    entries: dict[str, str] = {}
    families: dict[str, list[str]] = {}
    for command in commands:
        if command.level <= level:
            family = command.path.split()[0]
            name = family if command.default else command.path.replace(" ", "_")
            entries.setdefault(name, _in(command.description, locale))
            families.setdefault(family, []).append(name)
    for menu in menus:
        if menu.level <= level:
            entries.setdefault(menu.key, _in(menu.name, locale))
    for family, names in sorted(families.items(), key=lambda pair: -len(pair[1])):
        if len(entries) <= MAX_COMMANDS:
            break
        entries = _folded(entries, family, names)
    return list(entries.items())[:MAX_COMMANDS]


def _folded(entries: Mapping[str, str], family: str, names: Sequence[str]) -> dict[str, str]:
    """The entries with one in the place of a family's first."""
    words = ", ".join(name.removeprefix(f"{family}_") for name in names if name != family)
    found: dict[str, str] = {}
    for name, description in entries.items():
        if name not in names:
            found[name] = description
        elif family not in found:
            found[family] = f"… {words}"[:MAX_DESCRIPTION]
    return found


def _in(texts: Mapping[str, str], locale: str) -> str:
    text = texts.get(locale) or texts.get("en") or next(iter(texts.values()))
    return text[:MAX_DESCRIPTION]
