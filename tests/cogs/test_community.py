"""Help, settings and linked accounts, as people use them."""

from __future__ import annotations

from bot.api.people import Level
from tests.support.community import Community, Opener


async def test_help_lists_what_this_person_may_type(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("help")
    told = await ana.told("This is what you can type")
    assert "/link" in told.text
    assert "/settings" not in told.text
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("help")
    told = await olga.told("This is what you can type")
    assert "/settings" in told.text and "/ideas" in told.text
    # the shortest limit of the platforms, with room for longer languages
    assert len(told.text) < 3000
    await olga.command("help", about="/settings")
    await olga.told("/settings set <name> <value>")
    await olga.command("help", about="ideas merge")
    assert (await olga.told("/ideas merge")).text.count("\n") == 0
    await ana.command("help", about="settings")
    await ana.told("There is no such command; /help lists all of them.")


async def test_a_member_may_not_change_settings(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("settings set", name="polls.enabled", value="false")
    await ana.told("Only owners can do that here.")


async def test_an_owner_changes_and_resets_a_setting(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("settings set", name="polls.enabled", value="off")
    await olga.told("polls.enabled = off")
    await olga.command("polls list")
    await olga.told("That is switched off in this community.")
    await chat.restart()
    await olga.command("settings show", name="polls.enabled")
    await olga.told("Default: on")
    await olga.command("settings reset", name="polls.enabled")
    await olga.told("Back to the default:")


async def test_bad_settings_are_told_in_one_sentence(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("settings set", name="polls.nonsense", value="1")
    await olga.told("There is no setting polls.nonsense.")
    await olga.command("settings set", name="polls.enabled", value="perhaps")
    await olga.told('"perhaps" does not fit polls.enabled. Expected: on or off.')


async def test_german_members_read_german_in_private(open_chat: Opener) -> None:
    chat = await open_chat(locale="de")
    ana = await chat.person("Ana")
    await ana.command("help")
    await ana.told("Das kannst du bei")


async def test_an_unknown_command_is_answered_with_a_near_one(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", "/hlep")
    await ana.told("Did you mean /help")


async def test_a_link_code_of_nobody_is_refused(chat: Community) -> None:
    ana = await chat.person("Ana")
    await ana.command("link", code="ZZZZZZZZ")
    await ana.told("That code does not fit")
