"""The REST door: routing, authorisation, rate limits, forced failures, validation."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from . import spec
from .rest.call import ENDPOINTS, Call, Handler, Record
from .wire import MAX_FILE_BYTES, ApiError

if TYPE_CHECKING:
    from .server import DiscordServer

BUCKET_KEYS = ("channel_id", "guild_id", "webhook_id")
LARGE = 20_000
"""Bytes of a body that is looked at beside the event loop: that of all commands takes seconds."""


@dataclass
class Fault:
    """A failure that a test asked for."""

    method: str
    template: str
    status: int
    times: int
    retry_after: float | None = 0.05
    via: bool = True
    is_global: bool = False
    drop: bool = False
    late: bool = False
    """Carried out all the same: only the answer is lost."""


@dataclass
class Limit:
    """A bucket: so many requests in so many seconds, per channel, guild or webhook."""

    count: int
    seconds: float
    used: dict[str, tuple[float, int]] = field(default_factory=dict)

    def take(self, key: str) -> tuple[int, float]:
        """Remaining requests (-1: refused) and seconds until the bucket is full again."""
        now = time.monotonic()
        end, used = self.used.get(key, (0.0, 0))
        if now >= end:
            end, used = now + self.seconds, 0
        if used >= self.count:
            return -1, end - now
        self.used[key] = (end, used + 1)
        return self.count - used - 1, end - now


class RestApi:
    """All endpoints behind one pipeline."""

    def __init__(self, server: DiscordServer) -> None:
        self.server = server
        self.requests: list[Record] = []
        self.faults: list[Fault] = []
        self.limits: dict[tuple[str, str], Limit] = {}
        self.default_limit = Limit(10_000, 1.0)
        self.global_limit: Limit | None = None

    def routes(self) -> list[web.RouteDef]:
        # "@me" and "@original" must be tried before "{user_id}" and "{message_id}".
        literal_first = sorted(ENDPOINTS, key=lambda entry: entry[1].count("{"))
        return [
            web.route(method, f"/api/v10{template}", self._wrap(method, template, handler, bot))
            for method, template, handler, bot in literal_first
        ]

    def _wrap(
        self, method: str, template: str, handler: Handler, bot: bool
    ) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def serve(request: web.Request) -> web.StreamResponse:
            path = request.path.removeprefix("/api/v10")
            record = Record(method, template, path, time.monotonic())
            self.requests.append(record)
            call = Call(self.server, request, record)
            try:
                response = await self._answer(call, handler, bot)
            except ApiError as error:
                response = _json(error.body, error.status)
            record.status = response.status
            self.server.changed()
            return response

        return serve

    async def _answer(self, call: Call, handler: Handler, bot: bool) -> web.Response:
        fault = self._forced(call)
        if fault is not None and not fault.late:
            return _failed(fault, call)
        if bot and call.request.headers.get("Authorization") != f"Bot {self.server.token}":
            raise ApiError(401, 0, "401: Unauthorized")
        headers = self._take(call, counts_globally=bot)
        if isinstance(headers, web.Response):
            return headers
        await self._read(call)
        call.record.body = call.body
        record = call.record
        asked = (record.method, record.template, call.body, frozenset(call.request.query))
        if (call.request.content_length or 0) > LARGE:
            problem = await asyncio.to_thread(spec.problem_with, *asked)
        else:
            problem = spec.problem_with(*asked)
        if problem is not None:
            call.refuse([problem])
        result = await handler(call)
        if fault is not None:
            return _failed(fault, call)
        response = web.Response(status=204) if result is None else _json(result, 200)
        response.headers.update(headers)
        return response

    def _forced(self, call: Call) -> Fault | None:
        record = call.record
        for fault in self.faults:
            wanted = re.fullmatch(fault.template, record.template)
            if fault.method in (record.method, "*") and wanted and fault.times > 0:
                fault.times -= 1
                return fault
        return None

    def _take(self, call: Call, *, counts_globally: bool) -> dict[str, str] | web.Response:
        if self.global_limit is not None and counts_globally:
            remaining, wait = self.global_limit.take("all")
            if remaining < 0:
                return _rate_limited(wait, via=True, is_global=True)
        record = call.record
        limit = self.limits.get((record.method, record.template), self.default_limit)
        major = next((call.path(k) for k in BUCKET_KEYS if k in call.request.match_info), "")
        bucket = f"{record.method}:{record.template}"
        remaining, wait = limit.take(f"{bucket}:{major}")
        if remaining < 0:
            return _rate_limited(wait, via=True, is_global=False)
        return {
            "X-RateLimit-Limit": str(limit.count),
            "X-RateLimit-Remaining": str(remaining),
            "X-RateLimit-Reset": f"{time.time() + wait:.3f}",
            "X-RateLimit-Reset-After": f"{wait:.3f}",
            "X-RateLimit-Bucket": f"{abs(hash(bucket)):x}",
        }

    async def _read(self, call: Call) -> None:
        request = call.request
        if request.content_type == "multipart/form-data":
            async for part in await request.multipart():
                assert isinstance(part, BodyPartReader)
                raw = bytes(await part.read())
                if part.name == "payload_json":
                    call.body = json.loads(raw)
                elif re.fullmatch(r"files\[\d+\]", part.name or ""):
                    kind = part.headers.get("Content-Type", "application/octet-stream")
                    call.files.append((part.filename or "file", raw, kind))
                else:
                    call.refuse([f"multipart field {part.name!r} is not known"])
        elif request.can_read_body:
            if request.content_type != "application/json":
                raise ApiError(400, 50109, "The request body contains invalid JSON.")
            call.body = json.loads(await request.read())
        if sum(len(content) for _, content, _ in call.files) > MAX_FILE_BYTES:
            self.server.violations.append(
                f"{call.record.method} {call.record.path}: files over 10 MiB"
            )
            raise ApiError(413, 40005, "Request entity too large")


def _json(data: Any, status: int) -> web.Response:
    # discord.py compares this header with exactly "application/json".
    body = json.dumps(data).encode()
    return web.Response(body=body, status=status, content_type="application/json")


def _rate_limited(seconds: float | None, *, via: bool, is_global: bool) -> web.Response:
    body: dict[str, Any] = {"message": "You are being rate limited.", "global": is_global}
    if seconds is not None:  # a proxy on the way may leave it out
        body["retry_after"] = seconds
    response = _json(body, 429)
    if seconds is not None:
        response.headers["Retry-After"] = f"{seconds:.3f}"
    response.headers["X-RateLimit-Scope"] = "global" if is_global else "user"
    if via:
        response.headers["Via"] = "1.1 google"
    if is_global:
        response.headers["X-RateLimit-Global"] = "true"
    return response


def _failed(fault: Fault, call: Call) -> web.Response:
    if fault.drop:
        assert call.request.transport is not None
        call.request.transport.abort()
    if fault.status == 429:
        return _rate_limited(fault.retry_after, via=fault.via, is_global=fault.is_global)
    return _json({"message": "internal", "code": 0}, fault.status)
