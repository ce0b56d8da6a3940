"""The board of hooks: who is called, how often, and plain words when nobody is."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from hashlib import blake2b

from bot.api.boards.hooks import MOST_BYTES, Answer, Call, Hook
from bot.api.errors import UserError
from bot.api.model import Community
from bot.api.port.hooks import HookAnswer, HookAsk
from bot.api.services import Clock, Directory
from bot.engine.faults import record

CALLS, WINDOW_MS = 120, 60_000
MOST_CALLERS = 1000
_PATH = re.compile(r"[a-z][a-z0-9_]*(/[a-z0-9_-]+)*")
_NOBODY = "There is nothing at this address: copy it once more from where you made it."


class HookBoard:
    """Implements `Hooks` and `HookHouse`. `enabled(cog, community_id)` as for figures."""

    def __init__(
        self, enabled: Callable[[str, int], bool], directory: Directory, clock: Clock
    ) -> None:
        self._enabled = enabled
        self._directory = directory
        self._clock = clock
        self._offers: dict[str, Hook] = {}
        self._callers: dict[bytes, tuple[int, int]] = {}
        self._site = ""

    def offer(self, path: str, take: Hook) -> None:
        """Pin a hook."""
        if not _PATH.fullmatch(path):
            raise ValueError(f'a hook cannot be at "{path}": use small letters, like "referrals"')
        if path in self._offers:
            raise ValueError(f'there is a hook at "{path}" already')
        self._offers[path] = take

    def address(self, community_id: int, path: str) -> str:
        """Where to post to."""
        return f"{self._site}/hooks/{community_id}/{path}"

    def stands_at(self, site: str) -> None:
        """Where the server is."""
        self._site = site

    async def answer(self, ask: HookAsk) -> HookAnswer:
        """The hook's answer as JSON."""
        if ask.method != "POST":
            return _sent(Answer.refused(405, "Send a POST with JSON here."), Allow="POST")
        if ask.body is None or len(ask.body) > MOST_BYTES:
            said = f"This is too long: a call has at most {MOST_BYTES} bytes."
            return _sent(Answer.refused(413, said))
        number, _, path = ask.path.partition("/")
        take, community = self._offers.get(path), await self._community(number)
        cog = path.partition("/")[0]
        if take is None or community is None or not self._enabled(cog, community.id):
            return _sent(Answer.refused(404, _NOBODY))
        if wait := self._wait(f"{ask.path} {ask.authorization}"):
            said = f"These were more than {CALLS} calls in a minute: try again in {wait} seconds."
            return _sent(Answer.refused(429, said), **{"Retry-After": str(wait)})
        try:
            return _sent(await take(Call(community, _token(ask.authorization), ask.body)))
        except UserError as error:
            return _sent(Answer.refused(400, str(error.text)))
        except Exception as error:
            record(error, f"the hook {path}")
            return _sent(Answer.refused(500, "This did not work: the bot's log says why."))

    async def _community(self, number: str) -> Community | None:
        every = await self._directory.communities()
        return next((one for one in every if str(one.id) == number), None)

    def _wait(self, caller: str) -> int:
        """Seconds until this caller may call again; 0 when now, which is then counted."""
        now = self._clock.now()
        key = blake2b(caller.encode("utf-8", "replace"), digest_size=16).digest()
        since, calls = self._callers.pop(key, (now, 0))
        if not 0 <= now - since < WINDOW_MS:
            since, calls = now, 0
        while len(self._callers) >= MOST_CALLERS:  # the one that has not called for longest
            del self._callers[next(iter(self._callers))]
        self._callers[key] = since, min(calls + 1, CALLS)
        return -(-(since + WINDOW_MS - now) // 1000) if calls >= CALLS else 0


def _token(authorization: str) -> str:
    scheme, _, token = authorization.strip().partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else ""


def _sent(answer: Answer, **headers: str) -> HookAnswer:
    content = json.dumps(dict(answer.content), ensure_ascii=False).encode()
    return HookAnswer(answer.status, content, headers)
