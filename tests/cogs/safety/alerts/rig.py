"""What these tests stand on: the tables of alerts without a chat, and a scene in the chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.api.people import Level
from bot.api.port.outgoing import OutButton, Outgoing, Span
from bot.api.services import Score
from cogs.safety.alerts.filing import Filed, FilingStore
from cogs.safety.alerts.model import Alert, Draft, Said, about_message
from cogs.safety.alerts.records import RecordStore
from cogs.safety.alerts.store import AlertStore
from cogs.safety.cog import Safety
from cogs.safety.deciding.store import ActionStore
from cogs.safety.detection.seen import Finding
from storage.database import Database
from tests.support.chat import Actor, Seen
from tests.support.community import Community
from tests.support.databases import database_url, opened, postgres_server, postgres_url, sqlite_url

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url", "stores"]

NOW = 1_780_000_000_000
MINUTE = 60_000
ANA, BEN, CEM, DEA, EVA = 7, 8, 9, 10, 11
MILD = Score({"toxicity": 0.75}, ("toxicity",), "m@1")
BAD = Score({"toxicity": 0.9}, ("toxicity",), "m@1")
THREAT = Score({"toxicity": 0.8, "threat": 0.8}, ("threat", "toxicity"), "m@1")


@dataclass
class Stores:
    db: Database
    filing: FilingStore
    alerts: AlertStore
    records: RecordStore
    actions: ActionStore

    async def file(self, message_id: int, author: int = ANA, **more: Any) -> Filed:
        """A flagged message; `minute` is when, `to` whom it is aimed at."""
        report = more.pop("report", None)
        mild_an_hour = more.pop("mild_an_hour", 60)
        return await self.filing.file(
            draft(message_id, author, **more),
            gather_minutes=15,
            mild_an_hour=mild_an_hour,
            report=report,
        )

    async def get(self, alert_id: int) -> Alert:
        found = await self.alerts.get(1, alert_id)
        assert found is not None
        return found

    async def dismiss(self, alert: Alert, now: int = NOW) -> None:
        assert await self.actions.begin(1, alert.id, 50, now)
        mine, _ = await self.actions.settle(alert, 50, "dismissed", now, detail={})
        assert mine


def draft(
    message_id: int,
    author: int = ANA,
    *,
    minute: int = 0,
    to: int | None = None,
    score: Score = BAD,
    space: int = 2,
    findings: tuple[Finding, ...] = (),
    edit: bool = False,
    also: tuple[Said, ...] = (),
) -> Draft:
    at = NOW + minute * MINUTE
    return Draft(
        community_id=1,
        about=about_message(3, message_id),
        author_id=author,
        author_is_staff=False,
        now=at,
        space_id=space,
        channel_id=3,
        message_id=message_id,
        text=f"words {message_id}",
        sent_at=at,
        score=score,
        flagged=score.flagged,
        target_id=to,
        findings=findings,
        edit=edit,
        also=also,
    )


def pile(*messages: int, on: int = BEN) -> tuple[Finding, ...]:
    places = tuple((3, message_id) for message_id in messages)
    return (Finding("pile_on", {"authors": len(messages)}, on, (), places),)


def said(alert: Alert) -> list[int]:
    return [one.message_id for one in alert.messages]


@pytest.fixture
async def stores(database_url: str) -> AsyncIterator[Stores]:
    async with opened(database_url, {"safety": Path(str(Safety.migrations))}) as db:
        yield Stores(db, FilingStore(db), AlertStore(db), RecordStore(db), ActionStore(db))


# ---- in the chat: Ana writes something nasty to Ben; Mo and Max moderate

NASTY = "Ben, you are an idiot"
OPEN = (
    *("Dismiss", "Talk", "Delete", "Warn", "Time out 1 hour"),
    *("Claim", "Hand over", "More …"),
    "Which words?",
)


@dataclass
class Cast:
    """Who is on the stage; `card` is what moderators see of Ana's nasty message."""

    chat: Community
    ana: Actor
    ben: Actor
    mo: Actor
    max: Actor
    said: Seen
    card: Seen


async def people(chat: Community) -> tuple[Actor, Actor, Actor, Actor]:
    return (
        await chat.person("Ana"),
        await chat.person("Ben"),
        await chat.person("Mo", Level.MODERATOR),
        await chat.person("Max", Level.MODERATOR),
    )


@pytest.fixture
async def cast(chat: Community) -> Cast:
    ana, ben, mo, max_ = await people(chat)
    await ben.say("general", "The rye bread is lovely today")
    said = await ana.say("general", NASTY)
    return Cast(chat, ana, ben, mo, max_, said, await mo.sees("moderators", NASTY))


@pytest.fixture
def wordless(chat: Community, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages may have no words, like pictures elsewhere; the local chat itself refuses them."""
    world = chat.rig.platform.world  # type: ignore[attr-defined]
    monkeypatch.setattr(world, "_writer", lambda person, room, text: world._reader(person, room))


async def press(cast: Cast, who: Actor, message: Seen, payload: str) -> None:
    """A click on a button that this person's screen still shows."""
    world = cast.chat.rig.platform.world  # type: ignore[attr-defined]
    room = message.handle.channel  # type: ignore[attr-defined]
    post = world.find(room, message.native_id)
    stale = world.deliver(room, as_it_was(post, payload))
    await world.press(room, who.native_id, stale.id, payload)


def as_it_was(post: object, payload: str) -> object:
    return Outgoing((Span("an old card"),), ((OutButton("Old", payload),),))
