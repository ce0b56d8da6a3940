"""Kept inputs typed into Discord and Telegram themselves: through the real libraries and back."""

from __future__ import annotations

import logging
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.api.people import Level
from bot.api.port.buckets import Buckets
from bot.api.port.commands import CommandInfo, OptionInfo
from bot.engine.conversation.flood import Flood
from storage.tables import messages
from tests.contract.discord_rig import DiscordActor, DiscordRig
from tests.contract.telegram_rig import TelegramRig, typed
from tests.hostile import kept
from tests.support.chat import Actor, Rig, Seen
from tests.support.community import Community, sqlite_url
from tests.support.discord_server import limits
from tests.support.telegram_server.markup import cut

SEED, OF_EACH, LONGEST = 8, 1, 2000
PINGS = ("<@{}> look", "<@!{}>", '<a href="tg://user?id={}">you</a>', "@everyone @here <@{}>")
NEWCOMERS, AT_ONCE = 5, 10


def sample(victim: Actor) -> list[str]:
    """Some of each kind, as far as a client sends them, and some that would ping somebody."""
    by_tag = defaultdict(list)
    for one in kept():
        text = one.text.encode("utf-8", "ignore").decode().replace("\0", "")[:LONGEST]
        if text.strip():
            by_tag[one.tag].append(text)
    draw = random.Random(SEED)
    some = [text for texts in by_tag.values() for text in draw.sample(texts, OF_EACH)]
    some += [ping.format(victim.native_id) for ping in PINGS]
    draw.shuffle(some)
    return some


@pytest.fixture(params=[DiscordRig, TelegramRig], ids=["discord", "telegram"])
async def chat(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([request.param()], sqlite_url(tmp_path))
    await community.open()
    community.app.dispatcher.flood = Flood(Buckets(1e9, 1))
    yield community
    await community.close()


def value(option: OptionInfo, text: str, other: Actor) -> Any:
    """What a client lets one put in there."""
    if option.choices:
        return option.choices[0][0]
    match option.kind:
        case "int" | "float":
            return max(option.min or 1, 1)
        case "bool":
            return True
        case "member":
            return other
    return text[: option.max or LONGEST].ljust(option.min or 1, "x")


async def command(who: Actor, info: CommandInfo, texts: Iterator[str], other: Actor) -> None:
    options = {o.name: value(o, next(texts), other) for o in info.options}
    if isinstance(who, DiscordActor):
        guild = who.member.guild
        places = {o.name: guild.channel("ideas") for o in info.options if o.kind == "channel"}
        given = {k: v.member if v is other else v for k, v in options.items()} | places
        begun = await who.member.slash(info.path, in_=guild.channel("general"), **given)
        await begun.acknowledged()
    else:
        words = [f"{name}:{typed(given)}" for name, given in options.items()]
        path = info.path.replace(" ", "_")
        await who.say("general", " ".join((f"/{path}@townhall_bot", *words)))


async def fill_in(rig: DiscordRig, who: DiscordActor, texts: Iterator[str]) -> None:
    """All forms that are shown, as far as their fields take it."""
    for one in [i for i in rig.server.interactions if i.modal is not None]:
        answers = {
            field["custom_id"]: next(texts)[: field.get("max_length", 4000)]
            for field, _ in limits.modal_fields(one.modal or {})
            if field["type"] == limits.TEXT_INPUT
        }
        sent = await who.member.submit_modal(one, **answers)
        await sent.acknowledged()


def by_the_bot(rig: Rig) -> list[Any]:
    """Everything it has said, in rooms and privately."""
    if isinstance(rig, DiscordRig):
        places = [*rig.server.channels.values()]
        said = [m for place in places for m in place.messages if m.author is rig.server.bot]
        return said + [m for i in rig.server.interactions for m in i.responses]
    assert isinstance(rig, TelegramRig)
    chats = rig.server.world.chats.values()
    return [m for c in chats for m in c.messages.values() if m.sender is rig.server.world.bot]


def pings(rig: Rig, message: Any, victim: Actor) -> bool:
    """Whether the platform would tell everybody, or somebody whom only a member's text named."""
    if isinstance(rig, DiscordRig):
        return message.pings_everyone or int(victim.native_id) in message.pinged_users
    named = [e for e in message.entities if e["type"] in ("text_mention", "text_link")]
    written = [cut(message.text, e) for e in message.entities if e["type"] == "mention"]
    return bool(written) or any(victim.native_id in str(entity) for entity in named)


async def taken_in(chat: Community, last: Seen) -> None:
    """Wait until the bot has heard this message, and is done with all."""

    async def known() -> int:
        query = select(func.count()).where(messages.c.native_id == last.native_id)
        async with chat.app.db.read() as connection:
            return int(await connection.scalar(query) or 0)

    await chat.until(known, 1)
    await chat.settle()


async def test_typed_into_a_real_client(chat: Community, caplog: pytest.LogCaptureFixture) -> None:
    rig, victim, other = chat.rig, await chat.person("Victim"), await chat.person("Olga")
    some = sample(victim)
    texts = cycle(some)
    mo = await chat.person("Mo", Level.OWNER)
    for text in some:
        said = await mo.say("general", text)
    await taken_in(chat, said)
    for name in some[:NEWCOMERS]:
        await (await chat.person(name[:32], joined=False)).join()
    for number, info in enumerate(chat.app.book.commands.values()):
        await command(mo, info, texts, other)
        if number % AT_ONCE == 0:
            await taken_in(chat, await mo.say("general", f"so far {number}"))
    if isinstance(rig, DiscordRig) and isinstance(mo, DiscordActor):
        await fill_in(rig, mo, texts)
    await taken_in(chat, await mo.say("general", "that was all"))
    answers = by_the_bot(rig)
    assert len(answers) > len(chat.app.book.commands)
    assert not [m for m in answers if pings(rig, m, victim)]
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.ERROR] == []
    assert chat.app.intake.failed == 0
