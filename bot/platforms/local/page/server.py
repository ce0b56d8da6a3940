"""The playground's web server: files, pictures, the cogs' pages and hooks, a WebSocket a tab."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.api.errors import SetupError
from bot.api.port.buckets import Buckets
from bot.api.port.hooks import HookAsk
from bot.api.port.pages import PageAsk, PageHouse

from .host import Host
from .tab import Tab

_WEB = Path(__file__).parent.parent / "web"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_MAX_FRAME = 64 * 1024
_MAX_TABS = 100
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
_POLICY = "Content-Security-Policy"
# A cog's page shows members' words, and needs no scripts; one for the team may have ours.
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_SCRIPTED_POLICY = f"{_PAGE_POLICY}; script-src 'self'; connect-src 'self'"
_COOKIE = "townhall"
_LIMITED = ("/pages/", "/hooks/", "/files/")
_TOO_OFTEN = "This was asked for too often: wait half a minute and try again."


def _caller(request: web.Request) -> str:
    """The address that asks; behind a proxy on this machine, the one that the proxy names."""
    address = request.remote or ""
    behind = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return behind if behind and address in _LOOPBACK else address


def _hostname(netloc: str) -> str | None:
    try:
        return urlsplit(f"//{netloc}").hostname
    except ValueError:
        return None


class WebServer:
    """Serves one platform's page until stopped."""

    def __init__(self, platform: Host) -> None:
        self._platform = platform
        self._settings = platform.settings
        self._hosts = _LOOPBACK | {self._settings.host, *self._settings.allowed_hosts}
        self._tabs: set[Tab] = set()
        self._asked, self._tried = Buckets(300, 5), Buckets(10, 1 / 30)
        self._runner: web.AppRunner | None = None
        self.address = ""

    async def start(self) -> None:
        """Listen; SetupError with the next step when that is impossible."""
        app = web.Application(middlewares=[self._guard], client_max_size=_MAX_FRAME)
        app.router.add_get("/", self._index)
        app.router.add_get("/live", self._live)
        app.router.add_get("/files/{id}", self._file)
        app.router.add_get("/pages/{path:.+}", self._page)
        app.router.add_post("/pages/enter", self._enter)
        app.router.add_post("/pages/leave", self._leave)
        app.router.add_post("/pages/{path:.+}", self._posted)
        app.router.add_route("*", "/hooks/{path:.+}", self._hook)
        app.router.add_static("/web", _WEB)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        host, port = self._settings.host, self._settings.port
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise SetupError(self._why(error)) from error
        real = self._runner.addresses[0][1]
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104
        self.address = f"http://[{shown}]:{real}" if ":" in shown else f"http://{shown}:{real}"

    async def stop(self) -> None:
        """Close all tabs and the port."""
        for tab in tuple(self._tabs):
            await tab.close()
        if self._runner is not None:
            await self._runner.cleanup()

    def _why(self, error: OSError) -> str:
        host, port = self._settings.host, self._settings.port
        if error.errno == errno.EADDRINUSE:
            return (
                f"Port {port} on {host} is taken: stop the program that uses it, or set another "
                "port under [platforms.local] (0 takes any free one)."
            )
        return (
            f"The playground cannot listen on {host}:{port} ({error.strerror}): "
            "set another host or port under [platforms.local]."
        )

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse foreign host names (DNS rebinding); give every answer its headers."""
        if _hostname(request.host) not in self._hosts:
            return web.Response(
                status=403,
                text="This host name is not allowed: add it to allowed_hosts under "
                "[platforms.local].",
            )
        try:
            if request.path.startswith(_LIMITED) and not self._asked.take(_caller(request)):
                raise web.HTTPTooManyRequests(text=_TOO_OFTEN)
            response = await handler(request)
        except web.HTTPException as error:
            response = error
        if not response.prepared:
            response.headers.update({**_HEADERS, **response.headers})
        if isinstance(response, web.HTTPException):
            raise response
        return response

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(_WEB / "index.html")

    async def _file(self, request: web.Request) -> web.StreamResponse:
        """A picture, under an id that cannot be guessed."""
        world = self._platform.world
        name = request.match_info["id"]
        content = world.files.get(name)
        if content is None:
            raise web.HTTPNotFound
        mime = request.query.get("type", "")
        if mime in _SHOWN:
            return web.Response(body=content, content_type=mime)
        # without a name: one given here would go before the one that our link gives it
        return web.Response(
            body=content,
            content_type="application/octet-stream",
            headers={"Content-Disposition": "attachment"},
        )

    async def _page(self, request: web.Request) -> web.StreamResponse:
        """What a cog has to show."""
        house = self._platform.pages
        if house is None:
            raise web.HTTPNotFound
        return await self._answered(house, request)

    async def _posted(self, request: web.Request) -> web.StreamResponse:
        """A form for a cog; what came of it."""
        house = self._own_form(request)
        if request.content_type != "application/x-www-form-urlencoded":
            raise web.HTTPUnsupportedMediaType
        sent = await request.post()
        form = {name: value for name, value in sent.items() if isinstance(value, str)}
        return await self._answered(house, request, form)

    async def _answered(
        self, house: PageHouse, request: web.Request, form: Mapping[str, str] | None = None
    ) -> web.StreamResponse:
        site = f"{request.scheme}://{request.host}"
        token = request.cookies.get(_COOKIE, "")
        ask = PageAsk(request.match_info["path"], dict(request.query), site, token, form)
        answer = await house.answer(self._platform.name, ask)
        # not "no-referrer": a browser would not say either which site a form of ours came from
        headers = {
            "Content-Type": answer.mime,
            _POLICY: _SCRIPTED_POLICY if answer.scripted else _PAGE_POLICY,
            "Referrer-Policy": "same-origin",
        }
        if token:  # the back button of whoever comes next must not show what was read before
            headers["Cache-Control"] = "no-store"
        if answer.stamp:
            headers["ETag"] = tag = f'W/"{answer.stamp}"'
            if request.headers.get("If-None-Match") == tag:
                return web.Response(status=304, headers=headers)
        if answer.filename:
            name = quote(answer.filename, safe="")
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return web.Response(status=answer.status, body=answer.content, headers=headers)

    async def _enter(self, request: web.Request) -> web.StreamResponse:
        """Sign in with a one-time key."""
        house = self._own_form(request)
        if self._tried.left(_caller(request)) < 1:
            raise web.HTTPTooManyRequests(text=_TOO_OFTEN)
        entry = await house.enter(str((await request.post()).get("key", ""))[:200])
        if entry is None:
            self._tried.take(_caller(request))
            raise web.HTTPForbidden(
                text="This link has been used or is too old: type /console in the chat again."
            )
        # 303: what follows a form is read, not posted again; relative, for a proxy's sake
        answer = web.Response(status=303, headers={"Location": entry.path})
        # behind a proxy the browser knows that it came by https, this server does not
        safe = urlsplit(request.headers["Origin"]).scheme == "https"
        # lax, so that a link in a chat leads to a page that is open already
        answer.set_cookie(
            _COOKIE, entry.token, max_age=entry.seconds, path="/", httponly=True,
            samesite="Lax", secure=safe,
        )  # fmt: skip
        return answer

    async def _leave(self, request: web.Request) -> web.StreamResponse:
        """Sign out."""
        await self._own_form(request).leave(request.cookies.get(_COOKIE, ""))
        answer = web.Response(status=303, headers={"Location": "../"})
        answer.del_cookie(_COOKIE, path="/")
        return answer

    def _own_form(self, request: web.Request) -> PageHouse:
        """The pages, for a form of theirs: a browser names the site that a form came from."""
        house = self._platform.pages
        origin = request.headers.get("Origin", "")
        if house is None or urlsplit(origin).netloc != request.host:
            raise web.HTTPForbidden(text="Open the page itself.")
        return house

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        """What another program posts to a cog; a web page cannot, for want of the token."""
        house = self._platform.hooks
        if house is None:
            raise web.HTTPNotFound
        try:
            body: bytes | None = await request.read()
        except web.HTTPRequestEntityTooLarge:
            body = None
        path, token = request.match_info["path"], request.headers.get("Authorization", "")
        answer = await house.answer(HookAsk(request.method, path, token, body))
        headers = {"Content-Type": "application/json; charset=utf-8", **answer.headers}
        return web.Response(status=answer.status, body=answer.content, headers=headers)

    async def _live(self, request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin", "")
        if urlsplit(origin).netloc != request.host:
            raise web.HTTPForbidden(text="Open the page itself.")
        if len(self._tabs) >= _MAX_TABS:
            raise web.HTTPServiceUnavailable(text="Too many tabs are open: close some.")
        socket = web.WebSocketResponse(heartbeat=30, max_msg_size=_MAX_FRAME)
        await socket.prepare(request)
        tab = Tab(self._platform, socket)
        self._tabs.add(tab)
        try:
            await tab.run()
        finally:
            self._tabs.discard(tab)
        return socket
