"""`/doctor` on every platform: what is wrong, why, how to mend it, told to the asker alone."""

from __future__ import annotations

import pytest

from bot.api.people import Level
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.stagehands import TIME_OUT, overdo, shut_out, take_right
from tests.support.community import Community


async def test_it_finds_the_place_where_the_bot_may_not_post(chat: Community) -> None:
    mia, ben = await chat.person("Mia", Level.MODERATOR), await chat.person("Ben")
    await ben.command("doctor")
    await ben.told("Only moderators can do that here.")
    await mia.command("doctor")
    well = await mia.told("I can post in")
    assert (
        "All is well." in well.text
        and "• There is no backup of what I know." in well.text
        and "backup_folder" in well.text
    )
    assert "cannot post" not in well.text and "is gone" not in well.text
    assert "✓ Nothing waits too long" in well.text

    wrong, remedy = await shut_out(chat.rig)
    await mia.command("doctor")
    told = await mia.told(wrong)
    assert "What belongs there reaches nobody." in told.text and remedy in told.text
    assert not [text for text in ben.told_so_far() if "post" in text]
    assert not [m for m in await chat.messages("general") if "reaches nobody" in m.text]


async def test_a_place_of_the_team_that_members_can_read(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("doctor")
    first = await olga.told("All is well.")
    apart = isinstance(chat.rig, LocalRig | DiscordRig)
    assert ("Members cannot read moderators" in first.text) is apart
    assert ("see that only your team is in it" in first.text) is not apart
    await olga.command("settings channel", purpose="moderators", channel="ideas")
    await olga.told("is now the place for")
    await olga.command("doctor")
    told = await olga.told("Members can read")
    assert "They would see who was flagged" in told.text
    assert "settings channel moderators" in told.text.replace("_", " ")


@pytest.mark.parametrize("platform", ["discord", "telegram"])
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_it_looks_at_what_the_bot_may_do_in_the_whole_place(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("doctor")
    first = await olga.told("I have the rights I need.")
    assert "more than I need" not in first.text and "switched off" not in first.text
    if isinstance(chat.rig, DiscordRig):
        assert 'Discord\'s "Message Content Intent" is switched on.' in first.text
        assert "• On Sourdough & Co. you may also give me Manage Channels" in first.text
        assert "rights that I make no use of: Manage Threads." in first.text

    right = await take_right(chat.rig, TIME_OUT)
    await olga.command("doctor")
    told = await olga.told(f"I lack: {right}.")
    assert "moderators decide" in told.text and "→ Give me that: " in told.text

    much, why, remedy = await overdo(chat.rig)
    await olga.command("doctor")
    told = await olga.told(much)
    assert why in told.text and remedy in told.text
    if isinstance(chat.rig, DiscordRig):
        assert f"switch on {right}, then switch off Administrator." in told.text
        assert '✗ Discord\'s "Message Content Intent" is switched off.' in told.text
        assert "I cannot read what people write." in told.text and "/bot." in told.text
