"""The team hears of ideas that wait, owners of dates that passed; each once, at nine."""

from __future__ import annotations

from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from bot.api.people import Level
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener
from tests.support.scripted import FakeClock

from .furniture import WHY, decide, propose

WAIT = "waits for an answer:"
NO_LIKENESS = MappingProxyType({"similar_shown": 0})


def berlin(month: int, day: int, hour: int = 10, *, summer: bool = True) -> int:
    """A moment of 2026 in Berlin."""
    at = datetime(2026, month, day, hour - (2 if summer else 1), tzinfo=UTC)
    return round(at.timestamp() * 1000)


async def to(chat: Community, at: int) -> None:
    """Move to a moment and let happen what is due by then, some hours at a time."""
    while chat.clock.now() < at:
        await chat.advance(ms=min(6 * 3_600_000, at - chat.clock.now()))


async def asked(chat: Community, words: str = "The details have buttons") -> list[Seen]:
    return [m for m in await chat.messages("moderators") if words in m.text]


async def late(chat: Community, owner: Actor, mo: Actor) -> None:
    """Idea #1, in the hands of somebody until the 1st of June."""
    await propose(owner)
    await mo.command(
        "ideas status", idea="1", status="planned", reason=WHY, owner=owner, due="2026-06-01 12:00"
    )
    await mo.told("Done: #1")


async def test_the_team_is_asked_after_a_week_and_after_another(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana)  # on the 28th of May at half past ten in the evening
    await to(chat, berlin(6, 5, 8))
    assert await asked(chat) == []
    await to(chat, berlin(6, 5, 9))
    [first] = await asked(chat)
    assert "1 idea waits for an answer:" in first.text
    assert "#1 Gluten-free bread · since May 28, 2026" in first.text
    assert first.buttons == ("#1",)
    await mo.click(first, "#1")
    assert "Not now…" in (await mo.told("Posted")).buttons
    await to(chat, berlin(6, 12, 8))
    await chat.restart()
    assert len(await asked(chat)) == 1
    await to(chat, berlin(6, 12, 9))
    assert len(await asked(chat)) == 2
    await decide(chat, mo, 1, "not_now")
    await to(chat, berlin(6, 30))
    assert len(await asked(chat)) == 2


async def test_at_most_five_are_named_and_the_rest_counted(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"ideas": {**NO_LIKENESS, "answer_days": 2}})
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await late(chat, ana, mo)
    for number in range(2, 9):
        await propose(ana, f"Wish number {number} of Ana")
    await to(chat, berlin(6, 2, 9))
    first, second = await asked(chat)
    assert first.buttons == ("#2", "#3", "#4", "#5", "#6")
    assert "7 ideas wait for an answer:" in first.text and "and 2 more" in first.text
    # two days later the same wait again, and #1 is past its date
    assert second.buttons == ("#2", "#3", "#4", "#5", "#1")
    assert "1 idea is past its date:" in second.text and "and 3 more" in second.text
    assert "planned for June 1, 2026 · with Ana" in second.text


async def test_one_message_a_day_that_names_nothing_again(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"ideas": dict(NO_LIKENESS)})
    ana = await chat.person("Ana")
    await propose(ana)
    await chat.advance(days=2)
    await propose(ana, "A bench outside")
    await to(chat, berlin(6, 11, 20))
    found = await asked(chat)
    assert [message.buttons for message in found] == [("#1",), ("#2",)]


async def test_who_wishes_no_reminders_gets_none(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"ideas": {"answer_days": 0}})
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await late(chat, ana, mo)
    await propose(ana, "A bench outside")
    await to(chat, berlin(6, 20))
    [only] = await asked(chat)  # a date that passed is still said, once
    assert only.buttons == ("#1",) and WAIT not in only.text


async def test_whoever_is_late_is_asked_once_and_can_answer(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await late(chat, ana, mo)

    def asked_ana() -> int:
        return len([told for told in ana.told_so_far() if "was planned for" in told])

    await to(chat, berlin(6, 2, 8))
    assert asked_ana() == 0
    await to(chat, berlin(6, 2, 9))
    told = await ana.told("The idea #1 “Gluten-free bread” was planned for June 1, 2026.")
    assert told.buttons == ("In progress…", "New date…", "Details")
    await to(chat, berlin(6, 4))
    await chat.restart()
    await chat.advance(days=1)
    assert asked_ana() == 1
    await ana.click(told, "New date…")
    await ana.fill(due="2026-06-08 12:00", reason="The oven is late.")
    await ana.told("Done: #1 is planned for June 8, 2026 now.")
    await to(chat, berlin(6, 9, 9))
    assert asked_ana() == 2
    told = await ana.told("was planned for June 8, 2026.")
    await ana.click(told, "In progress…")
    await ana.fill(reason="It is being built.")
    await ana.told("Done: #1 is now in progress.")
    await ana.command("ideas show", idea="1")
    await ana.click(await ana.told("It is being built."), "Done…")
    await ana.fill(reason="There it stands.")
    await ana.sees("ideas", "Status: done")
    await to(chat, berlin(6, 30))
    assert asked_ana() == 2
    assert len(await asked(chat, "is past its date")) == 2


async def test_after_a_downtime_one_round_makes_up_for_all(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await late(chat, ana, mo)
    await chat.settle()

    async def holidays() -> None:
        chat.clock.at = berlin(6, 25, 15)

    await chat.restart(holidays)
    await chat.advance(seconds=30)
    assert len(await asked(chat)) == 1
    assert len([told for told in ana.told_so_far() if "was planned for" in told]) == 1
    await to(chat, berlin(6, 27))
    assert len(await asked(chat)) == 1


@pytest.mark.parametrize(
    ("start", "days"),
    [
        (berlin(10, 23, 10), [(24, True), (25, False), (26, False)]),
        (berlin(3, 27, 10, summer=False), [(28, False), (29, True), (30, True)]),
    ],
)
async def test_nine_stays_nine_when_the_clocks_change(
    open_chat: Opener, start: int, days: list[tuple[int, bool]]
) -> None:
    month = datetime.fromtimestamp(start / 1000, UTC).month
    settings = {**NO_LIKENESS, "answer_days": 1}
    chat = await open_chat(clock=FakeClock(start - 20 * 3_600_000), cogs={"ideas": settings})
    ana = await chat.person("Ana")
    await propose(ana)
    await to(chat, start)
    seen = len(await asked(chat))
    for day, summer in days:
        nine = berlin(month, day, 9, summer=summer)
        await to(chat, nine - 1)
        before = len(await asked(chat))
        await to(chat, nine)
        assert len(await asked(chat)) == before + 1
    assert len(await asked(chat)) == seen + 3


async def test_another_time_of_day_moves_the_round(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"ideas": {"reminder_time": "17:30"}})
    ana = await chat.person("Ana")
    boss = await chat.person("Bo", Level.OWNER)
    await propose(ana)
    await chat.advance(hours=2)
    await to(chat, berlin(6, 5, 17))
    assert await asked(chat) == []
    await boss.command("settings set", name="ideas.reminder_time", value="18:15")
    await boss.told("18:15")
    cog = chat.app.book.cogs["ideas"]
    await cog.plan_rounds()  # type: ignore[attr-defined]
    await to(chat, berlin(6, 5, 18))
    assert await asked(chat) == []
    await to(chat, berlin(6, 5, 19))
    assert len(await asked(chat)) == 1


async def test_without_a_place_each_moderator_is_told(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await mo.command("ideas points")
    await mo.told("You have 0 points.")
    await propose(ana)

    async def nowhere(community_id: int, purpose: str) -> list[object]:
        return []

    monkeypatch.setattr(chat.app.book.cogs["ideas"]._directory, "place", nowhere)  # type: ignore[attr-defined]
    await to(chat, berlin(6, 6))
    await mo.told("1 idea waits for an answer:")
    assert not [told for told in ana.told_so_far() if WAIT in told]
