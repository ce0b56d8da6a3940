"""What is edited or deleted while it waits for a decision, in the tables."""

from __future__ import annotations

from dataclasses import replace

from cogs.safety.alerts.model import Said
from cogs.safety.detection.seen import Finding
from tests.cogs.safety.alerts.rig import (
    ANA,
    BAD,
    BEN,
    CEM,
    MILD,
    NOW,
    THREAT,
    Stores,
    database_url,
    draft,
    postgres_server,
    postgres_url,
    said,
    sqlite_url,
    stores,
)

__all__ = ["database_url", "postgres_server", "postgres_url", "sqlite_url", "stores"]


async def test_any_message_can_be_edited_or_deleted(stores: Stores) -> None:
    alert = (await stores.file(1, score=MILD)).alert
    await stores.file(2, score=BAD)
    edited = await stores.filing.file(
        replace(draft(1, score=THREAT, edit=True), text="much worse"), gather_minutes=15
    )
    assert (edited.alert.id, edited.alert.text, edited.alert.edited) == (
        alert.id,
        "much worse",
        "worse",
    )
    (changed,) = await stores.alerts.changed(3, 2, gone=True)
    assert ([one.message_id for one in changed.standing], changed.gone) == ([1], False)
    (changed,) = await stores.alerts.changed(3, 1, gone=True)
    assert (changed.standing, changed.gone) == ((), True)
    assert await stores.alerts.changed(3, 99, gone=True) == []


async def test_who_edits_a_threat_into_something_milder_hides_nothing(stores: Stores) -> None:
    alert = (await stores.file(1, score=THREAT)).alert
    milder = replace(draft(1, score=MILD, edit=True), text="you fool")
    after = (await stores.filing.file(milder)).alert
    assert (after.id, after.text, after.edited) == (alert.id, "words 1", "milder")
    assert (after.severity, after.flagged) == ("serious", THREAT.flagged)
    worse = replace(draft(1, score=THREAT, edit=True), text="even worse")
    after = (await stores.filing.file(worse)).alert
    assert (after.text, after.edited) == ("even worse", "worse")


async def test_an_edit_that_only_a_pattern_finds_is_shown_as_it_is_now(stores: Stores) -> None:
    listed = (Finding("words", {"words": 1}),)
    plain = replace(draft(1, findings=listed), score=None, flagged=())
    alert = (await stores.filing.file(plain)).alert
    edited = replace(plain, text="other words of the list", edit=True)
    after = (await stores.filing.file(edited)).alert
    assert (after.id, after.text, after.edited) == (alert.id, edited.text, "worse")
    assert after.messages[0].text == edited.text


async def test_a_message_of_two_alerts_is_gone_from_both(stores: Stores) -> None:
    one = (await stores.file(1, to=BEN)).alert
    two = (await stores.file(2, to=CEM)).alert
    also = (Said(3, 2, ANA, NOW, CEM, "words 2"),)
    flood = (Finding("flood", {"messages": 3}, None, (ANA,), ((3, 1), (3, 2), (3, 3))),)
    await stores.file(3, to=BEN, findings=flood, also=also)
    assert said(await stores.get(one.id)) == [1, 2, 3]
    changed = await stores.alerts.changed(3, 2, gone=True)
    assert {alert.id: alert.gone for alert in changed} == {one.id: False, two.id: True}
