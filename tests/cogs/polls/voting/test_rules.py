"""What is secret, who may vote, and answers of members."""

from __future__ import annotations

from bot.api.people import Level
from tests.cogs.polls.voting.stage import ask, ballot, member, polls, press, receipt
from tests.support.community import Community, Opener


async def test_hidden_counts_are_seen_only_at_the_end(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await ask(chat, ana, hidden=True, quorum=2, threshold=60)
    assert "Counts stay hidden until the end." in card.text
    assert "At least 2 people have to vote. The winner needs 60% of the voters." in card.text
    await ana.click(card, "Plum")
    card = await ana.sees("general", "1 person voted")
    assert "• Plum" in card.text and "%" not in card.text.replace("60%", "")
    await ben.click(card, "Plum")
    await ana.sees("general", "2 people voted")
    await chat.advance(hours=25)
    await ana.sees("general", "Plum · 2 · 100%")


async def test_open_ballots_are_listed_page_by_page(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await ask(chat, ana, kind="multiple", secrecy="open")
    assert "Open: everybody can see who voted what." in card.text
    for i in range(25):
        voter = await chat.person(f"Voter {i:02}")
        await voter.click(card, "Plum")
        await voter.told("You voted for Plum")
    await ana.click(card, "Apple")
    await ana.told("You voted for Apple")
    await ana.click(card, "Who voted what")
    listed = await ana.told("Who voted what: Which cake?")
    assert "Ana: Apple" in listed.text and "Voter 18: Plum" in listed.text
    assert "Voter 20" not in listed.text and listed.buttons == ("More",)
    await ana.click(listed, "More")
    listed = await ana.told("Voter 24: Plum")
    assert listed.buttons == ("Back",) and "Ana" not in listed.text
    await chat.advance(hours=25)
    result = await ana.sees("general", "The poll is closed", after=card)
    assert result.buttons == ("Check the count", "Who voted what")
    await ana.click(result, "Who voted what")
    await ana.told("Ana: Apple")


async def test_where_it_is_secret_nobody_is_listed(chat: Community) -> None:
    ana = await chat.person("Ana")
    open_card = await ask(chat, ana, secrecy="open", hidden=True)
    assert "Open: when it is over, everybody can see who voted what." in open_card.text
    assert "Who voted what" not in open_card.buttons
    secret = await ask(chat, ana, "Which bread?", ("Rye", "Wheat"), secrecy="anonymous")
    assert "Anonymous: nobody can look up who voted what" in secret.text
    for number, answer in ((1, "is shown when it is over"), (2, "is not shown to anybody")):
        (community, *_) = await chat.app.registry.communities()
        poll = await polls(chat)._polls.get(community.id, number)
        assert poll is not None
        try:
            await polls(chat)._open_ballots.page(poll, 0)
        except Exception as error:
            assert answer in str(error)
        else:
            raise AssertionError("it was shown")


async def test_only_moderators_where_only_they_vote(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    card = await ask(chat, ana, voters="moderators")
    assert "Only moderators vote." in card.text
    await ana.click(card, "Plum")
    await ana.told("Only moderators can vote in this poll.")
    await mo.click(card, "Plum")
    await mo.told("You voted for Plum")
    await ana.sees("general", "1 person voted")


async def test_who_came_later_does_not_vote_where_one_had_to_be_here(chat: Community) -> None:
    ana, nia = await chat.person("Ana"), await chat.person("Nia", joined=False)
    card = await ask(chat, ana, kind="ranked", voters="joined_before")
    assert "Who came after it was asked cannot vote." in card.text
    chat.clock.advance(minutes=5)
    await nia.join()
    await chat.settle()
    await nia.click(card, "Vote")
    await nia.told("Only those who were here when this poll was asked can vote in it.")
    mine = await ballot(ana, card)
    await press(ana, mine, "Plum", until="1. Plum")


async def test_members_add_answers(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"polls": {"max_options": 5}})
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await ask(chat, ana, add_options=True)
    await ana.click(card, "Plum")
    given = receipt(await ana.told("You voted for Plum"))
    await ben.click(card, "Add an answer")
    await ben.fill(answer="Rhubarb")
    await ben.told("Added: Rhubarb.")
    card = await ben.sees("general", "Rhubarb · 0 · 0%")
    assert "Rhubarb" in card.buttons
    await ben.click(card, "Rhubarb")
    await ben.told("You voted for Rhubarb")
    # a new answer changes nothing about the receipts that were given
    assert receipt(await ballot(ana, card, "My vote")) == given
    await ben.click(card, "Add an answer")
    await ben.fill(answer="rhubarb")
    await ben.told("“rhubarb” is there twice")
    await ben.click(card, "Add an answer")
    await ben.fill(answer="Lemon")
    await ben.told("Added: Lemon.")
    await ben.click(card, "Add an answer")
    await ben.fill(answer="Nut")
    await ben.told("You have added 2 answers")
    await ana.click(card, "Add an answer")
    await ana.fill(answer="Nut")
    await ana.told("This poll has 5 answers already")


async def test_a_ballot_left_in_a_private_chat_is_no_use_to_who_has_left(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ben.say("general", "Good morning")
    await ben.command("polls list")
    card = await ask(chat, ana, kind="ranked", remind=True)
    await chat.advance(hours=12)
    reminded = await ben.told("You have not voted yet: Which cake?")
    await ben.click(reminded, "Vote")
    mine = await ben.told("🗳️")
    await press(ben, mine, "Plum", until="1. Plum")
    await ben.leave()
    await chat.settle()
    await ben.click(mine, "Apple")
    await ben.told("You are not in the community any more")
    await ana.sees("general", "1 person voted")
    assert card.buttons == ("Vote",)


async def test_a_lost_key_is_noticed_and_the_poll_can_be_closed(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    card = await ask(chat, ana, secrecy="anonymous")
    await ana.click(card, "Plum")
    await ana.told("You voted for Plum")
    noted = await polls(chat)._polls.key(1)
    assert noted is not None
    await polls(chat)._keys._secrets.forget(noted[0])
    await chat.restart()
    await ana.click(card, "Apple")
    await ana.told("The key of this poll is gone from the bot's machine")
    await mo.command("polls close", poll="#1")
    await ana.sees("general", "Plum has won with 1 vote.", after=card)


async def test_a_forgotten_member_leaves_the_cards(chat: Community) -> None:
    ana = await chat.person("Ana")
    for secrecy in ("private", "anonymous"):
        question = f"Which {secrecy} cake?"
        card = await ask(chat, ana, question, secrecy=secrecy)
        await ana.click(card, "Apple")
        await ana.told("You voted for Apple")
    await chat.settle()
    assert len([m for m in await chat.messages("general") if "1 person voted" in m.text]) == 2
    gone = await member(chat, ana)
    await polls(chat).erase(gone.id)
    await chat.settle()
    cards = [m.text for m in await chat.messages("general") if "cake?" in m.text]
    assert len(cards) == 2
    for text in cards:
        assert "Asked by a former member" in text and "0 people voted" in text
