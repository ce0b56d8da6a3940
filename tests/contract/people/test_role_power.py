"""What counts as power on Discord, in which a role must be lacking to be given."""

from __future__ import annotations

import pytest

from bot.api.errors import UserError
from tests.contract.discord_rig import DiscordRig
from tests.contract.probe import here, member, probe
from tests.contract.stagehands import offer, roles_of
from tests.support.community import Community
from tests.support.discord_server import Perm

pytestmark = [
    pytest.mark.parametrize("url", ["sqlite"], indirect=True),
    pytest.mark.parametrize("platform", ["discord"]),
]


async def test_a_right_that_everybody_has_is_no_power(chat: Community) -> None:
    """On a fresh server everybody may mention everyone, and so may each role made there."""
    rig = chat.rig
    assert isinstance(rig, DiscordRig)
    rig.guild.role("@everyone").permissions |= int(Perm.MENTION_EVERYONE)
    await offer(rig, "baker", Perm.MENTION_EVERYONE)
    await offer(rig, "janitor", Perm.MENTION_EVERYONE, Perm.MANAGE_MESSAGES)
    await chat.restart()
    ear, ana = probe(chat), await chat.person("Ana")
    who, space = await member(chat, ana), await here(chat)
    await ear.roles.give(space, who, "baker")
    assert roles_of(rig, ana) == {"baker"}
    with pytest.raises(UserError, match="rights over others"):
        await ear.roles.give(space, who, "janitor")
    rig.guild.role("@everyone").permissions &= ~int(Perm.MENTION_EVERYONE)
    await chat.restart()
    ear, who, space = probe(chat), await member(chat, ana), await here(chat)
    with pytest.raises(UserError, match="rights over others"):
        await ear.roles.give(space, who, "baker")
