"""The loopback server: HTTP in front of the world, and the handle tests hold."""

import asyncio
import json
import socket
import time
from collections import defaultdict, deque
from collections.abc import Callable
from typing import Any, Self, TypeVar

import orjson
from aiohttp import web
from aiohttp.web_request import FileField

from .actors import Group, Person
from .errors import ApiError, Fault
from .methods import METHODS
from .methods.account import check_session
from .methods.calls import Call, Upload
from .model import Chat, Member
from .spec import RESULTS, load_spec
from .world import Callback, World

MAX_BODY = 60 * 1024 * 1024
TOKEN = "123456789:AAtest-token_for-the-local-server"
T = TypeVar("T")


class TelegramServer:
    """A Bot API on 127.0.0.1 with people in it. Use as an async context manager."""

    def __init__(
        self,
        *,
        token: str = TOKEN,
        username: str = "townhall_bot",
        privacy: bool = False,
        check_output: bool = True,
    ) -> None:
        self.world = World(token, username, privacy=privacy)
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.unknown_methods: list[str] = []
        self.check_output = check_output
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self._runner: web.AppRunner | None = None
        self._reserved: socket.socket | None = None
        self.port = 0

    # -- life ---------------------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        await self.go_online()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop everything."""
        await self.world.webhook.clear()
        await self.go_offline()

    def reserve(self) -> None:
        """Take the port now, so that the address is known before anything runs."""
        self._reserved = socket.create_server(("127.0.0.1", 0))
        self.port = self._reserved.getsockname()[1]

    async def go_online(self) -> None:
        """Listen (again, on the same port)."""
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        app.router.add_get("/file/bot{token}/files/{file_id}/{name}", self._download)
        runner = web.AppRunner(
            app, handler_cancellation=True, access_log=None, shutdown_timeout=0.1
        )
        await runner.setup()
        if self._reserved is not None:
            await web.SockSite(runner, self._reserved).start()
            self._reserved = None
        else:
            await web.TCPSite(runner, "127.0.0.1", self.port).start()
        self.port = runner.addresses[0][1]
        self._runner = runner

    async def go_offline(self) -> None:
        """Refuse connections until `go_online`; the world stays as it is."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()
        if self._reserved is not None:
            self._reserved.close()

    @property
    def api_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def base_url(self) -> str:
        """What python-telegram-bot calls base_url."""
        return f"{self.api_url}/bot"

    @property
    def base_file_url(self) -> str:
        return f"{self.api_url}/file/bot"

    # -- for tests ----------------------------------------------------------------------------

    @property
    def token(self) -> str:
        return self.world.token

    @property
    def bot(self) -> Any:
        """The bot's own account, as a member of groups."""
        return self.world.bot

    @property
    def callback_answers(self) -> list[Callback]:
        return self.world.callback_answers

    def add_user(
        self, first_name: str, *, username: str | None = None, language: str | None = "en"
    ) -> Person:
        """A new account; it has not started the bot yet."""
        user = Person(
            next(self.world.ids),
            first_name,
            username=username,
            language_code=language,
            world=self.world,
        )
        self.world.users[user.id] = user
        self.world.chats[user.id] = Chat(user.id, "private", peer=user)
        return user

    def add_group(
        self,
        title: str,
        owner: Person,
        *,
        forum: bool = False,
        basic: bool = False,
        bot_rights: dict[str, bool] | None = None,
        with_bot: bool = True,
    ) -> Group:
        """A supergroup (or basic group); the bot is a member, or admin with `bot_rights`."""
        number = next(self.world.ids)
        group = Group(
            -number if basic else -1_000_000_000_000 - number,
            "group" if basic else "supergroup",
            title,
            is_forum=forum,
            world=self.world,
            owner=owner,
        )
        group.members[owner.id] = Member(owner, "creator")
        if with_bot:
            status = "member" if bot_rights is None else "administrator"
            group.members[self.bot.id] = Member(self.bot, status, rights=bot_rights or {})
        self.world.chats[group.id] = group
        return group

    def fail(self, method: str, fault: Fault, times: int = 1) -> None:
        """The next `times` calls of `method` meet this mishap."""
        self._faults[method].extend([fault] * times)

    def mend(self) -> None:
        """Nothing that was to fail does any more."""
        self._faults.clear()

    @property
    def polled(self) -> bool:
        """Whether somebody waits in getUpdates now."""
        return self.world.updates.polled

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    def commands(self, scope: str = "default", language: str = "") -> list[str]:
        """The names offered in a scope and language."""
        found = self.world.commands.get((json.dumps({"type": scope}), language), [])
        return [command["command"] for command in found]

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 30.0) -> T:
        """Wait until the predicate is true, looked at after every change; says what was seen."""
        try:
            async with asyncio.timeout(timeout):
                while not (value := predicate()):
                    await self.world.changes.wait()
                return value
        except TimeoutError:
            raise AssertionError(f"waited {timeout} s in vain; {self.seen()}") from None

    def seen(self) -> str:
        """The state of things in a few lines, for error messages."""
        lines = ["calls: " + ", ".join(_told(call) for call in self.calls[-15:])]
        for chat in self.world.chats.values():
            if chat.visible:
                told = [f"{m.sender.first_name}: {m.text[:80]!r}" for m in chat.visible[-6:]]
                lines.append(f"{chat.title or f'private {chat.id}'}: " + " | ".join(told))
        lines.append(f"{len(self.world.updates.pending)} updates not confirmed")
        return "\n".join(lines)

    def assert_clean(self) -> None:
        """No call broke the API's rules, and nothing we sent did."""
        spec = load_spec()
        for update in self.world.updates.made:
            self.violations += spec.problems("Update", update)
        assert not self.violations, self.violations
        assert not self.unknown_methods, self.unknown_methods

    # -- HTTP ---------------------------------------------------------------------------------

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        method = load_spec().real_names.get(name.lower(), name)
        raw, files = await _read(request)
        fault = self._faults[method].popleft() if self._faults.get(method) else None
        if fault is None or fault.accept:
            status, body = await self._perform(request.match_info["token"], method, raw, files)
        else:
            self.calls.append(Call(method, raw, files, time.monotonic()))
            status, body = 200, {}
        self.world.changes.notify()
        if fault is not None:
            if fault.error is None:
                return await _break(request, hang=fault.hang)
            status, body = fault.error.code, fault.error.body()
        return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")

    async def _perform(
        self, token: str, method: str, raw: dict[str, Any], files: dict[str, Upload]
    ) -> tuple[int, dict[str, Any]]:
        call = Call(method, raw, files, time.monotonic())
        self.calls.append(call)
        self.world.changes.notify()
        try:
            check_session(self.world, token)
            self._check(call)
            result = await METHODS[method](self.world, call)
        except ApiError as error:
            call.error = error.description
            return error.code, error.body()
        if self.check_output and method != "getUpdates":
            self._check_result(method, result)
        return 200, {"ok": True, "result": result}

    def _check(self, call: Call) -> None:
        if call.method not in METHODS:
            self.unknown_methods.append(call.method)
            raise ApiError(404, "Not Found: method not found")
        call.params, problems = load_spec().decode(call.method, call.params, set(call.files))
        if problems:
            self.violations += problems
            raise ApiError(400, f"Bad Request: {problems[0]}")

    def _check_result(self, method: str, result: Any) -> None:
        if method in RESULTS:
            self.violations += load_spec().problems(RESULTS[method], result)

    async def _download(self, request: web.Request) -> web.Response:
        file = self.world.files.get(request.match_info["file_id"])
        if request.match_info["token"] != self.world.token or file is None:
            raise web.HTTPNotFound
        return web.Response(body=file.content, content_type=file.mime_type)


async def _read(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    if request.content_type == "application/json":
        return await request.json(), {}
    raw: dict[str, Any] = dict(request.query)
    files = {}
    for name, value in (await request.post()).items():
        if isinstance(value, FileField):
            files[name] = Upload(value.filename, value.content_type, value.file.read())
        else:
            raw[name] = value
    return raw, files


async def _break(request: web.Request, *, hang: bool) -> web.StreamResponse:
    """Never answer: keep the line open until the client gives up, or cut it at once."""
    if hang:
        await asyncio.Event().wait()
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def _told(call: Call) -> str:
    return f"{call.method}" + (f" -> {call.error}" if call.error else "")
