"""What a draft may begin with."""

from __future__ import annotations

import pytest

from bot.api.people import Level
from cogs.polls.asking.templates import BUILT_IN, MOST
from cogs.polls.store import DraftStore
from tests.support.chat import Actor, Seen
from tests.support.community import Community


async def shelf(who: Actor) -> Seen:
    await who.command("polls templates")
    return await who.told("Templates")


async def save(chat: Community, who: Actor, question: str, name: str) -> None:
    await who.command("poll")
    await who.fill(question=question, options="Apple\nPlum", closes="in 3 days")
    await who.click(await who.told(question), "Save as template")
    await who.fill(name=name)
    await chat.settle()


@pytest.mark.parametrize(
    ("title", "answers", "said"),
    [
        ("Yes or no?", {"question": "Open on Sundays?"}, "Abstain"),
        (
            "Which date?",
            {"question": "The party?", "options": "sat 18:00\nsun 18:00"},
            "sat 18:00 · 2026-05-30",
        ),
        (
            "Rate us 1 to 5",
            {"question": "How are we?", "options": "Our bread"},
            "one to five stars",
        ),
        ("Priorities", {"question": "What first?", "options": "Oven; Shop"}, "You have 5 dots"),
        ("Rank", {"question": "Which logo?", "options": "Sun; Moon"}, "in the order"),
    ],
)
async def test_those_that_come_with_the_bot_ask_for_the_words(
    chat: Community, title: str, answers: dict[str, str], said: str
) -> None:
    ana = await chat.person("Ana")
    await ana.click(await shelf(ana), title)
    await ana.fill(**answers)
    draft = await ana.told("This is how it will look:")
    assert said in draft.text and answers["question"] in draft.text
    await ana.click(draft, "Post it")
    await chat.rig.wait_for("general", answers["question"])


def test_all_of_them_are_on_the_list() -> None:
    assert list(BUILT_IN) == ["decide", "date", "rate", "dots", "rank"]


async def test_one_of_the_community_is_saved_by_name_and_found_by_all(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await save(chat, ana, "Which cake?", "Cake of the week")
    await ana.told("Saved as “Cake of the week”.")
    page = await shelf(ben)
    assert "Cake of the week – Which cake?" in page.text
    assert not [label for label in page.buttons if "Delete" in label]
    chat.clock.advance(days=30)  # the end that was named has passed: the length of it counts
    await ben.click(page, "Cake of the week")
    draft = await ben.told("This is how it will look:")
    assert "Asked by Ben" in draft.text and "Jun 30" in draft.text
    # the draft of the one who saved it stands as it was
    await ana.click(await ana.told("Your draft"), "Discard")


async def test_a_name_is_given_once_unless_a_moderator_replaces_it(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await save(chat, ana, "Which cake?", "Weekly")
    await save(chat, ben, "Which bread?", " WEEKLY ")
    await ben.told("There is a template “WEEKLY” already; please choose another name.")
    await save(chat, mo, "Which tart?", "weekly")
    await mo.told("Saved as “weekly”.")
    assert "weekly – Which tart?" in (await shelf(ben)).text


async def test_moderators_delete_templates(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await save(chat, ana, "Which cake?", "Weekly")
    old = await shelf(ana)
    page = await shelf(mo)
    await mo.click(page, "Delete one")
    await mo.click(await mo.told("Which template shall I delete?"), "Delete Weekly")
    await chat.settle()
    assert "Weekly" not in (await mo.told("Templates")).text
    await ana.click(old, "Weekly")
    await ana.told("This template is gone; /polls templates shows those that there are.")
    assert await DraftStore(chat.app.db).templates(await chat.id) == []


async def test_the_shelf_is_full_one_day(chat: Community) -> None:
    ana = await chat.person("Ana")
    member = await chat.app.registry.known_member(await chat.id, "local", ana.native_id)
    await save(chat, ana, "Which cake?", "Number 0")
    drafts = DraftStore(chat.app.db)
    (_, _, draft), *_ = await drafts.templates(await chat.id)
    for number in range(1, MOST):
        await drafts.save_template(
            await chat.id, f"Number {number}", draft, member.id if member else None
        )
    await save(chat, ana, "Which bread?", "One more")
    await ana.told(f"There are {MOST} templates already; a moderator can delete one")
    assert len([b for b in (await shelf(ana)).buttons if "Number" in b]) == MOST
