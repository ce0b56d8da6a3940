"""A flood in the tables: it is read in steps of the same size, and hits nobody in particular."""

from __future__ import annotations

from cogs.safety.detection.seen import Finding
from tests.cogs.safety.alerts.rig import (
    ANA,
    BAD,
    BEN,
    EVA,
    MILD,
    THREAT,
    Stores,
    database_url,
    postgres_server,
    postgres_url,
    said,
    sqlite_url,
    stores,
)

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url", "stores"]


def flood(*messages: int) -> tuple[Finding, ...]:
    places = tuple((3, message_id) for message_id in messages)
    return (Finding("flood", {"messages": len(messages), "seconds": 5}, None, (ANA,), places),)


async def test_a_flood_does_not_make_two_victims_one_matter(stores: Stores) -> None:
    first = (await stores.file(1, to=BEN)).alert
    other = (await stores.file(2, to=EVA, findings=flood(1, 2))).alert
    assert first.id != other.id
    assert [said(await stores.get(alert.id)) for alert in (first, other)] == [[1], [2]]
    # what is at nobody joins, and so does what is at the same one
    more = await stores.file(3, findings=flood(1, 2, 3))
    assert more.alert.id == first.id
    assert (await stores.file(4, to=EVA, findings=flood(1, 2, 3, 4))).alert.id == other.id


async def test_a_flood_keeps_the_worst_and_the_newest(stores: Stores) -> None:
    first = (await stores.file(1, score=BAD)).alert
    for number in range(2, 150):
        score = THREAT if number == 30 else BAD if number == 40 else MILD
        await stores.file(number, score=score, findings=flood(number - 1, number))
    alert = await stores.get(first.id)
    kept = said(alert)
    assert len(kept) <= 60
    assert kept[-40:] == list(range(110, 150))
    assert {1, 30, 40} <= set(kept)
    assert (alert.message_id, alert.severity) == (30, "serious")
    (many,) = [found for found in alert.findings if found.name == "many"]
    assert many.detail == {"times": 149 - len(kept)}


async def test_messages_of_one_second_stand_in_the_order_of_writing(stores: Stores) -> None:
    for number in (7, 3, 5):
        alert = (await stores.file(number)).alert
    assert said(alert) == [3, 5, 7]
