"""The export as its member reads it: words, dates and names of places, and nothing of others."""

from __future__ import annotations

import re
from html import unescape

from tests.cogs.privacy.stage import cog, member, scalar
from tests.support.community import Community


def words(page: str) -> str:
    """What stands on it, cells parted by bars."""
    cells = page.replace("</th>", " | ").replace("</td>", " | ").replace("</tr>", "\n")
    return unescape(re.sub(r"<style>.*?</style>|<[^>]+>", "", cells))


async def test_a_page_in_words_dates_and_places(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.say("general", "My secret words")
    await ana.command("poll", question="Which?", options="Rye; Spelt")
    await chat.settle()
    await ana.click(await ana.sees("general", "Which?"), "Rye")
    await ana.command("contact quiet", hours="22:00-07:30")
    await ana.command("idea", title="Rye bread", details="So that all of us have it")
    await ben.say("general", "So do I")
    await chat.settle()
    me, other = await member(chat, ana), await member(chat, ben)
    privacy = cog(chat)
    data = await privacy.personal.export(me.id)
    (home,) = await chat.app.registry.communities()
    made = (await privacy.readable(home, me, data)).decode()
    page = words(made)
    assert "Times are those of Europe/Berlin" in page
    for text in (
        "when and where you wrote, without the words",
        "Kept to run polls.",
        "your ideas, and ideas that you look after",
        "Rye bread | So that all of us have it",
        "Which? | 1 |",
        "Sourdough & Co. | general | ",
        "your quiet hours",
        "22:00 | 07:30",
    ):
        assert text in page, text
    assert "My secret words" not in page
    assert not re.findall(r"\b\d{13}\b", page), "milliseconds are for programs"
    left = [name for name in data if name in page and "_" in name]
    assert not left, "names of tables are for programs"
    assert [row["sent_at"] for row in data["messages"]] == [
        await scalar(chat, f"SELECT sent_at FROM messages WHERE member_id = {me.id}")
    ]
    assert f" {other.id} |" not in page
