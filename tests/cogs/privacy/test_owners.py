"""What owners see: pages to publish, what went by itself, and deleting for somebody."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from bot.api.people import Level
from cogs.privacy.notice.pages import LANGUAGES, LAWS, blanks
from tests.cogs.privacy.stage import cog, member, scalar
from tests.support.community import Community, Opener
from tests.support.scripted import ScriptedToxicity

DAY = 86_400_000


class Balanced(HTMLParser):
    """Fails where a page closes what it did not open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words = ""
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data if "style" not in self.open else ""


async def page(chat: Community, law: str, language: str) -> str:
    community = (await chat.app.registry.communities())[0]
    made = await cog(chat).page(community, law, language, chat.clock.now())
    return Balanced(made.decode()).words


async def test_pages_are_made_from_the_settings_in_force(open_chat: Opener) -> None:
    faq = {"rephrase": "http://llm.bakery.example:11434/v1"}
    chat = await open_chat(cogs={"safety": {"retention_days": 12}, "faq": faq})
    for law in LAWS:
        for language in LANGUAGES:
            words = await page(chat, law, language)
            assert "$" not in words
            assert "{" not in words
            assert words.count("[") == 3  # controller, contact, backups
    german = await page(chat, "gdpr", "de")
    assert "28. Mai 2026" in german
    assert "bis 12 Tage nach der Entscheidung" in german
    assert "scripted@0000 liest Nachrichten" in german
    assert "Menschen entscheiden" in german
    assert "an ein Sprachmodell unter llm.bakery.example, auf einem Rechner" in german
    assert "Stimmung: wie Nachrichten klingen, in Summen" in german
    owner = await chat.person("Olga", Level.OWNER)
    await owner.command("privacy about")
    await owner.told("Your data in")
    who = await member(chat, owner)
    for name, value in (
        ("privacy.controller", "Bakery <b>& Sons</b>"),
        ("privacy.contact", "data@bakery.example"),
        ("privacy.backup_days", "14"),
        ("privacy.sentiment", "opt_out"),
        ("safety.modes", '{"threat": "act"}'),
        ("safety.retention_days", "5"),
    ):
        await chat.app.configs.set(await chat.id, name, value, who)
    english = await page(chat, "gdpr", "en")
    assert "[" not in english
    assert "Bakery <b>& Sons</b>" in english  # as words, not as markup
    assert "until 5 days after the decision" in english
    assert "deletes the most certain cases" in english
    assert "Backups are kept for 14 days" in english
    assert "Legitimate interest in a community that works" in english


async def test_a_feature_that_is_off_is_in_no_page(open_chat: Opener) -> None:
    toxicity = ScriptedToxicity()
    toxicity.model = ""
    off = ("announcements", "digest", "faq", "introductions", "safety", "topics")
    chat = await open_chat(toxicity=toxicity, cogs={name: {"enabled": False} for name in off})
    words = await page(chat, "gdpr", "en")
    assert "No model reads messages" in words
    assert "no message is kept" in words
    for gone in ("Mood", "Announcements", "Introducing", "flagged"):
        assert gone not in words, gone
    assert "Figures: how the community does" in words
    assert "Privacy (to heed your choices): your choices" in words
    assert "Inferences" in await page(chat, "ccpa", "en")


async def test_every_kind_that_expires_has_its_german_words(chat: Community) -> None:
    german = (await page(chat, "gdpr", "de")) + (await page(chat, "gdpr", "en"))
    community = (await chat.app.registry.communities())[0]
    now = await cog(chat)._notices.of(community)
    assert len(now.kept) >= 8
    rows = re.findall(r"\n\d+ Tage?n?: (.*)", german)
    english = {str(kind.title) for kind, _ in now.kept}
    assert len(rows) == len(now.kept)
    assert not english & set(rows)


async def test_an_owner_gets_the_file_and_nobody_else(chat: Community) -> None:
    owner, ana = await chat.person("Olga", Level.OWNER), await chat.person("Ana")
    await owner.command("privacy about")
    await owner.click(await owner.told("Your data in"), "Pages to publish")
    pages = await owner.told("Pages to publish")
    await owner.click(pages, "CCPA in German")
    sent = await owner.told("3 blanks are left for you")
    assert len(sent.files) == 1
    await ana.command("privacy about")
    card = await ana.told("Your data in")
    assert not [label for label in card.buttons if "publish" in label]
    await ana.command("privacy report")
    await ana.told("Only owners can do that here.")


async def test_what_went_by_itself_is_told_in_numbers(chat: Community) -> None:
    owner, ana = await chat.person("Olga", Level.OWNER), await chat.person("Ana")
    await ana.say("general", "you idiot")
    await chat.settle()
    contact = chat.app.book.cogs["contact"]
    await owner.command("privacy report")
    first = await owner.told("What went by itself in the last 30 days")
    assert "The first night has not passed yet." in first.text
    assert "0 × which kinds of messages you got and when (kept for 8 days)" in first.text
    safety = chat.app.book.cogs["safety"]
    await safety.write_scores()  # type: ignore[attr-defined]
    scored = await scalar(chat, "SELECT count(*) FROM safety_scores")
    assert scored == 1
    chat.clock.advance(days=31)
    await safety.refresh_thresholds()  # type: ignore[attr-defined]
    await contact.prune()  # type: ignore[attr-defined]
    await chat.advance(days=1)  # a night has passed
    await chat.restart()
    await owner.command("privacy report", days=7)
    told = await owner.told("What went by itself in the last 7 days")
    assert "1 × what the model said of your messages" in told.text
    assert "The last night was that of June 29, 2026" in told.text
    assert "Ana" not in told.text
    await owner.command("privacy report", days=366)
    await owner.told("in the last 366 days")
    for _ in range(2):
        await chat.advance(days=401)
    rest = "SELECT count(*) FROM privacy_removed WHERE kind = 'safety.scores'"
    assert await scalar(chat, rest) == 0


async def test_an_owner_deletes_for_somebody_who_wrote_a_letter(chat: Community) -> None:
    owner, mo = await chat.person("Olga", Level.OWNER), await chat.person("Mo", Level.MODERATOR)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    for who in (ana, ben):
        await who.say("general", "hello")
        await chat.settle()
    gone = await member(chat, ana)
    await mo.command("privacy erase", member=ana)
    await mo.told("Only owners can do that here.")
    await owner.command("privacy erase", member=ana)
    asked = await owner.told("Delete everything about Ana?")
    await owner.click(asked, "Delete it for good")
    await owner.told("Everything about them is deleted")
    assert await chat.app.registry.member(gone.id) is None
    said = await scalar(chat, "SELECT target FROM audit WHERE action = 'privacy.erase'")
    assert said == f"member:{gone.id}"
    await owner.command("privacy erase", member=ben)
    asked = await owner.told("Delete everything about Ben?")
    chat.clock.advance(minutes=11)
    await owner.click(asked, "Delete it for good")
    await owner.told("That question is too old")
    assert await member(chat, ben)


async def test_the_page_of_a_law_that_there_is_not(chat: Community) -> None:
    with pytest.raises(KeyError):
        await page(chat, "lgpd", "en")
    assert blanks(b"<mark>[x]</mark>") == 1
