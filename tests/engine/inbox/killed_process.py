"""A bot that is killed when things are committed and not handled: `python -m ... URL RIG WHEN`.

WHEN is "committed" (no handler has begun), "begun" (the poll of a command is written, its card is
not), or "lost": as committed, but without the inbox. That one is the control.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from typing import Any

from bot.engine.intake.handling import Handling
from bot.engine.services.outbox import Delivery
from tests.contract.conftest import make_rig
from tests.support.chat import Actor, Rig
from tests.support.community import Community, loaded
from tests.support.discord_server.wire import Snowflakes
from tests.support.scripted import START

INSULT, QUESTION = "You idiot, that bread was mine", "Rye or spelt?"


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _forget(url: str) -> None:
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("DELETE FROM inbox")


def trap(url: str, when: str, expected: int) -> None:
    """Dies as soon as so many events are committed whose handlers would run now."""
    committed = 0

    async def caught(self: Handling, *arguments: Any) -> None:
        nonlocal committed
        if arguments[-1] is None:  # nobody listens to that one
            return
        committed += 1
        if committed == expected:
            if when == "lost":
                # elsewhere: a transaction of the bot's ends only if the loop goes on
                await asyncio.to_thread(_forget, url)
            _die()

    async def posted(self: Delivery, *arguments: Any, **more: Any) -> None:
        _die()

    if when == "begun":
        Delivery.post = posted  # type: ignore[method-assign, assignment]
    else:
        Handling.listen = Handling.answer = caught  # type: ignore[method-assign, assignment]


def world(platform: str) -> Rig:
    """The same one in both lives, by its ids too."""
    Snowflakes.clock = staticmethod(lambda: START / 1000)
    return make_rig(platform)


async def people(rig: Rig) -> tuple[Actor, Actor]:
    """The same two in both lives; Ben is not in yet."""
    return await rig.person("Ana"), await rig.person("Ben", joined=False)


async def act(rig: Rig, ana: Actor, ben: Actor, when: str) -> None:
    """What both worlds have seen: an insult, a newcomer, and typed where commands are typed a
    poll."""
    if when != "begun":
        await ana.say("general", INSULT)
        await ben.join()
    if rig.name != "discord":
        await ana.command("poll", question=QUESTION, options="Rye; Spelt")


async def first(url: str, platform: str, when: str) -> None:
    rig = world(platform)
    chat = Community([rig], url)
    await rig.open()
    ana, ben = await people(rig)
    await chat.app.start()
    trap(url, when, 2 if platform == "discord" else 3)
    await act(rig, ana, ben, when)
    await asyncio.sleep(60)  # killed long before


if __name__ == "__main__":
    loaded.update({"polls", "safety", "welcome"})  # the others would only take time to load
    asyncio.run(first(*sys.argv[1:]))
