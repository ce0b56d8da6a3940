"""Discord's gateway events and interactions, through the real library to the engine's border."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord

from bot.api.port.outgoing import OutButton, OutField, OutForm
from tests.contract.discord_rig import DiscordRig
from tests.platforms.discord_desk import COMMANDS, MENUS, text
from tests.support.discord_server.payloads import guild_json, member_json

from .house import Checked, House, both
from .running import in_ours

Json = dict[str, Any]
LEFT = ("READY", "GUILD_DELETE", "GUILD_MEMBERS_CHUNK")
MOMENT_S = 0.2
HEAL = 250
"""After so many inputs what the library believes of the server is put right."""


class Opening(Checked):
    """Opens a form for a command, so that there is one to be sent."""

    def __init__(self) -> None:
        super().__init__()
        self.opens = True

    async def receive(self, platform: str, event: Any) -> None:
        """Interactions are left without an answer; their timers go nowhere."""
        await super().receive(platform, event)
        responder = getattr(event, "responder", None)
        if responder is not None and self.opens:
            fields = (OutField("title", "Title", "", "", True, 80, False),)
            await responder.form(OutForm("A form", "idea.new", fields))
        elif responder is not None:
            responder._timer.cancel()


class DiscordHouse(House):
    """Puts right what strange events have made the library believe."""

    def __init__(self, rig: DiscordRig, feeds: Any, guild: Json, targets: Any) -> None:
        super().__init__(targets)
        self._rig, self._guild, self._feed = rig, guild, feeds

    async def between(self, done: int) -> None:
        """The server as it is, now and then."""
        if done % HEAL == 0:
            await self._feed("GUILD_CREATE")(json.loads(json.dumps(self._guild)))


async def _lived(rig: DiscordRig, sink: Opening) -> dict[str, list[Json]]:
    """What a server's life brings about, by the name of the event."""
    found: dict[str, list[Json]] = {}
    gateway = rig.server.gateway
    emit, send = gateway.emit, rig.platform.send

    async def noted(event: str, data: Json, guild: Any) -> None:
        found.setdefault(event, []).append(json.loads(json.dumps(data)))
        await emit(event, data, guild)

    gateway.emit = noted  # type: ignore[method-assign]
    mo, bo = await rig.person("Mo"), await rig.person("Bo", joined=False)
    member, general = mo.member, rig.guild.channel("general")  # type: ignore[attr-defined]
    first = await member.say(general, f"hello <@{rig.server.bot.id}> in <#{general.id}>")
    await member.say(general, "look", reply_to=first, files=(("a.txt", b"x"),))
    await member.edit(first, "hello again")
    await member.react(first, "\N{THUMBS UP SIGN}")
    await member.unreact(first, "\N{THUMBS UP SIGN}")
    await member.open_thread(general, "a thread", about=first)
    await bo.join()
    await rig.server.role_changed(rig.guild, next(iter(rig.roles.values())))
    await rig.server.guild_changed(rig.guild)
    await rig.server.member_changed(member)
    found["GUILD_MEMBER_UPDATE"].append(member_json(member) | {"guild_id": str(rig.guild.id)})
    opened = await member.slash("poll", in_=general, question="What?", votes=2, who=member,
                                where=general)  # fmt: skip
    await opened.form()
    await (await member.submit_modal(opened, title="x")).acknowledged()
    sent = await send(str(general.id), text("?", buttons=((OutButton("Yes", "poll.v:1:1"),),)))
    await (await member.click(general.find(sent.native_id), "Yes")).form()
    await (await member.message_menu("Save as FAQ", first)).form()
    await member.autocomplete("faq ask", "question", "wh", in_=general)
    await member.delete(first)
    await rig.server.remove_messages([await member.say(general, str(n)) for n in range(2)])
    await bo.leave()
    gateway.emit = emit  # type: ignore[method-assign]
    return found


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[House]:
    """The adapter on a local Discord."""
    rig, sink = DiscordRig(), Opening()
    await rig.open()
    await rig.platform.start(sink, COMMANDS, MENUS)
    lived = await _lived(rig, sink)
    sink.opens = False
    client = rig.platform._connection.client
    assert client is not None
    parsers, lanes = client._connection.parsers, client._lanes

    def feeds(event: str) -> Callable[[Json], Awaitable[None]]:
        async def feed(data: Json) -> None:
            before = asyncio.all_tasks()
            try:
                parsers[event](data)
            except Exception as error:
                if in_ours(error):
                    raise
            if begun := asyncio.all_tasks() - before:  # one may ask the server again and again
                await asyncio.wait(begun, timeout=MOMENT_S)
            await asyncio.gather(*(queue.join() for queue in lanes._queues))

        return feed

    async def unheard(*_: Any) -> None:
        """What is typed is answered at once, and the server has not asked."""

    answers, discord.InteractionResponse.autocomplete = (  # type: ignore[method-assign]
        discord.InteractionResponse.autocomplete, unheard,
    )  # fmt: skip
    kinds = [kind for kind in lived if kind not in LEFT and kind in parsers]
    targets = []
    for kind in sorted(kinds):
        if kind == "INTERACTION_CREATE":
            for number, name in ((2, "command"), (3, "button"), (4, "typing"), (5, "form")):
                some = [one for one in lived[kind] if one["type"] == number]
                targets += both(f"discord: interaction, {name}", some, feeds(kind))
        else:
            targets += both(f"discord: {kind.lower()}", lived[kind], feeds(kind))
    # what is strange comes last: the library believes it, and would tell of it elsewhere
    targets.sort(key=lambda target: target.strange)

    yield DiscordHouse(rig, feeds, guild_json(rig.guild), targets)
    discord.InteractionResponse.autocomplete = answers  # type: ignore[method-assign]
    await rig.platform.stop()
    await rig.server.stop()
