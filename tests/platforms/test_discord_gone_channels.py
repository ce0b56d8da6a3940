"""A channel that was deleted on Discord is no place for anything any more."""

from __future__ import annotations

from pathlib import Path

from tests.contract.discord_rig import DiscordRig
from tests.support.community import Community, sqlite_url


async def test_a_deleted_channel_is_neither_found_nor_offered(tmp_path: Path) -> None:
    rig = DiscordRig()
    chat = Community([rig], sqlite_url(tmp_path))
    try:
        await chat.open()
        here, registry = await chat.id, chat.app.registry
        [former] = await registry.place(here, "ideas")
        await rig.server.remove_channel(rig.guild.channel("ideas"))
        made = await rig.guild.add_channel("ideas")

        async def place() -> list[str]:
            return [one.native_id for one in await registry.place(here, "ideas")]

        await chat.until(place, [str(made.id)])
        offered = {one.native_id for one in await chat.app.configs.rooms(here)}
        assert str(made.id) in offered and former.native_id not in offered
    finally:
        await chat.close()
