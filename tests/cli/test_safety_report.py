"""`townhall safety report`: from the database alone, while the bot is away."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.cli import main
from bot.engine import loader
from bot.engine.clock import SystemClock
from cogs.safety.proof.report import DEFINITIONS, LEAST
from cogs.safety.tables import alerts, days, messages
from storage.database import Database
from storage.people import People
from tests.support.shell import Said, townhall

__all__ = ["townhall"]

CONFIG = '[storage]\nurl = "sqlite:///kept.db"\n[[communities]]\nname = "Bakery"\n'
HOUR = 3_600_000


async def furnish(dismissed: int, warned: int, *, name: str = "Bakery", locale: str = "en") -> None:
    """A database with one community and its alerts of the last hour."""
    db, now = Database("sqlite:///kept.db"), SystemClock().now()
    await db.open(loader.migrations(list(loader.discover().values())))
    row = await People(db).ensure_community("bakery", name, locale, "Europe/Berlin")
    community = row.id
    outcomes = ["dismissed"] * dismissed + ["warned"] * warned
    async with db.write() as conn:
        for number, outcome in enumerate(outcomes):
            made = await conn.execute(
                insert(alerts).values(
                    community_id=community, author_is_staff=False, state="settled",
                    outcome=outcome, card="shown", edited="no", gone=False,
                    created_at=now - HOUR, settled_at=now - HOUR // 2, settled_by=5,
                    text="what nobody should read",
                )
            )  # fmt: skip
            await conn.execute(
                insert(messages).values(
                    alert_id=made.inserted_primary_key[0], community_id=community, channel_id=1,
                    message_id=number, sent_at=now - HOUR, flagged=["threat"], gone=False,
                    text="what nobody should read",
                )
            )  # fmt: skip
        if outcomes:
            await conn.execute(
                insert(days).values(community_id=community, day=now - HOUR, scored=600, unread=0)
            )
    await db.close()


@pytest.fixture
def report(townhall: Callable[..., Said]) -> Callable[..., Said]:
    """The command in a folder with settings."""
    Path("config.toml").write_text(CONFIG, encoding="utf-8")
    return lambda *arguments: townhall("safety", "report", *arguments)


def test_as_json(report: Callable[..., Said]) -> None:
    asyncio.run(furnish(dismissed=2, warned=4))
    code, out, err = report("--json", "--days", "2")
    assert (code, err) == (0, [])
    assert len(out.splitlines()) == 1
    found = json.loads(out)
    assert found["definitions"] == dict(DEFINITIONS)
    assert found["least_for_a_share"] == LEAST
    (bakery,) = found["communities"]
    assert (bakery["community"], bakery["period"]["days"], bakery["scored"]) == ("Bakery", 2, 600)
    threat = bakery["labels"]["threat"]
    assert (threat["alerts"], threat["decided"], threat["upheld"]) == (6, 6, 4)
    assert threat["share_upheld"] == 0.6667
    assert (threat["median_settle_ms"], threat["flags_per_1000"]) == (HOUR // 2, 10.0)
    assert bakery["labels"]["obscene"]["alerts"] == 0
    assert bakery["patterns"]["pile_on"]["share_upheld"] is None
    assert "nobody should read" not in out


def test_in_words(report: Callable[..., Said]) -> None:
    asyncio.run(furnish(dismissed=1, warned=3))
    code, out, err = report()
    assert (code, err) == (0, [])
    assert out.startswith("Bakery\nSafety, ")
    assert (
        "threat: 4 alerts · 4 flags · only 4 decided, acted upon: 3 · "
        "decided after 30 minutes (median)\n"
    ) in out
    assert "No data for: one member again and again at another, several against one" in out
    assert "Nothing was done to anybody." in out
    assert "nobody should read" not in out


def test_in_the_language_of_the_community(report: Callable[..., Said]) -> None:
    asyncio.run(furnish(dismissed=1, warned=4, locale="de"))
    _, out, _ = report()
    assert "Drohung: 5 Meldungen" in out
    assert "Zeit bis zur Entscheidung: 30 Minuten" in out


def test_a_name_is_told_as_it_is(report: Callable[..., Said]) -> None:
    asyncio.run(furnish(0, 1, name="[bold]Ann's :cake: shop"))
    assert json.loads(report("--json")[1])["communities"][0]["community"] == (
        "[bold]Ann's :cake: shop"
    )
    assert report()[1].startswith("[bold]Ann's :cake: shop\n")


def test_without_anything_flagged(report: Callable[..., Said]) -> None:
    asyncio.run(furnish(0, 0))
    code, out, _ = report()
    assert code == 0
    assert "Nothing was flagged or reported in this time." in out


def test_without_a_database_none_is_made(report: Callable[..., Said]) -> None:
    code, out, err = report()
    assert (code, out) == (2, "")
    assert err == ["There is no database kept.db yet: start the bot once with `townhall run`."]
    assert not Path("kept.db").exists()


@pytest.mark.parametrize("days", ["0", "366", "week"])
def test_a_wrong_number_of_days(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["safety", "report", "--days", days])
    assert ended.value.code == 2
    assert f'expected a number from 1 to 365, not "{days}"' in capsys.readouterr().err
