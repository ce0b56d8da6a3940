"""`/setup` on every platform: channels, a kind of business, a proof, and what comes next."""

from __future__ import annotations

from sqlalchemy import select

from bot.api.people import Level
from storage.tables import audit
from tests.support.community import Community


async def _audited(chat: Community) -> set[str]:
    async with chat.app.db.read() as connection:
        return set(await connection.scalars(select(audit.c.action)))


async def test_an_owner_sets_it_up_step_by_step(chat: Community) -> None:
    olga, mo = await chat.person("Olga", Level.OWNER), await chat.person("Mo", Level.MODERATOR)
    await mo.command("setup")
    await mo.told("Only owners can do that here.")

    await olga.command("setup")
    card = await olga.told("Setting up Sourdough & Co.")
    await olga.click(card, "questions")
    await olga.click(await olga.told("Which channel for: questions?"), "ideas")
    chosen = await olga.told("✓ questions: ideas")
    await olga.click(chosen, "Kind of business")
    await olga.click(await olga.told("What kind of business is it?"), "Gym or club")
    done = await olga.told("Set for: Gym or club")
    assert "digest.weekday = sunday" in done.text and "welcome.where = both" in done.text

    await chat.restart()
    await olga.command("setup")  # what is set is the memory of it
    again = await olga.told("✓ questions: ideas")
    await olga.click(again, "Post a proof")
    await chat.rig.wait_for("general", "I can post here.")
    await chat.rig.wait_for("ideas", "I can post here.")
    await chat.rig.wait_for("moderators", "I can post here.")
    await olga.click(await olga.told("I am posting a line in"), "What next")
    last = await olga.told("What to do next")
    assert "settings are your own." in last.text and "/doctor" in last.text
    assert {"setup.channel", "setup.setting"} <= await _audited(chat)
