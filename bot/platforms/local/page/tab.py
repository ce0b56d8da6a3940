"""One open tab: its requests in, the world's changes out."""

from __future__ import annotations

import asyncio
import logging
from difflib import get_close_matches

import orjson
from aiohttp import WSMsgType, web
from pydantic import ValidationError

from bot.api.people import Level

from ..nouns import Change, Person, Refused
from . import requests as ask
from . import views
from .host import Host

log = logging.getLogger(__name__)
_MAX_WAITING = 400
_FOLD = 0.03
_FOLD_STALE = 0.25
_ANSWERS = ("hello", "done", "refused")


class Tab:
    """Shows the world to one persona; each tab has its own."""

    def __init__(self, platform: Host, socket: web.WebSocketResponse) -> None:
        self._platform = platform
        self._world = platform.world
        self._socket = socket
        self._person = ""
        self._locale = "en"
        self._out: list[views.Json] = []
        self._more = asyncio.Event()
        self._stale = False
        self._rooms: frozenset[str] = frozenset()

    @property
    def _me(self) -> Person:
        return self._persona(self._person)

    def _persona(self, person: str) -> Person:
        found = self._world.people.get(person)
        if found is None or not found.persona:
            raise Refused("no_person", "Choose who you are first.")
        return found

    async def run(self) -> None:
        """Serve until the tab closes."""
        house = self._platform.pages
        titles = await house.titles(self._platform.name) if house else ()
        unwatch = self._world.watch(self._changed)
        pump = asyncio.create_task(self._pump(), name="local-tab")
        personas = [views.person(p) for p in self._world.people.values() if p.persona]
        self._push(
            {
                "is": "hello",
                "community": self._world.community,
                "personas": personas,
                "pages": [views.page_title(one) for one in titles],
            }
        )
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    await self._handle(message.data)
        finally:
            unwatch()
            pump.cancel()
            await asyncio.gather(pump, return_exceptions=True)

    async def close(self) -> None:
        """The bot stops; the page then tries to come back by itself."""
        await self._socket.close()

    # ---- in

    async def _handle(self, data: str) -> None:
        try:
            request = ask.ADAPTER.validate_json(data)
        except ValidationError:
            self._push({"is": "refused", "n": None, "reason": "bad", "data": {}})
            return
        try:
            result = await self._do(request)
        except Refused as refused:
            answer = {"reason": refused.reason, "text": str(refused), "data": refused.data}
            self._push({"is": "refused", "n": request.n, **answer})
        except Exception as error:
            # The error's own words could hold what a person wrote.
            kinds = type(request).__name__, type(error).__name__
            log.error("the playground's request %s failed: %s", *kinds)
            self._push({"is": "refused", "n": request.n, "reason": "failed", "data": {}})
        else:
            self._push({"is": "done", "n": request.n, "result": result})

    async def _do(self, request: ask.AnyRequest) -> object:
        world = self._world
        if isinstance(request, ask.Be):
            self._be(request)
            return None
        me = self._me
        # Somebody with two tabs in two languages is answered in that of the tab.
        if me.locale != self._locale:
            world.set_locale(me, self._locale)
        match request:
            case ask.Say():
                self._refuse_unknown(request.text)
                return await world.post(
                    request.channel, me.id, request.text, reply_to=request.reply_to
                )
            case ask.Edit():
                await world.edit(request.channel, me.id, request.id, request.text)
            case ask.Delete():
                await world.delete(request.channel, me.id, request.id)
            case ask.React():
                await world.react(request.channel, me.id, request.id, request.emoji)
            case ask.Press():
                await world.press(request.channel, me.id, request.id, request.payload)
            case ask.Menu():
                await world.menu(request.channel, me.id, request.id, request.key)
            case ask.Fill(answers=None):
                world.cancel(me.id)
            case ask.Fill(answers=answers):
                await world.fill(me.id, request.id, answers or {})
            case ask.Complete():
                return list(
                    await world.complete(
                        request.channel, me.id, request.path, request.option, request.typed
                    )
                )
            case ask.More():
                return views.page(world, me, request.channel, request.before, request.until)
            case ask.Move(do="join"):
                await world.join(me.id)
            case ask.Move():
                await world.leave(me.id)
            case ask.Replay():
                self._play(me, request.speed)
        return None

    def _refuse_unknown(self, text: str) -> None:
        """Like Discord, do not send what looks like a command and is none.

        What resembles one goes on: the engine answers with what may have been meant.
        """
        if not text.startswith("/"):
            return
        word = text[1:].partition("@")[0].split(maxsplit=1)[:1]
        paths = [info.path for info in self._platform.commands]
        firsts = [path.split()[0] for path in paths]
        known = {"start", *(path.replace(" ", "_") for path in paths)}
        known |= {menu.key for menu in self._platform.menus}
        typed = word[0].casefold() if word else ""
        if typed not in known and not get_close_matches(typed, firsts, 1, 0.75):
            raise Refused("no_command", f"There is no command /{typed}.", word=typed)

    def _be(self, request: ask.Be) -> None:
        me = self._persona(request.person)
        self._person, self._locale = me.id, request.locale
        self._world.set_locale(me, request.locale)
        self._resync()

    def _play(self, me: Person, speed: float) -> None:
        if self._platform.on_replay is None or me.level is not Level.OWNER:
            raise Refused("no_replay", "Only the owner of the demo can play a conversation.")
        self._platform.play(speed)

    # ---- out

    def _changed(self, change: Change) -> None:
        me = self._world.people.get(self._person)
        if me is None:
            return
        match change.kind:
            case "post" if change.post and self._world.sees(me, change.post):
                if change.channel not in self._rooms:
                    self._resync()
                shown = views.post(self._world, change.post, me)
                self._push({"is": "post", "post": shown})
            case "gone" if change.post and self._world.sees(me, change.post):
                self._push({"is": "gone", "channel": change.channel, "id": change.post.id})
            case "form" if change.person == me.id:
                self._push({"is": "form", "form": views.form(self._world.forms.get(me.id))})
            case "busy" if change.person == me.id:
                self._push({"is": "busy", "channel": change.channel, "on": change.on})
            case "progress" if change.progress:
                step = change.progress
                self._push({"is": "progress", "progress": [step.done, step.total, step.label]})
                if step.done >= step.total:
                    self._resync()
            case "calendar" | "room":
                self._resync()
            case "person" if self._world.people[change.person].persona:
                self._resync()

    def _resync(self) -> None:
        """Forget what waits and show everything anew."""
        self._out = [frame for frame in self._out if frame["is"] in _ANSWERS]
        self._stale = True
        self._more.set()

    def _push(self, frame: views.Json) -> None:
        if len(self._out) >= _MAX_WAITING:
            self._resync()
        if not self._stale or frame["is"] in _ANSWERS:
            self._out.append(frame)
            self._more.set()

    def _whole(self) -> views.Json:
        platform = self._platform
        whole = views.whole(
            self._world, self._me, platform.commands, platform.menus,
            replay=platform.on_replay is not None,
        )  # fmt: skip
        self._rooms = frozenset(whole["posts"])
        return whole

    async def _pump(self) -> None:
        """Send what waits, folded; a slow tab is given the whole state instead of every step."""
        while True:
            await self._more.wait()
            self._more.clear()
            frames, stale = self._out, self._stale
            self._out, self._stale = [], False
            if stale:
                frames = [self._whole(), *frames]
            await self._socket.send_str(orjson.dumps(frames).decode())
            await asyncio.sleep(_FOLD_STALE if stale else _FOLD)
