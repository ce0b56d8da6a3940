"""/livez, /readyz and /metrics, on an address of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.api.errors import SetupError
from bot.app import App

from .metrics import TEXT, exposition
from .watch import Watch

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@asynccontextmanager
async def listening(app: App, watch: Watch) -> AsyncIterator[str]:
    """Listen as the settings say; the address. SetupError when the port is taken."""

    async def livez(_: web.Request) -> web.Response:
        """That it answers at all says that the event loop turns."""
        return web.json_response({"alive": True, "lag_s": round(watch.lag_s, 3)}, headers=_HEADERS)

    async def readyz(_: web.Request) -> web.Response:
        parts = await app.vitals.parts()
        ready = all(parts.values())
        return web.json_response(
            {"ready": ready, "parts": parts}, status=200 if ready else 503, headers=_HEADERS
        )

    async def metrics(_: web.Request) -> web.Response:
        body = exposition(await app.vitals.condition(), watch.lag_s)
        return web.Response(body=body, headers={**_HEADERS, "Content-Type": TEXT})

    server = web.Application()
    server.add_routes(
        [web.get("/livez", livez), web.get("/readyz", readyz), web.get("/metrics", metrics)]
    )
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        yield await _listen(runner, app.settings.health.host, app.settings.health.port)
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> str:
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        raise SetupError(
            f"[health] {host}:{port} is in use or not an address of this machine: choose another "
            "port, or set enabled = false."
        ) from None
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{runner.addresses[0][1]}"
