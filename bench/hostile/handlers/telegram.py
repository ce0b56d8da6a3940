"""Telegram's updates, through the real library to the engine's border."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import StreamReader, web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.test_utils import make_mocked_request
from telegram import Update

from bot.platforms.telegram import TelegramPlatform, TelegramSettings
from bot.platforms.telegram.updates import SECRET_HEADER, Webhook
from tests.platforms.telegram.bare import adapter, said
from tests.support.telegram_server import TelegramServer, all_rights

from . import Target
from .house import Checked, House, both
from .making import Maker

SECRET = "a-secret-of-the-webhook"
Json = dict[str, Any]


async def _lived(server: TelegramServer, platform: TelegramPlatform) -> dict[str, list[Json]]:
    """Every kind of update that a group brings about, by kind."""
    owner, anna = server.add_user("Olga"), server.add_user("Anna", username="anna", language="de")
    group = server.add_group("Bakery", owner, bot_rights=all_rights(), forum=True)
    topic = await group.create_topic("ideas")
    await anna.join(group)
    first = await anna.say(group, "hello @anna")
    await owner.say(group, "see Olga", reply_to=first, topic=topic, picked={"Olga": owner})
    await anna.say(group, "/poll@townhall_bot What?; a; b")
    await anna.send_photo(group, b"x", "a photo")
    await anna.edit(first, "hello again")
    await anna.react(first, "\N{THUMBS UP SIGN}")
    await anna.start_bot("x")
    await group.promote(anna, can_delete_messages=True)
    await anna.request_to_join(group)
    await server.wait_for(lambda: not server.world.updates.pending)
    sent = await platform.send(str(group.id), _card())
    card = next(one for one in group.visible if one.id == sent.native_id)
    await anna.click(card, "Yes")
    await anna.leave(group)
    await group.upgrade()
    await server.wait_for(lambda: not server.world.updates.pending)
    found: dict[str, list[Json]] = {}
    for update in server.world.updates.made:
        kind = next(key for key in update if key != "update_id")
        found.setdefault(kind, []).append(json.loads(json.dumps(update)))
    return found


def _card() -> Any:
    from bot.api.port.outgoing import OutButton

    return said("Shall we?", buttons=((OutButton("Yes", "poll.v:1:1"),),))


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[House]:
    """The adapter on a local Telegram."""
    async with TelegramServer() as server:
        platform, sink = adapter(server), Checked()
        await platform.start(sink, (), ())
        lived = await _lived(server, platform)
        bot = platform._connection.bot

        async def feed(payload: Json) -> None:
            try:
                update = Update.de_json(payload, bot)
            except Exception:  # the library refuses it
                return
            await platform._receive([update])

        settings = TelegramSettings(
            enabled=True, token=server.token, webhook_url="https://a.example/x",
            webhook_secret=SECRET,
        )  # type: ignore[arg-type]  # fmt: skip
        hook = Webhook(settings, platform._connection, platform._receive)

        async def post(given: tuple[str, bytes]) -> None:
            answer = await hook._answer(_request(*given))
            assert answer.status in (200, 400, 403), answer.status

        every = [one for kind in lived.values() for one in kind]
        yield House(
            [
                *(
                    target
                    for kind in sorted(lived)
                    for target in both(f"telegram: {kind}", lived[kind], feed)
                ),
                Target("telegram: the webhook", lambda m: _posted(m, every), post, strange=True),
                Target("telegram: a page with one that is strange", lambda m: _page(m, every),
                       _polled(platform), strange=True),
            ]
        )  # fmt: skip
        await platform.stop()


def _posted(m: Maker, every: list[Json]) -> tuple[str, bytes]:
    words = m.text(100).encode("utf-8", "replace").decode().replace("\n", "")
    return (words if m.chance(0.1) else SECRET), m.encoded(m.changed(m.pick(every)))


def _request(secret: str, body: bytes) -> web.Request:
    loop = asyncio.get_running_loop()
    stream = StreamReader(BaseProtocol(loop), 2**16, loop=loop)
    stream.feed_data(body)
    stream.feed_eof()
    return make_mocked_request("POST", "/x", {SECRET_HEADER: secret}, payload=stream)


def _page(m: Maker, every: list[Json]) -> list[Json]:
    """Good updates with one among them that is not."""
    changed = m.changed(m.pick(every))
    page = [m.pick(every), changed if isinstance(changed, dict) else {}, m.pick(every)]
    return [{**one, "update_id": at} for at, one in enumerate(page, 1)]


def _polled(platform: TelegramPlatform) -> Any:
    """A page as the network brings it: what follows a strange update must be asked for."""
    inlet: Any = platform._inlet

    async def feed(page: list[Json]) -> None:
        inlet._offset = 0
        bot, real = platform._connection.bot, platform._connection.bot._post

        async def answered(method: str, *given: Any, **named: Any) -> Any:
            return page if method.lower() == "getupdates" else await real(method, *given, **named)

        object.__setattr__(bot, "_post", answered)
        try:
            await inlet._take(await inlet._fetch(hold=0))
        finally:
            object.__setattr__(bot, "_post", real)
        assert inlet._offset == len(page) + 1, "what was read would come again for ever"

    return feed
