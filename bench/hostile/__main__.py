"""`python -m bench.hostile [--all] [--seconds N]`: the whole product, or what fits the time.

A bot on the local chat with all cogs; what it says is rendered for Discord and Telegram and read
by their parsers. Last line JSON: inputs, events, faults, broken (outputs that were not as they
should be), messages judged.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.api.people import Level
from bot.api.port.buckets import Buckets
from bot.api.port.inbound import Inbound
from bot.api.port.nouns import NativeUser
from bot.engine.conversation.flood import Flood
from tests.contract.local_rig import LocalRig
from tests.hostile import kept
from tests.hostile.driving import Driver
from tests.hostile.judging import judge
from tests.support.community import Community, sqlite_url

SEED, GENERATED = 8, 10_000
SOME_S = 120


class Incidents(logging.Handler):
    """Counts what the error boundary records."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record.getMessage())


def generated(count: int) -> list[str]:
    """Texts that Hypothesis makes up."""
    found: list[str] = []

    @settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.text(st.characters(codec=None), max_size=80))
    def collect(text: str) -> None:
        found.append(text)

    collect()
    return found


def product(driver: Driver, texts: list[str]) -> Iterator[Inbound]:
    """Every text in every place, text by text."""
    for text in texts:
        yield from driver.one_option(text)
        yield from driver.forms(text)
        yield from driver.buttons(text)
        yield from driver.facts(text)


async def run(chosen: argparse.Namespace) -> dict[str, float]:
    incidents = Incidents()
    logging.getLogger().addHandler(incidents)
    with tempfile.TemporaryDirectory() as folder:
        chat = Community([rig := LocalRig()], sqlite_url(Path(folder)))
        await chat.open()
        chat.app.dispatcher.flood = Flood(Buckets(1e12, 1))
        mo = await chat.person("Mo", Level.OWNER)
        room = rig.world.rooms["general"].native(rig.world.community)
        assert room.space is not None
        texts = [one.text for one in kept()]
        random.Random(SEED).shuffle(texts)
        if chosen.all:
            texts += generated(GENERATED)
        user = NativeUser(mo.native_id, "Mo", "mo")
        driver = Driver(chat.app.book, room.space, room, user, texts, chat.clock.now())
        sent, broken, judged = 0, 0, 0
        ends = time.monotonic() + (chosen.seconds or (float("inf") if chosen.all else SOME_S))
        for event in product(driver, texts):
            await chat.app.intake.receive("local", event)
            sent += 1
            if sent % 500 == 0:
                await chat.settle()
                judged += len(driver.heard.said)
                for out in driver.heard.said:
                    try:
                        judge(out)
                    except AssertionError as error:
                        broken += 1
                        print("broken:", ascii(str(error))[:300])
                driver.heard.said.clear()
                if time.monotonic() > ends:
                    break
        await chat.settle()
        failed = chat.app.intake.failed
        await chat.close()
    for message in dict.fromkeys(incidents.found):
        print(message)
    faults = len(incidents.found) + failed
    return {"inputs": len(texts), "events": sent, "faults": faults, "broken": broken,
            "judged": judged}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    parser.add_argument("--all", action="store_true", help="to the end, with generated texts too")
    parser.add_argument("--seconds", type=float, help="stop after that long")
    print(json.dumps(asyncio.run(run(parser.parse_args()))))


if __name__ == "__main__":
    main()
