"""The end of a poll: who may bring it about, and that it comes in any case."""

from __future__ import annotations

from bot.api.boards.figures import Figures
from bot.api.people import Level
from cogs.polls.store import BallotStore
from tests.cogs.polls.voting.stage import HOUR_MS, ask, ballot, member, polls, press, receipt
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor, Seen
from tests.support.community import Community

RESULT = "The poll is closed"


async def results(chat: Community) -> list[Seen]:
    return [m for m in await chat.messages("general") if RESULT in m.text]


async def test_only_the_asker_or_a_moderator_closes(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    card = await ask(chat, ana)
    await ben.click(card, "Plum")
    await ben.command("polls close", poll="#1")
    await ben.told("Only moderators and whoever asked a poll can close it.")
    await mo.command("polls close", poll="cake")
    await mo.told("Closed. The result of “Which cake?” is in the channel.")
    await ana.sees("general", "Plum has won with 1 vote.", after=card)
    await ana.command("polls close")
    await ana.told("No open poll fits")
    await chat.advance(hours=48)
    assert len(await results(chat)) == 1


async def test_with_several_polls_one_chooses_which_to_close(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ask(chat, ana)
    await ask(chat, ana, "Which bread?", ("Rye", "Wheat"))
    await ana.command("polls close")
    choice = await ana.told("Which poll shall I close?")
    await ana.click(choice, "Which bread?")
    await ana.told("Closed. The result of “Which bread?”")
    await ana.click(choice, "Which bread?")
    await ana.told("This poll is closed already.")
    await ana.command("polls list")
    listed = await ana.told("Open polls:")
    assert "Which cake?" in listed.text and "Which bread?" not in listed.text
    assert listed.buttons == ("Close #1 Which cake?",)


async def test_while_typing_those_polls_are_offered_that_one_may_close(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ask(chat, ana)
    await ask(chat, ben, "Which bread?", ("Rye", "Wheat"))
    assert isinstance(chat.rig, LocalRig)
    world = chat.rig.world
    offered = await world.complete("general", ana.native_id, "polls close", "poll", "which")
    assert list(offered) == ["#1 Which cake?"]
    known = await world.complete("general", ana.native_id, "polls result", "poll", "which")
    assert list(known) == ["#2 Which bread?", "#1 Which cake?"]
    await ana.command("polls close", poll=offered[0])
    await ana.told("Closed.")


# ---- restarts and crashes


async def test_a_poll_survives_a_restart_in_the_middle(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, secrecy="anonymous")
    await ana.click(card, "Apple")
    first = receipt(await ana.told("You voted for Apple"))
    await chat.restart()
    # the key is the same one: the same vote has the same receipt
    assert receipt(await ballot(ana, card, "My vote")) == first
    await ana.click(card, "Plum")
    await ana.told("You voted for Plum")
    await chat.restart()
    await chat.advance(hours=24)
    await ana.sees("general", "Plum has won with 1 vote.", after=card)
    cards = [m for m in await chat.messages("general") if "Asked by Ana" in m.text]
    assert len(cards) == 1 and cards[0].buttons == ()


async def test_a_ballot_survives_a_restart(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, kind="dots")
    mine = await press(ana, await ballot(ana, card), "Plum", until="Plum 1 dot")
    await chat.restart()
    await press(ana, mine, "Plum", until="Plum 2 dots")
    await ana.sees("general", "Plum · 2 dots")


async def test_a_deadline_that_passed_while_the_bot_was_down(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, hours=1)
    await ana.click(card, "Apple")
    await ana.told("You voted for Apple")
    chat.clock.advance(hours=3)
    await chat.restart()
    await chat.advance(seconds=1)
    await ana.sees("general", "Apple has won with 1 vote.", after=card)


async def killed_after_closing(chat: Community, ana: Actor) -> Seen:
    """A poll with a vote, closed in the database when the bot is killed."""
    card = await ask(chat, ana, secrecy="anonymous")
    await ana.click(card, "Apple")
    await ana.told("You voted for Apple")
    await chat.settle()
    key = await polls(chat)._keys.find(1)
    ballots = BallotStore(chat.app.db)
    assert await ballots.close(await chat.id, 1, None, chat.clock.now(), key, None) is not None
    return card


async def test_a_crash_between_closing_and_telling_loses_nothing(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await killed_after_closing(chat, ana)
    for _ in range(2):
        await chat.restart()
        await chat.advance(seconds=1)
    await ana.sees("general", "Apple has won with 1 vote.", after=card)
    assert len(await results(chat)) == 1
    await chat.advance(hours=48)
    assert len(await results(chat)) == 1


async def test_the_key_is_destroyed_also_after_a_crash(chat: Community) -> None:
    ana = await chat.person("Ana")
    await killed_after_closing(chat, ana)
    secrets = polls(chat)._keys._secrets
    assert len(await secrets.names()) == 1
    await chat.restart()
    await chat.advance(seconds=1)
    assert await polls(chat)._keys._secrets.names() == []
    assert await polls(chat)._polls.key(1) is None


async def test_nothing_but_the_count_is_left_of_an_anonymous_poll(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, secrecy="anonymous")
    await ana.click(card, "Plum")
    await ana.told("You voted for Plum")
    cog = polls(chat)
    who = await member(chat, ana)
    assert await cog._ballots.who_voted(1) == {who.id}
    assert await cog._ballots.open_ballots(1) == []
    key = await cog._keys.find(1)
    assert key is not None
    voter = key.voter(who.id, "anonymous")
    assert any(await cog._ballots.of_voter(1, voter))
    await chat.advance(hours=25)
    assert await cog._ballots.who_voted(1) == frozenset()
    assert await cog._ballots.of_voter(1, voter) == ()
    assert await cog._keys.find(1) is None and await cog._keys._secrets.names() == []


async def test_figures_for_the_digest(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await ask(chat, ana)
    for who in (ana, ben):
        await who.click(card, "Plum")
        await who.told("You voted for Plum")
    start, end = chat.clock.now() - HOUR_MS, chat.clock.now() + HOUR_MS
    measure = chat.app.boards[Figures].measure
    assert await measure("polls.opened", await chat.id, start, end) == 1
    assert await measure("polls.votes", await chat.id, start, end) == 2
    await chat.advance(hours=25)
    assert await measure("polls.votes", await chat.id, start, end) == 2
