"""The playground's server: who may open it, what it answers, and what it keeps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from bot.api.errors import SetupError
from bot.api.port.outgoing import OutFile
from bot.platforms.local import LocalPlatform, LocalSettings, World
from bot.platforms.local.demo import furnish
from tests.platforms.local_sink import COMMANDS, MENUS, DemoSink, poll, say


async def started(settings: LocalSettings, world: World | None = None) -> LocalPlatform:
    platform = LocalPlatform(settings, world)
    await platform.start(DemoSink(platform), COMMANDS, MENUS)
    return platform


@pytest.fixture
async def platform() -> AsyncIterator[LocalPlatform]:
    platform = await started(LocalSettings(port=0, snapshot=None))
    yield platform
    await platform.stop()


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with ClientSession() as session:
        yield session


class Line:
    """A tab without a browser."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self._socket = socket
        self._waiting: list[dict[str, Any]] = []
        self._n = 0

    async def next(self, kind: str) -> dict[str, Any]:
        """The next frame of that kind; those before it are dropped."""
        async with asyncio.timeout(30):
            while True:
                while self._waiting:
                    frame = self._waiting.pop(0)
                    if frame["is"] == kind:
                        return frame
                message = await self._socket.receive()
                assert message.type is WSMsgType.TEXT, message
                self._waiting += orjson.loads(message.data)

    async def ask(self, what: str, **details: Any) -> None:
        self._n += 1
        await self._socket.send_json({"do": what, "n": self._n, **details})


async def line(session: ClientSession, platform: LocalPlatform, person: str) -> Line:
    address = platform.address
    assert address
    tab = Line(await session.ws_connect(f"{address}/live", origin=address))
    await tab.next("hello")
    await tab.ask("be", person=person, locale="en")
    return tab


async def test_the_page_keeps_strangers_out(
    platform: LocalPlatform, session: ClientSession
) -> None:
    address = platform.address
    assert address
    async with session.get(address) as page:
        assert page.status == 200
        assert "default-src 'self'" in page.headers["Content-Security-Policy"]
        assert page.headers["X-Content-Type-Options"] == "nosniff"
    async with session.get(address, headers={"Host": "evil.example"}) as rebound:
        assert rebound.status == 403 and "allowed_hosts" in await rebound.text()
    for origin in ("http://evil.example", None):
        with pytest.raises(WSServerHandshakeError) as refused:
            await session.ws_connect(f"{address}/live", origin=origin)
        assert refused.value.status == 403
    for path in ("/files/none", "/web/../platform.py", "/web/%2e%2e/platform.py"):
        async with session.get(f"{address}{path}") as missing:
            assert missing.status == 404


async def test_files_are_pictures_or_downloads(
    platform: LocalPlatform, session: ClientSession
) -> None:
    html = OutFile("x.html", b"<script>alert(1)</script>", "text/html")
    await platform.send("general", say("look", file=html))
    (picture,) = (post.picture for post in platform.world.posts("general"))
    assert picture is not None
    url = f"{platform.address}/files/{picture.id}"
    async with session.get(url, params={"type": "text/html"}) as answer:
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment"  # the link gives the name
    async with session.get(url, params={"type": "image/png"}) as answer:
        assert answer.headers["Content-Type"] == "image/png"


async def test_each_tab_sees_what_its_persona_may_see(
    platform: LocalPlatform, session: ClientSession
) -> None:
    mia, moritz = await line(session, platform, "mia"), await line(session, platform, "moritz")
    state = await mia.next("state")
    assert [room["name"] for room in state["channels"]] == [
        "general",
        "ideas",
        "support",
        "Townhall",
    ]
    assert "faq add" not in [command["path"] for command in state["commands"]]
    staff = await moritz.next("state")
    assert "moderators" in [room["name"] for room in staff["channels"]]
    assert "faq add" in [command["path"] for command in staff["commands"]]
    await mia.ask("say", channel="general", text="/secret")
    shown = [await mia.next("post"), await mia.next("post")]
    assert all(frame["post"]["private"] for frame in shown)
    await platform.send("moderators", say("between us"))
    await platform.send("general", say("to all"))
    assert (await mia.next("post"))["post"]["spans"] == [{"t": "to all"}]
    assert (await moritz.next("post"))["post"]["spans"] == [{"t": "between us"}]


@pytest.mark.parametrize(
    ("what", "details", "reason"),
    [
        ("say", {"channel": "moderators", "text": "let me in"}, "no_channel"),
        ("say", {"channel": "general", "text": "x" * 4001}, "too_long"),
        ("say", {"channel": "general", "text": "x", "extra": 1}, "bad"),
        ("shout", {}, "bad"),
        ("press", {"channel": "general", "id": 1, "payload": "x"}, "gone"),
        ("react", {"channel": "general", "id": 1, "emoji": "👍"}, "gone"),
        ("fill", {"id": 1, "answers": {}}, "gone"),
        ("replay", {"speed": 10}, "no_replay"),
        ("be", {"person": "nobody", "locale": "en"}, "no_person"),
    ],
)
async def test_bad_requests_are_refused_and_the_tab_lives_on(
    platform: LocalPlatform,
    session: ClientSession,
    what: str,
    details: dict[str, Any],
    reason: str,
) -> None:
    tab = await line(session, platform, "mia")
    await tab.ask(what, **details)
    assert (await tab.next("refused"))["reason"] == reason
    await tab.ask("be", person="mia", locale="en")
    assert (await tab.next("state"))["me"]["name"] == "Mia"


async def test_a_taken_port_is_named(platform: LocalPlatform) -> None:
    port = int((platform.address or "").rpartition(":")[2])
    with pytest.raises(SetupError, match=f"Port {port} on 127.0.0.1 is taken: .*another port"):
        await started(LocalSettings(port=port, snapshot=None))


async def test_the_chat_comes_back_after_a_restart(tmp_path: Path) -> None:
    settings = LocalSettings(page=False, snapshot=tmp_path / "data" / "playground.json")
    first = await started(settings)
    picture = OutFile("a.png", b"png bytes", "image/png", "a picture")
    card = await first.send("general", poll("Which cake?", 0))
    await first.send("general", say("look", file=picture))
    await first.world.join("nia")
    await first.world.post("ideas", "mia", "/idea")
    await first.stop()

    second = await started(settings)
    world = second.world
    assert world is not first.world
    assert world.people["nia"].joined and world.forms.keys() == {"mia"}
    assert [world.posts(room) for room in world.rooms] == [
        first.world.posts(room) for room in first.world.rooms
    ]
    assert list(world.files.values()) == [b"png bytes"]
    await world.press("general", "nia", card.native_id, "vote:apple")
    kept = world.find("general", card.native_id)
    assert kept is not None and kept.buttons[0][0].label == "Apple (1)", "old buttons work"
    assert world.new_id() > first.world.last_id
    await second.stop()


async def test_changes_are_saved_while_the_bot_runs(tmp_path: Path) -> None:
    path = tmp_path / "playground.json"
    platform = await started(LocalSettings(page=False, snapshot=path))
    await platform.send("general", say("for the file"))
    async with asyncio.timeout(30):
        await platform.saved()
    assert b"for the file" in path.read_bytes()
    await platform.stop()


@pytest.mark.parametrize("content", [b"", b"{", b'{"last_id": "x"}'])
async def test_a_damaged_snapshot_is_put_aside(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "playground.json"
    path.write_bytes(content)
    platform = await started(LocalSettings(page=False, snapshot=path))
    assert "olivia" in platform.world.people
    await platform.stop()
    assert path.with_suffix(".broken").read_bytes() == content


async def test_a_slow_tab_is_given_the_whole_state(session: ClientSession) -> None:
    world = World()
    furnish(world)
    platform = await started(LocalSettings(port=0, snapshot=None), world)
    tab = await line(session, platform, "mia")
    await tab.next("state")
    for number in range(3000):
        await world.post("general", "moritz", str(number), sent_at=number)
    state = await tab.next("state")
    assert state["posts"]["general"][-1]["spans"] == [{"t": "2999"}]
    await platform.stop()
