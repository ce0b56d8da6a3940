"""What a member is told privately when something is done about them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cogs.safety.members.model import Kind
from cogs.safety.members.store import AppealStore
from tests.cogs.safety.members.rig import (
    PLEA,
    Cast,
    act,
    known,
    notices,
    staged,
)
from tests.contract.local_rig import LocalRig
from tests.support.community import Community


@pytest.fixture
async def cast(chat: Community) -> Cast:
    return await staged(chat)


# ---- the notice


@pytest.mark.parametrize(
    ("kind", "head", "meaning"),
    [
        ("talk", "has a word for you", "Nothing else follows"),
        ("warn", "warns you", "Several warnings can lead to a pause"),
        ("delete", "deleted a message of yours", "do not post it again"),
        ("time_out", "has paused your writing for 1 hour", "You can write again from"),
    ],
)
async def test_every_action_is_told_with_reason_rule_and_appeal(
    cast: Cast, kind: Kind, head: str, meaning: str
) -> None:
    scores = {"toxicity": 0.8, "threat": 0.9}
    await act(
        cast.chat, kind, cast.ana, cast.mo, reason="Too harsh", seconds=3600,
        said="I will find you", scores=scores,
    )  # fmt: skip
    told = await cast.ana.told(head)
    for words in ("Too harsh", "Our rule: Nobody is threatened here.", "I will find you", meaning):
        assert words in told.text
    assert told.buttons == ("Appeal",)
    assert "Mo " not in told.text


async def test_what_the_bot_did_by_itself_says_so(cast: Cast) -> None:
    await act(cast.chat, "delete", cast.ana, None, said="vermin", scores={"toxicity": 0.99})
    told = await cast.ana.told("by myself, because a model is almost sure")
    await cast.ana.click(told, "Appeal")
    await cast.ana.fill(text=PLEA)
    card = await cast.max.sees("moderators", "I did that by myself")
    await cast.mo.click(card, "Overturn it")
    await cast.ana.told("your appeal was right")


async def test_a_notice_quotes_nobody_else(cast: Cast) -> None:
    action = await act(cast.chat, "warn", cast.mo, cast.max, said="my own words")
    notice = await cast.mo.told("warns you")
    assert "my own words" in notice.text
    ana = await known(cast.chat, cast.ana)
    found = await AppealStore(cast.chat.app.db).act(action)
    assert found is not None
    matter = await notices(cast.chat).matter(replace(found, member_id=ana.id), ana)
    assert list(matter.seen) == []


async def test_reached_is_what_the_platform_says(cast: Cast) -> None:
    rig = cast.chat.rig
    assert isinstance(rig, LocalRig)
    action = await act(cast.chat, "talk", cast.ana, cast.mo)
    assert await notices(cast.chat).send(action) is True
    rig.world.put_person(replace(rig.world.people[cast.ana.native_id], reachable=False))
    assert await notices(cast.chat).send(action) is True, "it stands with her already"
    later = await act(cast.chat, "warn", cast.ana, cast.mo)
    assert await notices(cast.chat).send(later) is False


async def test_a_notice_is_sent_once(cast: Cast) -> None:
    action = await act(cast.chat, "talk", cast.ana, cast.mo)
    await notices(cast.chat).send(action)
    await cast.chat.settle()
    assert sum("has a word for you" in text for text in cast.ana.told_so_far()) == 1
