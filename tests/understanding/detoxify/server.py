"""A file server on loopback that breaks off, forgets and lies on demand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web


@dataclass
class FileServer:
    """Serves `files` by name. `cuts`: after how many bytes each request breaks off, in order;
    None, or when they are used up: not at all. `ranges`: what each request asked for."""

    files: dict[str, bytes]
    cuts: list[int | None] = field(default_factory=list)
    resumes: bool = True
    status: int = 200
    ranges: list[str] = field(default_factory=list)
    address: str = ""

    def url(self, name: str) -> str:
        return f"{self.address}/{name}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        wanted = request.headers.get("Range", "")
        self.ranges.append(wanted)
        if self.status != 200:
            return web.Response(status=self.status)
        content = self.files[request.match_info["name"]]
        start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and self.resumes else 0
        if start and start >= len(content):
            return web.Response(status=416)
        cut = self.cuts.pop(0) if self.cuts else None
        answer = web.StreamResponse(status=206 if start else 200)
        answer.content_length = len(content) - start
        await answer.prepare(request)
        await answer.write(content[start:][:cut])
        if cut is not None:
            assert request.transport is not None
            request.transport.close()
        return answer


@asynccontextmanager
async def serving(server: FileServer) -> AsyncIterator[FileServer]:
    """The server with its address, for a while."""
    app = web.Application()
    app.router.add_get("/{name}", server.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    server.address = f"http://{host}:{port}"
    try:
        yield server
    finally:
        await runner.cleanup()
