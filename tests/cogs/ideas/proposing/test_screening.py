"""What holds an idea back, what moderators do with it, and what its writer hears."""

from __future__ import annotations

import asyncio
from typing import cast

from sqlalchemy import text

from bot.api.people import Level
from bot.api.services import Score
from cogs.ideas.cog import Ideas
from cogs.ideas.proposing.payloads import SupportInstead, Veil
from cogs.ideas.proposing.screening.screen import Reason, coded, decoded
from tests.support.community import Community, Opener
from tests.support.scripted import ScriptedToxicity

from .people import BREAD, RUDE, member_id, on_board, press, propose

MAIL = "Write to bo@example.org for a free loaf"


def test_codes_come_back_as_they_were() -> None:
    reasons = [Reason("toxicity", "0.93"), Reason("email"), Reason("copy", "12")]
    assert decoded(coded(reasons)) == reasons
    assert decoded("") == []


async def test_what_may_insult_waits_and_is_posted_by_a_moderator(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title=RUDE)
    told = await ana.told("Before it appears on the board, a moderator will look at it.")
    assert "Why: it may insult somebody." in told.text
    assert told.buttons == ("Change it …", "Withdraw it")
    card = await mo.sees("moderators", "An idea waits for a moderator")
    assert RUDE in card.text and "may insult somebody (0.93)" in card.text
    assert "Idea by Ana" in card.text and card.buttons == ("Post it", "Decline …")
    assert not await on_board(chat, RUDE)
    await mo.click(card, "Post it")
    await mo.sees("ideas", RUDE)
    await mo.sees("moderators", "✅ Posted by Mo as #1")
    await ana.told("A moderator has looked at your idea: it is on the board as #1.")


async def test_declined_with_a_reason_that_its_writer_reads(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title=RUDE, details="He is slow.")
    card = await mo.sees("moderators", RUDE)
    await mo.click(card, "Decline")
    await mo.fill(reason="Please speak of the work, not of the person.")
    told = await ana.told("A moderator decided not to put your idea on the board:")
    assert "speak of the work" in told.text and RUDE in told.text and "He is slow." in told.text
    after = await mo.sees("moderators", "✖️ Not posted: declined by Mo.")
    assert RUDE not in after.text and after.buttons == ()
    assert not await on_board(chat, RUDE)
    await mo.command("ideas held")
    await mo.told("No idea waits for a moderator.")


async def test_two_moderators_at_once_decide_once(chat: Community) -> None:
    ana = await chat.person("Ana")
    mo, max_ = [await chat.person(name, Level.MODERATOR) for name in ("Mo", "Max")]
    await ana.command("idea", title=RUDE)
    card = await mo.sees("moderators", RUDE)
    await asyncio.gather(*(who.click(card, "Post it") for who in (mo, max_)))
    await chat.settle()
    assert len(await on_board(chat, RUDE)) == 1
    told = [word for who in (mo, max_) for word in who.told_so_far()]
    assert len([word for word in told if "Done; its writer is told." in word]) == 1
    assert len([w for w in told if "has decided on this idea before" in w or "draft is gone" in w])
    decided = await mo.sees("moderators", "✅ Posted by")
    assert decided.native_id == card.native_id


async def test_only_moderators_decide_and_it_is_recorded_without_words(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title=RUDE)
    card = await mo.sees("moderators", RUDE)
    await mo.click(card, "Post it")
    await mo.told("Done; its writer is told.")
    async with chat.app.db.read() as conn:
        found = (await conn.execute(text("SELECT * FROM audit"))).all()
    rows = [str(tuple(row)) for row in found if "ideas.release" in str(tuple(row))]
    assert len(rows) == 1 and "idiot" not in rows[0] and "0.93" in rows[0]


async def test_changed_so_that_it_passes(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title=MAIL)
    told = await ana.told("Why: it contains an e-mail address.")
    card = await mo.sees("moderators", MAIL)
    await ana.click(told, "Change it")
    await ana.fill(title="Call 0171 2345678 for a free loaf")
    told = await ana.told("Why: it contains a telephone number.")
    await mo.sees("moderators", "0171 2345678")
    await ana.click(told, "Change it")
    await ana.fill(title="A free loaf for the first guest")
    await ana.told("Your idea is on the board as #1.")
    after = await mo.sees("moderators", "Its writer has changed it")
    assert after.native_id == card.native_id and after.buttons == ()


async def test_a_moderator_posts_only_the_words_that_they_saw(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title=MAIL)
    card = await mo.sees("moderators", MAIL)
    ideas = cast(Ideas, chat.app.book.cogs["ideas"])
    kept = (await ideas._drafts.held(await chat.id))[0]
    assert await ideas._drafts.change(kept, title="mail@example.org knows it better")
    await mo.click(card, "Post it")
    await mo.told("It has changed since you saw it; please read it again.")
    card = await mo.sees("moderators", "knows it better")
    assert not await on_board(chat, "example.org")
    await mo.click(card, "Post it")
    await mo.sees("ideas", "knows it better")


async def test_withdrawn(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title=MAIL)
    await ana.click(await ana.told("e-mail address"), "Withdraw it")
    await ana.told("Discarded; nothing was posted.")
    after = await mo.sees("moderators", "Withdrawn by its writer.")
    assert MAIL not in after.text and after.buttons == ()


async def test_an_old_button_of_a_held_idea_leaves_no_card_behind(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await propose(ana, "A bench outside")
    await ana.command("idea", title=MAIL)
    told = await ana.told("e-mail address")
    await mo.sees("moderators", MAIL)
    await press(chat, ana, told, Veil(2, True))
    await chat.settle()
    assert not [word for word in ana.told_so_far() if "This draft is gone" in word]
    await press(chat, ana, told, SupportInstead(2, 1))
    await ana.told("Thank you! You support #1")
    after = await mo.sees("moderators", "Withdrawn by its writer.")
    assert MAIL not in after.text and after.buttons == ()


async def test_nearly_a_copy_waits_though_its_writer_wants_it_posted(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await propose(ana)
    await ben.command("idea", title=f"{BREAD}!")
    await ben.click(await ben.told("Similar ideas"), "Post it")
    await ben.told("Why: it says almost the same as #1.")
    await mo.sees("moderators", "says almost the same as #1")
    assert len(await on_board(chat, BREAD)) == 1


async def test_an_anonymous_writer_is_not_named_to_moderators(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title=MAIL, anonymous=True)
    card = await mo.sees("moderators", MAIL)
    assert "Ana" not in card.text and "wishes not to be named" in card.text
    await mo.click(card, "Post it")
    await ana.told("it is on the board as #1")
    for place in ("moderators", "ideas"):
        assert not [seen for seen in await chat.messages(place) if "Ana" in seen.text]


async def test_held_ideas_are_listed(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title=MAIL)
    await mo.sees("moderators", MAIL)
    await ben.command("idea", title=RUDE)
    await mo.sees("moderators", RUDE)
    await mo.command("ideas held")
    listed = await mo.told("2 ideas wait for a moderator:")
    assert MAIL[:20] in listed.text and "may insult somebody" in listed.text
    await mo.click(listed, "1")
    await mo.click(await mo.told("An idea waits for a moderator"), "Post it")
    await ana.told("it is on the board as #1")
    await ana.command("ideas held")
    await ana.told("None of your ideas waits for a moderator.")
    await ben.command("ideas held")
    listed = await ben.told("1 idea waits for a moderator:")
    await ben.click(listed, "1")
    assert "Change it …" in (await ben.told("Why: it may insult somebody.")).buttons


async def test_without_a_place_of_theirs_moderators_are_told_privately(
    open_chat: Opener,
) -> None:
    chat = await open_chat()
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await mo.command("ideas list")
    await mo.told("Nothing here yet.")
    ideas = cast(Ideas, chat.app.book.cogs["ideas"])
    directory = ideas._holding._directory

    class Placeless:
        """The same directory of a community without a moderators' channel."""

        def __getattr__(self, name: str) -> object:
            return getattr(directory, name)

        async def place(self, community_id: int, purpose: str) -> list[object]:
            return []

    ideas._holding._directory = Placeless()  # type: ignore[assignment]
    await ana.command("idea", title=MAIL)
    card = await mo.told("An idea waits for a moderator")
    await mo.click(card, "Post it")
    await mo.sees("ideas", MAIL)


async def test_a_held_idea_survives_a_restart_and_is_shown_again(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title=MAIL)
    card = await mo.sees("moderators", MAIL)
    await chat.restart()
    await chat.advance(seconds=1)
    assert len([s for s in await chat.messages("moderators") if MAIL in s.text]) == 1
    await mo.click(card, "Post it")
    await mo.sees("ideas", MAIL)


async def test_a_crash_between_declining_and_telling_loses_nothing(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title=MAIL)
    await mo.sees("moderators", MAIL)
    ideas = cast(Ideas, chat.app.book.cogs["ideas"])
    kept = (await ideas._drafts.held(await chat.id))[0]
    assert await ideas._drafts.change(kept, held_for="declined:999:No addresses, please.")
    for _ in range(2):
        await chat.restart()
        await chat.advance(seconds=1)
    await ana.told("No addresses, please.")
    await mo.sees("moderators", "declined by a former moderator")
    assert len([word for word in ana.told_so_far() if "No addresses" in word]) == 1


async def test_what_nobody_decides_on_ends_with_a_word_to_its_writer(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title=MAIL)
    card = await mo.sees("moderators", MAIL)
    ideas = cast(Ideas, chat.app.book.cogs["ideas"])
    chat.clock.advance(days=27)
    await ideas.forget_drafts()
    await chat.settle()
    assert not [word for word in ana.told_so_far() if "I am sorry" in word]
    chat.clock.advance(days=2)
    await ideas.forget_drafts()
    told = await ana.told("I am sorry: within 28 days no moderator decided")
    assert MAIL in told.text
    after = await mo.sees("moderators", "nobody decided within 28 days")
    assert after.native_id == card.native_id and MAIL not in after.text


async def test_a_forgotten_writer_leaves_no_words_with_moderators(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("idea", title=MAIL)
    await mo.sees("moderators", MAIL)
    await chat.settle()
    await chat.app.book.cogs["ideas"].erase(await member_id(chat, ana))
    await chat.settle()
    assert not [seen for seen in await chat.messages("moderators") if MAIL in seen.text]


async def test_only_languages_that_the_model_reads(open_chat: Opener) -> None:
    toxicity = ScriptedToxicity({"tresen": 0.9, "counter": 0.9})
    toxicity.languages = frozenset({"en"})
    chat = await open_chat(toxicity=toxicity)
    ana = await chat.person("Ana")
    await ana.command("idea", title="Bitte macht den Tresen in der Bäckerei endlich breiter")
    await ana.sees("ideas", "Bitte macht")
    await ana.command("idea", title="Please make the counter in the bakery wider at last")
    await ana.told("may insult somebody")


async def test_what_is_worse_than_rude_is_said_by_name(open_chat: Opener) -> None:
    class Harsh(ScriptedToxicity):
        """Says of everything that it may be a threat."""

        async def score(self, text: str) -> Score | None:
            return Score({"toxicity": 0.97, "threat": 0.93}, ("toxicity", "threat"), "harsh@0000")

    chat = await open_chat(toxicity=Harsh())
    ana = await chat.person("Ana")
    await ana.command("idea", title=BREAD)
    await ana.told("Why: it may threaten somebody.")


async def test_without_a_model_nothing_is_held_for_its_tone(open_chat: Opener) -> None:
    toxicity = ScriptedToxicity()
    toxicity.available = False
    chat = await open_chat(toxicity=toxicity)
    ana = await chat.person("Ana")
    await propose(ana, RUDE)


async def test_screening_can_be_switched_off(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"ideas": {"screen": False}})
    ana = await chat.person("Ana")
    await propose(ana, RUDE)
