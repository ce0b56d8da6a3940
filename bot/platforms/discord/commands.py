"""Our command specs as app_commands, registered with Discord only when they changed."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Protocol

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.api.people import Level
from bot.api.port.commands import CommandInfo, MenuInfo, OptionInfo
from bot.api.text import clip

log = logging.getLogger(__name__)

LONGEST_TEXT = 6000
# Who sees a command in Discord's menu; the engine checks the right again at each use.
SHOWN_TO: dict[Level, discord.Permissions] = {
    Level.MODERATOR: discord.Permissions(manage_messages=True),
    Level.ADMIN: discord.Permissions(manage_guild=True),
    Level.OWNER: discord.Permissions(administrator=True),
}
IGNORED = frozenset(
    {"id", "application_id", "version", "guild_id", "dm_permission", "contexts", "handler"}
    | {"integration_types", "nsfw"}
)


class Desk(Protocol):
    """Where the interactions go."""

    async def command(
        self, interaction: discord.Interaction, info: CommandInfo, values: Mapping[str, Any]
    ) -> None: ...
    async def menu(
        self, interaction: discord.Interaction, info: MenuInfo, message: discord.Message
    ) -> None: ...
    async def complete(
        self, interaction: discord.Interaction, path: str, option: str, typed: str
    ) -> Sequence[str]: ...


class Texts(app_commands.Translator):
    """Gives Discord the translations that a spec brought along."""

    async def translate(
        self,
        string: locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        texts: Mapping[str, str] = string.extras.get("texts", {})
        translated = texts.get(locale.value)
        if translated is None or locale.value == "en":
            return None
        return clip(translated, 100)


class ChannelOption(app_commands.Transformer):
    """A channel or thread in which people write, as Discord describes it."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        return [
            discord.ChannelType.text,
            discord.ChannelType.news,
            discord.ChannelType.forum,
            discord.ChannelType.public_thread,
            discord.ChannelType.private_thread,
        ]

    async def transform(self, interaction: discord.Interaction, value: Any) -> Any:
        return value


def _text(texts: Mapping[str, str], limit: int = 100) -> locale_str:
    return locale_str(clip(texts["en"], limit), texts=texts)


def fill(
    tree: app_commands.CommandTree[Any],
    commands: Sequence[CommandInfo],
    menus: Sequence[MenuInfo],
    desk: Desk,
) -> None:
    """Put all commands and message menus into a tree."""
    groups: dict[str, app_commands.Group] = {}
    for info in commands:
        first, _, second = info.path.partition(" ")
        if not second:
            tree.add_command(_command(info, first, desk))
            continue
        if first not in groups:
            groups[first] = _group(first, [c for c in commands if c.path.startswith(f"{first} ")])
            tree.add_command(groups[first])
        groups[first].add_command(_command(info, second, desk, parent=groups[first]))
    for menu in menus:
        tree.add_command(_menu(menu, desk))


def _group(name: str, members: Sequence[CommandInfo]) -> app_commands.Group:
    texts = next((info.group for info in members if info.group), {"en": name})
    lowest = min(info.level for info in members)
    return app_commands.Group(
        name=name, description=_text(texts), default_permissions=SHOWN_TO.get(lowest)
    )


def _command(
    info: CommandInfo, name: str, desk: Desk, parent: app_commands.Group | None = None
) -> app_commands.Command[Any, ..., None]:
    async def callback(interaction: discord.Interaction, **values: Any) -> None:
        await desk.command(interaction, info, values)

    callback.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [
            inspect.Parameter("interaction", inspect.Parameter.POSITIONAL_OR_KEYWORD),
            *(_parameter(option) for option in info.options),
        ]
    )
    if info.options:
        app_commands.describe(**{o.name: _text(o.description) for o in info.options})(callback)
    for option in info.options:
        if option.choices:
            app_commands.choices(**{option.name: _choices(option)})(callback)
        elif option.completes:
            complete = _completer(info.path, option.name, desk)
            app_commands.autocomplete(**{option.name: complete})(callback)
    command: app_commands.Command[Any, ..., None] = app_commands.Command(
        name=name, description=_text(info.description), callback=callback, parent=parent
    )
    if parent is None:
        command.default_permissions = SHOWN_TO.get(info.level)
    return command


def _parameter(option: OptionInfo) -> inspect.Parameter:
    kind: Any = _annotation(option)
    return inspect.Parameter(
        option.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if option.required else None,
        annotation=kind if option.required else kind | None,
    )


def _annotation(option: OptionInfo) -> Any:
    bounded = option.min is not None or option.max is not None
    match option.kind:
        case "str" if bounded and not option.choices:
            longest = min(option.max or LONGEST_TEXT, LONGEST_TEXT)
            return app_commands.Range[str, option.min or 0, longest]
        case "int" if bounded:
            return app_commands.Range[int, option.min, option.max]
        case "float" if bounded:
            low = None if option.min is None else float(option.min)
            high = None if option.max is None else float(option.max)
            return app_commands.Range[float, low, high]
        case "int":
            return int
        case "float":
            return float
        case "bool":
            return bool
        case "member":
            return discord.User
        case "channel":
            return ChannelOption()
        case _:
            return str


def _choices(option: OptionInfo) -> list[app_commands.Choice[str]]:
    return [
        app_commands.Choice(name=_text(texts or {"en": value}), value=value)
        for value, texts in option.choices[:25]
    ]


def _completer(
    path: str, name: str, desk: Desk
) -> Callable[[discord.Interaction, str], Coroutine[Any, Any, list[app_commands.Choice[str]]]]:
    async def complete(
        interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        values = await desk.complete(interaction, path, name, current)
        shown = dict.fromkeys(value for value in values if 0 < len(value) <= 100)
        return [app_commands.Choice(name=value, value=value) for value in list(shown)[:25]]

    return complete


def _menu(info: MenuInfo, desk: Desk) -> app_commands.ContextMenu:
    async def callback(interaction: discord.Interaction, message: discord.Message) -> None:
        await desk.menu(interaction, info, message)

    menu = app_commands.ContextMenu(name=_text(info.name, 32), callback=callback)
    menu.default_permissions = SHOWN_TO.get(info.level)
    return menu


async def sync(client: discord.Client, tree: app_commands.CommandTree[Any]) -> bool:
    """Register the tree unless Discord already has exactly this; whether it was needed."""
    translator = tree.translator
    assert translator is not None  # noqa: S101 - set when the client is made
    wanted = [
        await command.get_translated_payload(tree, translator)
        for kind in (discord.AppCommandType.chat_input, discord.AppCommandType.message)
        for command in tree.get_commands(type=kind)
    ]
    route = discord.http.Route(
        "GET", "/applications/{application_id}/commands", application_id=client.application_id
    )
    known = await client.http.request(route, params={"with_localizations": "true"})
    if _essence(wanted) == _essence(known):
        return False
    # not tree.sync(), which would translate everything once more
    application: Any = client.application_id
    await client.http.bulk_upsert_global_commands(application, payload=wanted)
    log.info("%s commands were registered with Discord", len(wanted))
    return True


def _essence(commands: Sequence[Mapping[str, Any]]) -> list[Any]:
    """What matters of a list of commands: defaults and Discord's own additions left out."""
    plain = [_bare(command) for command in commands]
    return sorted(plain, key=lambda command: (command.get("type", 1), command["name"]))


def _bare(value: Any) -> Any:
    if isinstance(value, Mapping):
        kept = {key: _bare(inner) for key, inner in value.items() if key not in IGNORED}
        if "default_member_permissions" in kept:
            bits = kept["default_member_permissions"]
            kept["default_member_permissions"] = None if bits is None else str(bits)
        return {key: inner for key, inner in kept.items() if inner not in (None, False, [], {}, "")}
    if isinstance(value, list):
        return [_bare(inner) for inner in value]
    return value
