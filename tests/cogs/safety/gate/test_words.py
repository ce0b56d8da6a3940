"""The list of words: matched by us everywhere, and by Discord's AutoMod before us."""

from __future__ import annotations

import pytest

from bot.api.errors import UserError
from bot.api.people import Level
from bot.understanding.spelling import PlainSpelling
from cogs.safety.gate.lexicon import LONGEST_WORD, MOST_WORDS, Lexicon, checked
from tests.support.chat import Actor
from tests.support.community import Community, Opener

SPELLING = PlainSpelling()


def found(text: str, *words: str) -> tuple[str, ...]:
    return Lexicon([checked(word) for word in words], SPELLING).found(text)


# ---- matching


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("scumbag", "You SCUMBAG!"),
        ("scumbag", "_scumbag_, he said"),
        ("Scumbag", "scumbag"),
        ("scum*", "what scummy bread"),
        ("*bag", "that scumbag again"),
        ("*umba*", "that scumbag again"),
        ("bad word", "a bad\n  word here"),
        ("straße", "STRASSE"),
        ("🖕", "go away🖕now"),
        ("c++", "I hate c++ so much"),
        ("idiot", "what an 1d10t"),
        ("idiot", "what an i d i o t"),
        ("idiot", "you аre an іdіоt"),
        ("1488", "1488 forever"),
    ],
)
def test_a_word_is_found(word: str, text: str) -> None:
    assert found(text, word) == (checked(word),)


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("scum", "Scunthorpe and scumbag are other words"),
        ("scum*", "a viscum plant"),
        ("*bag", "bagpipes"),
        ("ass", "class assignment, assassin, pass"),
        ("bad word", "bad words"),
        ("https://evil.example", "see https://good.example"),
        ("url", "see https://good.example/x"),
        ("user", "@somebody hello"),
        ("1488", "14881 people"),
        ("(a|b).*", "aaa b ((( ..."),
    ],
)
def test_other_words_are_left_alone(word: str, text: str) -> None:
    assert found(text, word) == ()


def test_each_word_once_in_the_order_of_the_text() -> None:
    text = "rat, scumbag and rat; also scummy"
    assert found(text, "scum*", "rat", "scumbag", "*dog") == ("rat", "scumbag", "scum*")
    assert found(text) == ()


def test_the_whole_list_is_looked_for_at_once() -> None:
    words = [f"word{n}x" for n in range(MOST_WORDS)]
    assert found("here is word999x " * 50, *words) == ("word999x",)


@pytest.mark.parametrize(
    "typed", ["*", "**", " * ", "a*", "*x*", "sc*um", "cr?p*", "＊", "x" * 61, ""]
)
def test_what_would_match_everything_or_nothing_is_refused(typed: str) -> None:
    with pytest.raises(UserError):
        checked(typed)


def test_a_word_is_kept_in_one_spelling() -> None:
    assert checked("  Bad \n Word ") == "bad word"
    assert checked("**scum**") == "*scum*"
    assert checked("＊scum") == "*scum"
    assert len(checked("x" * LONGEST_WORD)) == LONGEST_WORD


# ---- the command


async def test_an_admin_keeps_the_list(chat: Community) -> None:
    boss = await chat.person("Olga", Level.ADMIN)
    await boss.command("safety words")
    await boss.told("The list of words is empty.")
    await boss.command("safety words", action="add", words="Scumbag; bad word; rat*")
    await boss.told("3 words are on the list now.")
    await boss.command("safety words", action="add", words="scumbag")
    await boss.told("That is on the list already.")
    await boss.command("safety words")
    listed = await boss.told("3 words bring a message before you")
    assert "bad word, rat*, scumbag" in listed.text
    await boss.command("safety words", action="remove", words="SCUMBAG; nothing")
    await boss.told("1 word is off the list now.")
    await boss.command("safety words", action="remove", words="scumbag")
    await boss.told("That is not on the list.")
    await boss.command("safety words", action="add", words="a*")
    await boss.told("Beside a star, please give at least 2 letters.")
    await boss.command("safety words", action="add")
    await boss.told("Which words?")


async def test_the_list_says_that_it_rests_while_nothing_is_looked_at(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"safety": {"mode": "off"}})
    boss = await chat.person("Olga", Level.ADMIN)
    await boss.command("safety words", action="add", words="why?")
    await boss.told("I do not look for these words")
    await boss.command("safety words")
    listed = await boss.told("1 word brings a message before you")
    assert "mode: off" in listed.text


async def test_moderators_read_and_members_do_not(chat: Community) -> None:
    boss, mo = await chat.person("Olga", Level.ADMIN), await chat.person("Mo", Level.MODERATOR)
    ana = await chat.person("Ana")
    await boss.command("safety words", action="add", words="scumbag")
    await boss.told("1 word is on the list now.")
    await mo.command("safety words")
    listed = await mo.told("1 word brings a message before you")
    assert "scumbag" in listed.text
    await mo.command("safety words", action="remove", words="scumbag")
    await mo.told("Only admins can change the list of words.")
    await ana.command("safety words")
    await chat.settle()
    assert not [text for text in ana.told_so_far() if "scumbag" in text]
    ana_card = await _alert(chat, ana, mo, "what a scumbag")
    assert "a word of your list" in ana_card


async def test_a_word_makes_an_alert_also_after_a_restart(chat: Community) -> None:
    boss, mo = await chat.person("Olga", Level.ADMIN), await chat.person("Mo", Level.MODERATOR)
    ana = await chat.person("Ana")
    await ana.say("general", "what a muppet")
    await boss.command("safety words", action="add", words="muppet; clown*")
    await boss.told("2 words are on the list now.")
    await chat.restart()
    card = await _alert(chat, ana, mo, "You muppet, stop clowning")
    assert "It has 2 words of your list." in card
    assert "From your list: muppet, clown*" in card
    await boss.command("safety words", action="remove", words="muppet; clown*")
    await boss.told("2 words are off the list now.")
    await ana.say("general", "muppet again")
    await chat.settle()
    assert len(await chat.messages("moderators")) == 1


async def test_a_disguised_word_makes_an_alert(chat: Community) -> None:
    boss, mo = await chat.person("Olga", Level.ADMIN), await chat.person("Mo", Level.MODERATOR)
    ana = await chat.person("Ana")
    await boss.command("safety words", action="add", words="stupid")
    await boss.told("1 word is on the list now.")
    assert "From your list: stupid" in await _alert(chat, ana, mo, "that is s t u p i d, really")


async def test_who_changed_the_list_is_on_record(chat: Community) -> None:
    boss = await chat.person("Olga", Level.ADMIN)
    await boss.command("safety words", action="add", words="scumbag")
    await boss.told("1 word is on the list now.")
    async with chat.app.db.read() as conn:
        rows = (await conn.exec_driver_sql("select action, detail from audit")).all()
    kept = [row for row in rows if row[0] == "safety.words"]
    assert len(kept) == 1 and "scumbag" not in str(kept)


async def test_the_list_has_an_end(open_chat: Opener) -> None:
    chat = await open_chat()
    boss = await chat.person("Olga", Level.ADMIN)
    for start in range(0, MOST_WORDS, 100):
        words = "; ".join(f"word{n}" for n in range(start, start + 100))
        await boss.command("safety words", action="add", words=words)
        await chat.settle()
    await boss.command("safety words", action="add", words="one more")
    await boss.told("The list takes 1,000 words and has no room for these.")
    await boss.command("safety words")
    listed = await boss.told("1,000 words bring a message before you")
    assert len(listed.text) < 2000 and "more words." in listed.text


async def _alert(chat: Community, author: Actor, reader: Actor, text: str) -> str:
    await author.say("general", text)
    card = await reader.sees("moderators", text)
    return card.text
