"""Polls posted at once, from an old one, and with another question."""

from __future__ import annotations

import pytest

from bot.api.people import Level
from cogs.polls.model import Rules
from cogs.polls.voting.wording import secret
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener


async def ask(chat: Community, who: Actor, **options: object) -> Seen:
    """A poll about cake; its card."""
    values: dict[str, object] = {"question": "Which cake?", "options": "Apple; Plum"}
    await who.command("poll", **{**values, **options})
    return await who.sees("general", str(options.get("question", "Which cake?")))


async def test_all_rules_can_be_given_at_once(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(
        chat,
        ana,
        options="Apple; Plum; Cherry",
        closes="in 2h",
        kind="ranked",
        secrecy="anonymous",
        hidden=True,
        voters="joined_before",
        quorum="20",
        threshold="60%",
        add_options=True,
        remind=True,
    )
    assert str(secret(Rules(secrecy="anonymous", hidden=True))) in card.text
    assert "At least 20 people have to vote." in card.text and "60%" in card.text
    assert "Who came after it was asked cannot vote." in card.text
    assert "Add an answer" in card.buttons and "Apple" not in card.buttons


async def test_a_share_of_those_who_may_vote(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, quorum="30%")
    assert "At least 30% of those who may vote have to." in card.text


async def test_a_question_of_yes_or_no_needs_no_answers(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", "/poll Shall we open on Sundays kind:yesno")
    card = await ana.sees("general", "Shall we open on Sundays")
    assert card.buttons[:3] == ("Yes", "No", "Abstain")


async def test_one_thing_is_enough_for_stars(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ask(chat, ana, options='"Our bread"', kind="rating")
    await ana.told("Your poll is up")


async def test_dates_are_read_where_they_leave_the_day_open(chat: Community) -> None:
    ana = await chat.person("Ana")
    options = "sat 10:00; sun 11:00; 24.12. 18:00; when the oven is free"
    card = await ask(chat, ana, question="When?", options=options, kind="dates")
    # it is Thursday, the 28th of May
    assert "sat 10:00 · 2026-05-30" in card.text and "sun 11:00 · 2026-05-31" in card.text
    assert "24.12. 18:00 ·" in card.text and "24.12. 18:00 · 2026" not in card.text
    assert "when the oven is free" in card.text


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/poll Open? a; b kind:yesno", "please leave the options out"),
        ("/poll Open? kind:yesno add_options:yes", "nobody can add any; leave that out"),
        ("/poll Which? a; b quorum:many", "is a number or a share, like 20 or 30%, not “many”"),
        ("/poll Which? a; b threshold:150%", "a share from 0 to 100 percent, like 60%"),
        ("/poll Which? a; b kind:dates closes:in 100 days", "at most 90 days"),
        ("/polls again #77", "I know no such poll; write its number, for example #12."),
        ("/polls edit #77 Why?", "I know no such poll"),
        ("/polls again " + "9" * 30, "I know no such poll"),
        ("/polls repeat monday #77", "I know no such poll"),
        ("/polls repeat monday #77 time:noon", "write it like 09:00, not “noon”"),
    ],
)
async def test_every_refusal_says_what_to_do(chat: Community, line: str, sentence: str) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.say("general", line)
    await mo.told(sentence)
    await chat.settle()
    assert len(mo.told_so_far()) == 1
    assert not [m for m in await chat.messages("general") if m.buttons]


# ---- again


async def test_an_old_poll_is_a_draft_with_all_its_rules(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    first = await ask(chat, ana, kind="multiple", hidden=True, closes="in 3h")
    await chat.advance(hours=3)
    await ben.command("polls again", poll="#1")
    draft = await ben.told("Your draft; nobody else sees it.")
    assert "Which cake?" in draft.text and str(secret(Rules(hidden=True))) in draft.text
    await ben.click(draft, "Post it")
    await ben.told("(in 3 hours)")  # as long as the first one
    card = await ana.sees("general", "Asked by Ben", after=first)
    assert card.buttons[:2] == ("Apple", "Plum")


async def test_words_find_a_poll_too_and_without_any_it_is_the_last(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ask(chat, ana)
    await ask(chat, ana, question="Which bread?", options="Rye; Wheat")
    await ana.command("polls again", poll="cake")
    assert "Your draft" in (await ana.told("Which cake?")).text
    await ana.command("polls again", poll="which")
    await ana.told("Several polls fit; write the number of one, for example #2.")
    await ana.command("polls again")
    assert "Your draft" in (await ana.told("Which bread?")).text


async def test_what_moderators_asked_among_themselves_is_not_offered(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await mo.command("poll", channel="moderators", question="Bonus?", options="Yes; No")
    await mo.sees("moderators", "Bonus?")
    await ana.command("polls again", poll="#1")
    await ana.told("I know no such poll")
    assert isinstance(chat.rig, LocalRig)
    complete = chat.rig.world.complete
    assert await complete("general", ana.native_id, "polls again", "poll", "") == []
    assert await complete("general", mo.native_id, "polls again", "poll", "") == ["#1 Bonus?"]


# ---- edit


async def test_the_question_changes_on_the_cards_while_nobody_has_voted(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await ask(chat, ana)
    await ana.say("general", "/polls edit #1 Which pie?")
    await ana.told("Changed. The question is now: Which pie?")
    await chat.settle()
    now = await ben.sees("general", "Which pie?")
    assert now.native_id == card.native_id

    await ben.click(now, "Apple")
    await ben.told("You voted for Apple")
    await ana.command("polls edit", poll="#1 Which pie?", question="Which tart?")
    await ana.told("“Which pie?” cannot be changed any more")
    await chat.settle()
    assert not [m for m in await chat.messages("general") if "Which tart?" in m.text]


async def test_without_a_question_a_form_asks_for_it(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ask(chat, ana)
    await ana.command("polls edit", poll="#1 Which cake?")
    await ana.fill(question="Which pie?")
    await ben.sees("general", "Which pie?")


async def test_only_the_asker_and_moderators_change_a_question(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await ask(chat, ana)
    await ben.command("polls edit", poll="#1", question="Which pie?")
    await ben.told("Only moderators and whoever asked a poll can change its question.")
    await mo.command("polls edit", poll="#1", question="x" * 201)
    await mo.told("at most 200 characters")
    await mo.command("polls edit", poll="#1", question="Which pie?")
    await mo.told("Changed.")


async def test_german(open_chat: Opener) -> None:
    chat = await open_chat(locale="de")
    ana = await chat.person("Ana")
    await ana.say("general", "/poll Sonntags öffnen? kind:yesno")
    await ana.sees("general", "Sonntags öffnen?")
