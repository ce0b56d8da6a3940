"""What is asked of the platforms is what the code makes use of: neither less nor more."""

from __future__ import annotations

import re
from pathlib import Path

import discord
from telegram import Update

from bot.engine.loader import NEEDS, discover, on, powers_for
from bot.platforms.discord.check import rights as check
from bot.platforms.discord.client import TownhallClient, intents
from bot.platforms.telegram.updates import ALLOWED

ROOT = Path(__file__).parents[2]
DISCORD, TELEGRAM = ROOT / "bot/platforms/discord", ROOT / "bot/platforms/telegram"

# By the beginning of the handler's name, the longest first; as Discord's documentation has it.
INTENTS = {
    "on_automod_rule": "auto_moderation_configuration",
    "on_automod_action": "auto_moderation_execution",
    "on_raw_message": "guild_messages",
    "on_raw_bulk_message": "guild_messages",
    "on_message": "guild_messages",
    "on_raw_reaction": "guild_reactions",
    "on_member": "members",
    "on_raw_member": "members",
    "on_guild": "guilds",
    "on_thread": "guilds",
}
NAMES = check.NAMES
WITHOUT = {"on_interaction", "on_ready", "on_shard_ready", "on_error"}
# no events of their own: what is in those of messages, and answers and commands in private chats
READ = {"message_content", "dm_messages"}
ALONG = {"embed_links", "attach_files"}  # for what is sent; refused as "Send Messages"


def test_each_intent_is_there_for_a_handler_and_each_handler_has_its_intent() -> None:
    heard = {name for name in vars(TownhallClient) if name.startswith("on_")} - WITHOUT
    wanted = {next(i for start, i in INTENTS.items() if name.startswith(start)) for name in heard}
    assert {name for name, on in intents() if on} == wanted | READ


def test_each_right_of_the_invitation_is_one_that_a_call_needs() -> None:
    code = "".join(
        path.read_text("utf-8")
        for path in DISCORD.rglob("*.py")
        if "check" not in path.relative_to(DISCORD).parts
    )
    asked = {name for name, on in check.NEEDED if on} - ALONG
    names = {name: NAMES.get(name, name.replace("_", " ").title()) for name in asked}
    assert [name for name, shown in names.items() if f'"{shown}"' not in code] == []
    used = set(re.findall(r'"((?:[A-Z][a-z]+ ?(?:in )?){2,4})"', code))
    known = {NAMES.get(n, n.replace("_", " ").title()) for n in discord.Permissions.VALID_FLAGS}
    optional = {NAMES.get(n, n.replace("_", " ").title()) for n in check.OPTIONAL}
    assert used & known == set(names.values()) | optional
    assert not check.NEEDED.administrator
    assert f"permissions {check.NEEDED.value}" in (ROOT / "README.md").read_text("utf-8")


def test_an_optional_right_is_asked_for_only_while_a_feature_makes_use_of_it() -> None:
    kinds = discover()
    everything = powers_for(on(kinds, {}))
    users = {
        "manage_guild": {"safety"},
        "manage_roles": {"welcome"},
        "create_events": {"events"},
        "manage_channels": {"setup"},
    }
    assert set(users) == set(check.OPTIONAL)
    for right, cogs in users.items():
        power, _ = check.OPTIONAL[right]
        off = {name: kinds[name].config_model(enabled=False) for name in cogs}
        assert power in everything and power not in powers_for(on(kinds, off)), right
    assert set(NEEDS.values()) >= {power for power, _ in check.OPTIONAL.values()}


def test_each_kind_of_update_is_understood_and_each_that_is_understood_is_asked_for() -> None:
    code = "".join(path.read_text("utf-8") for path in TELEGRAM.rglob("*.py"))
    assert set(ALLOWED) == set(re.findall(r"\bupdate\.(\w+)", code)) & set(Update.ALL_TYPES)
