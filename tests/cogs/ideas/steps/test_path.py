"""The road of an idea as moderators and owners take it: by command and by buttons."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.api.people import Level
from cogs.ideas.config import IdeasConfig
from cogs.ideas.steps.payloads import Adopt, Step, Undo
from storage.tables import audit
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener

from .furniture import WHY, decide, known, news, planted, propose


async def details(who: Actor, number: int = 1, words: str = "Posted") -> Seen:
    await who.command("ideas show", idea=str(number))
    return await who.told(words)


async def test_owner_and_date_stand_on_the_card_until_it_is_settled(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await mo.command(
        "ideas status", idea="1", status="planned", reason=WHY, owner=ben, due="in 3 weeks"
    )
    answer = await mo.told("Done: #1 is now planned.")
    assert "Ben is told privately that it is in their hands." in answer.text
    assert answer.buttons == ("Take it back",)
    card = await ana.sees("ideas", "In the hands of Ben")
    assert WHY in card.text and "planned for June 18, 2026" in card.text
    await chat.advance(minutes=2)
    told = await ben.told("The idea #1 “Gluten-free bread” is in your hands until June 18, 2026;")
    assert "it is planned." in told.text and WHY in told.text
    assert told.buttons == ("In progress…", "New date…", "Details")
    assert "Planned for June 18, 2026" in (await ana.told("Your idea #1")).text
    await decide(chat, mo, 1, "in_progress")
    assert "In the hands of Ben" in (await ana.sees("ideas", "Status: in progress")).text
    await decide(chat, mo, 1, "done")
    assert "In the hands" not in (await ana.sees("ideas", "Status: done")).text


async def test_a_tired_moderator_needs_no_numbers(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    shown = await details(mo)
    assert {"Planned…", "Not now…", "Declined…"} <= set(shown.buttons)
    assert not {"Planned…", "Not now…", "Declined…", "New date…"} & set(
        (await details(ana)).buttons
    )
    await mo.click(shown, "Planned…")
    await mo.fill(reason=WHY, due="friday 18:00")
    answer = await mo.told("Done: #1 is now planned.")
    assert answer.buttons == ("Take it back", "I see to it")
    await ana.sees("ideas", "Planned for May 29, 2026")
    await mo.click(answer, "I see to it")
    await mo.told("Thank you: #1 is in your hands now.")
    await ana.sees("ideas", "planned for May 29, 2026")
    shown = await details(mo, words="In the hands of Mo")
    assert {"In progress…", "Back to new…", "Not now…", "Declined…", "New date…"} <= set(
        shown.buttons
    )
    assert "I see to it" not in shown.buttons
    await mo.click(shown, "New date…")
    await mo.fill(reason="The oven is late.", due="in 2 weeks")
    await mo.told("Done: #1 is planned for June 11, 2026 now.")
    await chat.advance(minutes=2)
    assert len(news(ana)) == 1
    assert "Planned for June 11, 2026" in news(ana)[0]
    assert not [told for told in mo.told_so_far() if "in your hands until" in told]


async def test_not_now_starts_with_words_to_be_filled_in(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    shown = await details(mo)
    await mo.click(shown, "Not now…")
    await mo.fill()  # as it stands
    await mo.told("Please fill in the places with “…”")
    await mo.click(shown, "Not now…")
    said = "Thank you for this idea. The oven is full; we will look at it again in May."
    await mo.fill(reason=said)
    await mo.told("Done: #1 has to wait, not now.")
    card = await ana.sees("ideas", "Status: not now")
    assert said in card.text and card.buttons[0] == "👍 Support (0)"


@pytest.mark.parametrize("own", [None, "Danke! Jetzt nicht, denn …"])
async def test_the_words_are_those_of_the_community(open_chat: Opener, own: str | None) -> None:
    """A template in English stands in no German form; one that was set does."""
    settings = {"not_now_reason": own} if own else {}
    chat = await open_chat(locale="de", cogs={"ideas": settings})
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title="Glutenfreies Brot")
    await ana.sees("ideas", "Idee von Ana")
    await mo.command("ideas show", idea="1")
    shown = await mo.told("Idee von Ana")
    [label] = [label for label in shown.buttons if label.startswith(("Not now", "Nicht jetzt"))]
    await mo.click(shown, label)
    if own is None:
        await mo.fill(reason="Der Ofen ist voll.")
        assert "Der Ofen ist voll." in (await ana.sees("ideas", "Der Ofen ist voll.")).text
        return
    await mo.fill(reason=own.replace("…", "der Ofen ist voll."))
    await ana.sees("ideas", "Danke! Jetzt nicht, denn der Ofen ist voll.")


async def test_german_dates_and_names_of_steps(open_chat: Opener) -> None:
    chat = await open_chat(locale="de")
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title="Glutenfreies Brot")
    await ana.sees("ideas", "Idee von Ana")
    await mo.command(
        "ideas status", idea="1", status="geplant", reason=WHY, due="morgen um 9 Uhr", owner=ana
    )
    await ana.sees("ideas", "Status: geplant")
    card = await ana.sees("ideas", "29. Mai 2026")
    assert "Ana" in card.text


async def test_of_two_moderators_at_once_one_decides(chat: Community) -> None:
    ana = await chat.person("Ana")
    mods = [await chat.person(name, Level.MODERATOR) for name in ("Mo", "Mia")]
    await propose(ana)
    for mod in mods:
        await mod.click(await details(mod), "Planned…")
    await chat.settle()  # both forms are open
    await asyncio.gather(*(mod.fill(reason=f"{mod.name} says so.") for mod in mods))
    await chat.settle()
    answers = [[told for told in mod.told_so_far() if "Idea by" not in told] for mod in mods]
    done = [any("Done: #1 is now planned." in told for told in one) for one in answers]
    assert sorted(done) == [False, True]
    [refused] = answers[done.index(False)]
    assert "planned already" in refused or "Somebody else has just changed" in refused
    await chat.advance(minutes=2)
    [told] = news(ana)
    assert f"{mods[done.index(True)].name} says so." in told


async def test_steps_that_cannot_be(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await propose(ana, "A bench outside")
    await mo.command("ideas status", idea="1", status="declined", reason=WHY, owner=ben)
    await mo.told("Only an idea that is planned or in progress has an owner and a date.")
    await mo.command("ideas status", idea="1", status="planned", reason=WHY, due="yesterday")
    await mo.told("already passed")
    plan = await details(mo)
    await mo.click(plan, "Planned…")
    await mo.fill(reason=WHY, due="when pigs fly")
    await mo.told("I cannot read “when pigs fly” as a time.")
    await mo.click(plan, "Planned…")
    await mo.fill(reason="-")
    await mo.told("Please give a reason")
    assert (await ana.sees("ideas", "Gluten-free bread")).text.count("Status: new") == 1
    await decide(chat, mo, 1, "planned")
    await mo.click(plan, "Planned…")
    await mo.told("This idea is planned already.")
    # what only a moderator is shown, pressed by somebody who is none
    forged = await planted(chat, ana, Decline=Step(1, "declined"), Mine=Adopt(1), Odd=Step(1, "x"))
    await ana.click(forged, "Decline")
    await ana.told("Only moderators and whoever sees to an idea can do that.")
    await ana.click(forged, "Mine")
    await ana.told("Only moderators can do that here.")
    await mo.click(forged, "Odd")
    await mo.told("That is no longer in use.")
    await mo.command("ideas merge", idea="2", into="1")
    await mo.told("#2")
    await mo.command("ideas status", idea="2", status="planned", reason=WHY)
    await mo.told("#2 is part of #1 now; please say it of that one.")


async def test_who_has_it_in_hand_goes_on_but_does_not_decline(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await mo.command("ideas status", idea="1", status="planned", reason=WHY, owner=ben)
    await mo.told("Done: #1")
    shown = await details(ben)
    assert {"In progress…", "New date…"} <= set(shown.buttons)
    assert not {"Declined…", "Not now…", "Back to new…"} & set(shown.buttons)
    await ben.click(await planted(chat, ben, Decline=Step(1, "declined")), "Decline")
    await ben.told("Only moderators and whoever sees to an idea can do that.")
    await ben.click(shown, "In progress…")
    await ben.fill(reason="I have begun.")
    await ben.told("Done: #1 is now in progress.")
    await ben.click(await details(ben, words="I have begun."), "Done…")
    await ben.fill(reason="Here it is.")
    await ben.told("Done: #1 is now done.")
    await ana.sees("ideas", "Status: done")
    await ben.click(shown, "New date…")
    await ben.told("Only moderators and whoever sees to an idea can do that.")


async def test_not_now_is_told_as_what_it_is(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await ben.click(await propose(ana), "Support")
    await ben.told("You support #1")
    await decide(chat, mo, 1, "not_now")
    await chat.advance(minutes=2)
    await ana.told("⏳ Not now: your idea #1 “Gluten-free bread” has to wait.")
    assert WHY in (await ben.told("which you support, has to wait.")).text


async def test_a_slip_is_taken_back_and_nobody_hears_of_it(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await mo.command("ideas status", idea="1", status="declined", reason=WHY)
    answer = await mo.told("Done: #1 is now declined.")
    assert "You can take it back for 2 minutes" in answer.text
    await ana.sees("ideas", "Status: declined")
    await ben.click(await planted(chat, ben, Back=Undo(1, chat.clock.now())), "Back")
    await ben.told("It is too late to take that back")
    await mo.click(answer, "Take it back")
    await mo.told("Taken back: #1 is new again, and no news were sent.")
    card = await ana.sees("ideas", "Status: new")
    assert WHY not in card.text
    await mo.click(answer, "Take it back")
    await mo.told("It is too late to take that back")
    await chat.advance(minutes=20)
    assert news(ana) == []
    assert "declined" not in (await details(ana)).text


async def test_an_old_button_never_takes_back_a_later_step(chat: Community) -> None:
    """SQLite gives the number of a step that was taken back to the next one."""
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await propose(ana, "A bench outside")
    await mo.command("ideas status", idea="1", status="declined", reason=WHY)
    answer = await mo.told("Done: #1 is now declined.")
    await mo.click(answer, "Take it back")
    await mo.told("Taken back: #1 is new again")
    await chat.advance(seconds=1)
    await decide(chat, mo, 2, "planned")
    await mo.click(answer, "Take it back")
    await mo.told("It is too late to take that back")
    await ana.sees("ideas", "Status: planned")
    await chat.advance(minutes=2)
    await ana.told("Your idea #2 “A bench outside” is now planned.")


async def test_what_was_done_is_in_the_audit_without_words(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    shown = await details(mo)
    await mo.click(shown, "Planned…")
    await mo.fill(reason=WHY, due="friday")
    answer = await mo.told("Done: #1")
    await mo.click(answer, "I see to it")
    await mo.told("in your hands")
    await mo.click(await details(mo, words="In the hands of Mo"), "New date…")
    await mo.fill(reason="Secret words.", due="in 3 weeks")
    await mo.told("is planned for")
    await decide(chat, mo, 1, "in_progress", reason="Other words.")
    await mo.click(await mo.told("Done: #1 is now in progress."), "Take it back")
    await mo.told("Taken back")
    async with chat.app.db.read() as conn:
        rows = list(await conn.execute(select(audit).order_by(audit.c.id)))
    found = [row for row in rows if row.action.startswith("ideas.")]
    actions = ["ideas.status", "ideas.owner", "ideas.date", "ideas.status", "ideas.undo"]
    assert [row.action for row in found] == actions
    assert {row.target for row in found} == {"idea:1"}
    assert {row.actor_member_id for row in found} == {await known(chat, mo)}
    written = repr(rows)
    assert not any(words in written for words in (WHY, "Secret words.", "Other words.", "bread"))


def test_the_time_of_reminders_is_checked() -> None:
    assert IdeasConfig(reminder_time="07:30").reminder_time == "07:30"
    with pytest.raises(ValueError, match="write the time as hours and minutes"):
        IdeasConfig(reminder_time="half past nine")
