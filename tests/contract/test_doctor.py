"""`/doctor` on every platform: what is wrong, why, how to mend it, told to the asker alone."""

from __future__ import annotations

from bot.api.people import Level
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.stagehands import shut_out
from tests.support.community import Community


async def test_it_finds_the_place_where_the_bot_may_not_post(chat: Community) -> None:
    mia, ben = await chat.person("Mia", Level.MODERATOR), await chat.person("Ben")
    await ben.command("doctor")
    await ben.told("Only moderators can do that here.")
    await mia.command("doctor")
    well = await mia.told("I can post in")
    assert "There is no backup of what I know." in well.text and "backup_folder" in well.text
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
    first = await olga.told("need")
    apart = isinstance(chat.rig, LocalRig | DiscordRig)
    assert ("Members cannot read moderators" in first.text) is apart
    assert ("see that only your team is in it" in first.text) is not apart
    await olga.command("settings channel", purpose="moderators", channel="ideas")
    await olga.told("is now the place for")
    await olga.command("doctor")
    told = await olga.told("Members can read")
    assert "They would see who was flagged" in told.text
    assert "settings channel moderators" in told.text.replace("_", " ")
