"""Safety in the chat: a nasty message, the card, and every way to decide."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from bot.api.errors import MissingRights
from bot.api.people import Level
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener
from tests.support.scripted import ScriptedToxicity

NASTY = "Ben, you are an idiot"
OPEN = (
    *("Dismiss", "Talk", "Delete", "Warn", "Time out 1 hour"),
    *("Claim", "Hand over", "More …"),
    "Which words?",
)


@dataclass
class Cast:
    """Who is on the stage; `card` is what moderators see of Ana's nasty message."""

    chat: Community
    ana: Actor
    ben: Actor
    mo: Actor
    max: Actor
    said: Seen
    card: Seen


async def people(chat: Community) -> tuple[Actor, Actor, Actor, Actor]:
    return (
        await chat.person("Ana"),
        await chat.person("Ben"),
        await chat.person("Mo", Level.MODERATOR),
        await chat.person("Max", Level.MODERATOR),
    )


@pytest.fixture
async def cast(chat: Community) -> Cast:
    ana, ben, mo, max_ = await people(chat)
    await ben.say("general", "The rye bread is lovely today")
    said = await ana.say("general", NASTY)
    return Cast(chat, ana, ben, mo, max_, said, await mo.sees("moderators", NASTY))


async def test_a_nasty_message_becomes_one_card(cast: Cast) -> None:
    card = cast.card
    assert "Please look" in card.text
    assert "Ana" in card.text
    assert "#general" in card.text
    assert "toxicity 93%" in card.text
    assert "Ana → Ben" in card.text
    assert "Before: no warnings, no reports." in card.text
    assert "What weighed most" not in card.text
    assert "Ben: The rye bread is lovely today" in card.text
    assert card.buttons == OPEN
    await cast.chat.settle()
    assert len(await cast.chat.messages("moderators")) == 1
    assert not cast.ana.told_so_far()


async def test_which_words_weighed_most_is_found_on_demand(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Which words?")
    card = await cast.max.sees("moderators", "What weighed most for it: idiot")
    assert card.native_id == cast.card.native_id
    assert "Which words?" not in card.buttons
    await cast.ana.edit(cast.said, "You vermin, all of you")
    card = await cast.mo.sees("moderators", "You vermin")
    assert "What weighed most" not in card.text
    assert "Which words?" in card.buttons


async def test_five_messages_around_it_are_shown(chat: Community) -> None:
    ana, ben, mo, _ = await people(chat)
    for number in range(1, 8):
        await ben.say("general", f"before {number}")
    await ana.say("general", NASTY)
    card = await mo.sees("moderators", NASTY)
    assert "Ben: before 3" in card.text
    assert "before 2" not in card.text


async def test_the_card_fits_a_discord_message(chat: Community) -> None:
    ana, ben, mo, _ = await people(chat)
    for _ in range(6):
        await ben.say("general", "a long story about bread " * 40)
    for number in range(12):
        await ana.say("general", f"idiot {number} " + "and a long story about bread " * 30)
    await chat.settle()
    (card,) = await chat.messages("moderators")
    assert "… and 7 more messages." in card.text
    assert len(card.text) <= 2000
    await mo.command("queue", channel="moderators")
    await mo.told("12 messages")


async def test_a_friendly_message_makes_no_card(chat: Community) -> None:
    ana, _, _, _ = await people(chat)
    await ana.say("general", "Thank you all, what a lovely evening!")
    await chat.settle()
    assert await chat.messages("moderators") == []


async def test_dismiss(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Dismiss")
    card = await cast.max.sees("moderators", "Dismissed by Mo")
    assert card.buttons == ()
    assert "The rye bread" not in card.text
    assert cast.said.text in [m.text for m in await cast.chat.messages("general")]
    assert not cast.ana.told_so_far()


async def test_delete(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Delete")
    await cast.max.sees("moderators", "Deleted by Mo")
    assert NASTY not in [m.text for m in await cast.chat.messages("general")]


async def test_delete_what_is_gone_counts_as_deleted(cast: Cast) -> None:
    world = cast.chat.rig.platform.world  # type: ignore[attr-defined]
    world.drop("general", cast.said.native_id)
    await cast.mo.click(cast.card, "Delete")
    card = await cast.max.sees("moderators", "it was gone already")
    assert card.buttons == ()


async def test_the_author_deletes_it_first(cast: Cast) -> None:
    await cast.ana.delete(cast.said)
    card = await cast.mo.sees("moderators", "deleted meanwhile")
    assert card.buttons == tuple(label for label in OPEN if label != "Delete")
    assert NASTY in card.text


async def test_warn_and_undo(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Warn")
    card = await cast.max.sees("moderators", "Warned by Mo")
    assert "gets a private note" in card.text
    told = await cast.ana.told("warns you")
    assert NASTY in told.text
    assert "Mo" not in told.text
    assert card.buttons == ("Undo the warning",)
    await cast.max.click(card, "Undo")
    card = await cast.mo.sees("moderators", "Warning taken back by Max")
    assert card.buttons == ()
    await cast.ana.told("taken back the warning")
    await cast.mo.command("warnings", channel="moderators", member=cast.ana)
    await cast.mo.told("(taken back)")


async def test_time_out(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Time out")
    card = await cast.max.sees("moderators", "Timed out for 1 hour by Mo")
    assert card.buttons == ("Undo the time-out",)
    assert cast.chat.rig.timed_out(cast.ana)
    await cast.ana.told("paused your writing for 1 hour")


async def test_two_moderators_at_once(cast: Cast) -> None:
    await asyncio.gather(cast.mo.click(cast.card, "Warn"), cast.max.click(cast.card, "Time out"))
    await cast.chat.settle()
    (card,) = await cast.chat.messages("moderators")
    warned, paused = "Warned by Mo" in card.text, "Timed out" in card.text
    assert warned != paused
    assert cast.chat.rig.timed_out(cast.ana) is paused
    loser = cast.max if warned else cast.mo
    told = loser.told_so_far()
    assert any("right now" in text or "decided already" in text for text in told)
    assert sum("warns you" in text for text in cast.ana.told_so_far()) == warned
    assert sum("paused your writing" in text for text in cast.ana.told_so_far()) == paused


async def test_a_second_click_later_is_told_who_decided(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Dismiss")
    await cast.chat.settle()
    alert = cast.card
    await press(cast, cast.max, alert, "safety.d:1:deleted")
    told = await cast.max.told("decided already")
    assert "Dismissed by Mo" in told.text
    assert NASTY in [m.text for m in await cast.chat.messages("general")]


async def press(cast: Cast, who: Actor, message: Seen, payload: str) -> None:
    """A click on a button that this person's screen still shows."""
    world = cast.chat.rig.platform.world  # type: ignore[attr-defined]
    room = message.handle.channel  # type: ignore[attr-defined]
    post = world.find(room, message.native_id)
    stale = world.deliver(room, as_it_was(post, payload))
    await world.press(room, who.native_id, stale.id, payload)


def as_it_was(post: object, payload: str) -> object:
    from bot.api.port.outgoing import OutButton, Outgoing, Span

    return Outgoing((Span("an old card"),), ((OutButton("Old", payload),),))


async def test_a_member_cannot_decide(cast: Cast) -> None:
    general = await cast.chat.rig.wait_for("general", NASTY)
    await press(cast, cast.ben, general, "safety.d:1:deleted")
    await cast.ben.told("Only moderators")
    await cast.chat.settle()
    assert NASTY in [m.text for m in await cast.chat.messages("general")]


async def test_a_missing_right_leaves_the_alert_open(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = cast.chat.rig.platform

    async def refuse(channel: str, native_id: int) -> None:
        raise MissingRights("Delete messages", "local")

    with monkeypatch.context() as patch:
        patch.setattr(platform, "delete", refuse)
        await cast.mo.click(cast.card, "Delete")
        card = await cast.max.sees("moderators", "Mo asked for deletion, but it failed")
    assert "the right Delete messages is missing" in card.text
    assert "Dismiss" in card.buttons
    await cast.mo.told("Delete messages")
    await cast.max.click(card, "Delete")
    card = await cast.max.sees("moderators", "Deleted by Max")
    assert "failed" not in card.text


async def test_an_edit_to_something_nasty(chat: Community) -> None:
    ana, _, mo, _ = await people(chat)
    said = await ana.say("general", "Good morning")
    await chat.settle()
    await ana.edit(said, "Good morning, idiot")
    card = await mo.sees("moderators", "Good morning, idiot")
    assert "was edited" in card.text


async def test_an_edit_updates_the_open_card(cast: Cast) -> None:
    await cast.ana.edit(cast.said, "You vermin, all of you")
    card = await cast.mo.sees("moderators", "You vermin")
    assert card.native_id == cast.card.native_id
    assert "Please look" in card.text
    await cast.ana.edit(cast.said, "Sorry about that")
    card = await cast.mo.sees("moderators", "its new text is not flagged")
    assert "You vermin" in card.text
    await cast.chat.settle()
    assert len(await cast.chat.messages("moderators")) == 1


async def test_a_restart_between_alert_and_click(cast: Cast) -> None:
    await cast.chat.settle()
    await cast.chat.restart()
    card = await cast.mo.sees("moderators", NASTY)
    await cast.mo.click(card, "Warn")
    await cast.max.sees("moderators", "Warned by Mo")
    await cast.ana.told("warns you")
    assert len(await cast.chat.messages("moderators")) == 1


async def test_a_moderator_is_flagged_without_time_out(chat: Community) -> None:
    _, _, mo, max_ = await people(chat)
    await max_.command("safety status", channel="moderators")
    await max_.told("Mode: suggest")
    await mo.say("general", NASTY)
    card = await max_.sees("moderators", NASTY)
    assert "Time out 1 hour" not in card.buttons
    await mo.click(card, "Dismiss")
    await mo.told("let another moderator decide")
    await max_.click(card, "Dismiss")
    await max_.sees("moderators", "Dismissed by Max")


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
    await mo.command("settings set", channel="moderators", name="safety.mode", value="off")
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


async def test_a_german_community_is_told_that_the_model_reads_english(open_chat: Opener) -> None:
    chat = await open_chat(locale="de")
    ana, _, mo, max_ = await people(chat)
    await ana.say("general", "du idiot")
    card = await mo.sees("moderators", "schau selbst")
    assert "Verwerfen" in card.buttons
    assert "Löschen" in card.buttons
    await mo.click(card, "Verwarnen")
    await max_.sees("moderators", "Verwarnt von Mo")
    await ana.told("verwarnt dich")


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
