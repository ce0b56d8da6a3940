"""Which messages are looked at: modes, thresholds, languages, no model, moderators."""

from __future__ import annotations

import asyncio

import pytest

from bot.api.people import Level
from bot.api.services import Score
from tests.cogs.safety.alerts.rig import NASTY, people, wordless
from tests.support.community import Community, Opener
from tests.support.scripted import ScriptedToxicity

__all__ = ["wordless"]


async def test_moderators_may_quote_in_their_channel(chat: Community) -> None:
    _, _, mo, _ = await people(chat)
    await mo.say("moderators", f'She wrote "{NASTY}"')
    await chat.settle()
    assert len(await chat.messages("moderators")) == 1


async def test_modes(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"safety": {"mode": "observe"}})
    ana, _, mo, _ = await people(chat)
    said = await ana.say("general", NASTY)
    await chat.settle()
    assert await chat.messages("moderators") == []
    await mo.command("safety status", channel="moderators")
    await mo.told("Only observed in the last week: 1 message")
    owner = await chat.person("Olga", Level.OWNER)
    await owner.command("settings set", name="safety.mode", value="off")
    await owner.told("safety.mode = off")
    # a report makes an observed message a matter for people
    ben = await chat.person("Bea")
    await ben.menu("Report message", said)
    card = await mo.sees("moderators", NASTY)
    assert "Reported by 1 member" in card.text


async def test_the_mode_act_acts_on_that_message_alone(open_chat: Opener) -> None:
    settings = {"modes": {"toxicity": "act"}, "act_from": 0.95}
    chat = await open_chat(cogs={"safety": settings})
    ana, _, mo, _ = await people(chat)
    await ana.say("general", "Ben, you idiot")
    await mo.sees("moderators", "you idiot")
    await ana.say("general", "vermin")
    card = await mo.sees("moderators", "Deleted by the bot itself")
    assert "vermin" in card.text
    await chat.settle()
    assert [m.text for m in await chat.messages("general")] == ["Ben, you idiot"]
    await mo.say("general", "vermin, he wrote")
    await mo.sees("moderators", "he wrote")
    await chat.settle()
    assert "vermin, he wrote" in [m.text for m in await chat.messages("general")]


async def test_a_language_that_the_model_does_not_read_is_not_scored(open_chat: Opener) -> None:
    model = ScriptedToxicity()
    model.languages = frozenset({"en"})
    chat = await open_chat(toxicity=model)
    ana, _, mo, _ = await people(chat)
    said = "Du bist ein Dummkopf und niemand mag dich hier, geh doch endlich nach Hause"
    await ana.say("general", said)
    await chat.settle()
    assert said not in model.seen
    await mo.command("safety status", channel="moderators")
    await mo.told("1 message was in a language that the model does not read")
    await ana.say("general", NASTY)
    await mo.sees("moderators", NASTY)


async def test_thresholds_of_the_community(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"safety": {"thresholds": {"toxicity": 0.95}}})
    ana, _, mo, _ = await people(chat)
    await ana.say("general", NASTY)
    await ana.say("general", "vermin")
    card = await mo.sees("moderators", "vermin")
    await chat.settle()
    assert [m.native_id for m in await chat.messages("moderators")] == [card.native_id]


async def test_without_a_model_reports_still_work(chat: Community) -> None:
    chat.toxicity.available = False  # type: ignore[misc]
    ana, ben, mo, _ = await people(chat)
    said = await ana.say("general", NASTY)
    await chat.settle()
    assert await chat.messages("moderators") == []
    await mo.command("safety", channel="moderators")
    await mo.told("There is no model")
    await ben.menu("Report message", said)
    await mo.sees("moderators", NASTY)


# ---- what happens in between


class Slow(ScriptedToxicity):
    """A model that is behind: it answers once it is let."""

    def __init__(self) -> None:
        super().__init__()
        self.asked, self.go = asyncio.Event(), asyncio.Event()

    async def score(self, text: str) -> Score | None:
        self.asked.set()
        await self.go.wait()
        return await super().score(text)


async def test_what_is_deleted_while_it_is_scored_is_shown_as_deleted(open_chat: Opener) -> None:
    model = Slow()
    chat = await open_chat(toxicity=model)
    ana, _, mo, _ = await people(chat)
    said = await ana.say("general", NASTY)
    await model.asked.wait()
    await ana.delete(said)
    await asyncio.sleep(0)
    model.go.set()
    card = await mo.sees("moderators", "The message has been deleted meanwhile.")
    assert NASTY in card.text
    assert "Delete" not in card.buttons


async def test_what_is_edited_while_it_is_scored_is_shown_as_edited(open_chat: Opener) -> None:
    model = Slow()
    chat = await open_chat(toxicity=model)
    ana, _, mo, _ = await people(chat)
    said = await ana.say("general", NASTY)
    await model.asked.wait()
    await ana.edit(said, "I am sorry")
    await asyncio.sleep(0)
    model.go.set()
    card = await mo.sees("moderators", "its new text is not flagged")
    assert NASTY in card.text


@pytest.mark.usefixtures("wordless")
async def test_an_edit_that_leaves_no_words_is_told(chat: Community) -> None:
    ana, _, mo, _ = await people(chat)
    said = await ana.say("general", NASTY)
    await mo.sees("moderators", NASTY)
    await ana.edit(said, " ")
    await mo.sees("moderators", "its new text is not flagged")


async def test_the_mode_act_spares_the_other_messages_of_a_pattern(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"safety": {"mode": "act", "act_from": 0.95}})
    ana, ben, mo, _ = await people(chat)
    await ben.say("general", "hello")
    for words in ("Ben, you idiot", "really an idiot, Ben", "Ben, you vermin"):
        await ana.say("general", words)
        await chat.settle()
    card = await mo.sees("moderators", "by the bot itself")
    assert "abusive messages to the same person" in card.text
    assert "really an idiot" not in card.text.split("Around it")[0]
    left = [m.text for m in await chat.messages("general")]
    assert left == ["hello", "Ben, you idiot", "really an idiot, Ben"]


async def test_the_mode_act_leaves_an_event_of_several_messages_to_people(
    open_chat: Opener,
) -> None:
    chat = await open_chat(cogs={"safety": {"mode": "act", "act_from": 0.95}})
    ana, _, mo, _ = await people(chat)
    await ana.say("general", "you idiot")
    said = await ana.say("general", "such an idiot")
    await mo.sees("moderators", "such an idiot")
    await ana.edit(said, "you vermin")
    card = await mo.sees("moderators", "you vermin")
    await chat.settle()
    assert "Dismiss" in card.buttons
    assert len(await chat.messages("general")) == 2


async def test_a_pattern_tells_which_of_its_messages_are_deleted(chat: Community) -> None:
    ana, ben, mo, _ = await people(chat)
    chat.toxicity.words["fool"] = 0.5  # type: ignore[attr-defined]
    await ben.say("general", "hello")
    first = await ana.say("general", "Ben, you fool")
    await chat.settle()
    await ana.delete(first)
    await chat.settle()
    for words in ("Ben, what a fool", "Ben the fool"):
        await ana.say("general", words)
        await chat.settle()
    card = await mo.sees("moderators", "abusive messages to the same person")
    assert "(deleted): Ben, you fool" in card.text
    assert card.text.count("(deleted)") == 1


# ---- /safety status


async def test_the_status_says_how_messages_are_watched(open_chat: Opener) -> None:
    model = ScriptedToxicity()
    chat = await open_chat(toxicity=model, cogs={"safety": {"strictness": "strict"}})
    _, _, mo, _ = await people(chat)
    owner = await chat.person("Olga", Level.OWNER)
    await mo.command("safety status", channel="moderators")
    told = await mo.told("Strictness: strict")
    assert "The model reads English" not in told.text, "this one reads everything"
    model.languages = frozenset({"en"})
    await mo.command("safety status", channel="moderators")
    await mo.told("The model reads English")
    model.available = False
    await mo.command("safety status", channel="moderators")
    told = await mo.told("There is no model")
    assert "The model reads" not in told.text
    assert "scored since the start" not in told.text
    for mode, said in (("off", "Messages are not looked at"), ("act", "and can appeal")):
        await owner.command("settings set", name="safety.mode", value=mode)
        await owner.told(f"safety.mode = {mode}")
        await mo.command("safety status", channel="moderators")
        await mo.told(said)
