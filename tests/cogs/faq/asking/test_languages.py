"""Questions in another language than the entries."""

from __future__ import annotations

from cogs.faq.asking import wording
from cogs.faq.model import Entry
from tests.support.community import Community

from ..stage import HOURS, OPEN, cog, in_support, said

GERMAN = "Wann habt ihr am Wochenende für Besucher geöffnet?"
GEOEFFNET = "Dienstag bis Sonntag, von 7 bis 18 Uhr."
ONLY = "This answer is only there in English."


async def english(chat: Community) -> Entry:
    """An English entry that is also known by how Germans ask for it."""
    community_id = await chat.id
    entry = await cog(chat)._store.add(
        community_id, HOURS, OPEN, None, chat.clock.now(), language="en", wordings=[GERMAN]
    )
    cog(chat)._retrieval.forget(community_id)
    return entry


async def test_a_german_question_with_english_entries(chat: Community) -> None:
    await english(chat)
    ana = await chat.person("Ana")
    await in_support(chat, ana, GERMAN)
    assert ONLY in (await ana.sees("support", OPEN)).text
    await in_support(chat, ana, HOURS)
    assert await said(chat, ONLY) == 1


async def test_the_version_in_the_askers_language_is_given(chat: Community) -> None:
    entry = await english(chat)
    community_id = await chat.id
    await cog(chat)._store.add(
        community_id,
        "Wie sind eure Öffnungszeiten?",
        GEOEFFNET,
        None,
        chat.clock.now(),
        language="de",
        group=entry.group,
    )
    cog(chat)._retrieval.forget(community_id)
    ana = await chat.person("Ana")
    await in_support(chat, ana, GERMAN)
    await ana.sees("support", GEOEFFNET)
    await in_support(chat, ana, HOURS)
    await ana.sees("support", OPEN)
    assert await said(chat, "is only there in") == 0


def test_nothing_is_said_where_a_language_is_not_sure() -> None:
    entry = Entry(1, HOURS, OPEN, 0, language="en")
    assert wording.other_language(entry, None) is None
    assert wording.other_language(entry, "en") is None
    assert wording.other_language(Entry(1, HOURS, OPEN, 0), "de") is None
    assert str(wording.other_language(entry, "de")) == ONLY
    assert "only there in ja." in str(wording.other_language(Entry(1, "", "", 0, "ja"), "de"))
