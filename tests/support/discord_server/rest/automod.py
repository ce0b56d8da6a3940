"""AutoMod: the rules of a server, kept as Discord writes them."""

from __future__ import annotations

from typing import Any

from ..wire import Perm, invalid_form, unknown
from ..world import Guild
from .call import Call, endpoint

Json = dict[str, Any]
RULES = "/guilds/{guild_id}/auto-moderation/rules"
RULE = RULES + "/{rule_id}"
KEYWORD, MOST_OF_A_KIND = 1, {1: 6, 3: 1, 4: 1, 5: 1, 6: 1}
FIELDS = ("name", "event_type", "trigger_metadata", "actions", "enabled")
LISTS = ("exempt_roles", "exempt_channels")


def _allowed(call: Call) -> Guild:
    call.need(Perm.MANAGE_GUILD, guild=call.guild)
    return call.guild


def _rule(call: Call) -> Json:
    rule = _allowed(call).automod.get(call.id("rule_id"))
    if rule is None:
        raise unknown(10066, "Auto Moderation Rule")
    return rule


def _checked(call: Call, kind: int) -> None:
    """What the document leaves open because a change may be of any kind of rule."""
    words = (call.data.get("trigger_metadata") or {}).get("keyword_filter") or []
    if kind == KEYWORD and (len(words) > 1000 or any(not 1 <= len(w) <= 60 for w in words)):
        call.refuse([f"{len(words)} keywords: at most 1000, of 1 to 60 characters each"])


@endpoint("GET", RULES)
async def rules(call: Call) -> list[Json]:
    return list(_allowed(call).automod.values())


@endpoint("POST", RULES)
async def create(call: Call) -> Json:
    guild, kind = _allowed(call), call.data["trigger_type"]
    same = [rule for rule in guild.automod.values() if rule["trigger_type"] == kind]
    if len(same) >= MOST_OF_A_KIND[kind]:
        raise invalid_form(["Maximum number of rules of this type reached"])
    _checked(call, kind)
    return await call.server.add_automod_rule(
        guild,
        call.server.bot,
        trigger_type=kind,
        **{name: call.data.get(name) for name in FIELDS},
        **{name: call.data.get(name) or [] for name in LISTS},
    )


@endpoint("GET", RULE)
async def rule(call: Call) -> Json:
    return _rule(call)


@endpoint("PATCH", RULE)
async def change(call: Call) -> Json:
    found = _rule(call)
    _checked(call, found["trigger_type"])
    found.update({k: v for k, v in call.data.items() if k in (*FIELDS, *LISTS)})
    await call.server.automod_emit(call.guild, "RULE_UPDATE", found)
    return found


@endpoint("DELETE", RULE)
async def delete(call: Call) -> None:
    found = _rule(call)
    del call.guild.automod[int(found["id"])]
    await call.server.automod_emit(call.guild, "RULE_DELETE", found)
