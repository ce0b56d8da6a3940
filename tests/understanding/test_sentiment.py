"""The word list reads English and leaves everything else alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.understanding.sentiment import READ, WordListSentiment

ROOT = Path(__file__).parents[2]
MOOD = WordListSentiment().mood


def test_a_text_that_two_ask_for_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    service = WordListSentiment()
    score = service.mood("I love this bread")
    monkeypatch.setattr(service, "_judged", None)
    assert service.mood(" I love this bread https://example.org") == score


ENGLISH = """
hey folks, first time here
Which size should I order for a family of four?
this is the best thing that happened to me all week
I want my money back, the second loaf was mouldy
thx
any chance of gluten free buns?
please stop spamming the channel
what a mess, nobody answers the phone
sweet, will try that tonight
The class on Thursday was so much fun, thank you Leo!
so happy right now
no worries
was great!
so sad
bro what
server down again?
not bad at all
yikes
I can’t log in and nobody helps
pretty decent update tbh
"""
GERMAN = """
Servus, bin neu hier
Welche Größe soll ich für vier Personen nehmen?
Was für ein Chaos, niemand nimmt ab
gibt es auch glutenfreie Brötchen?
Hammer Kurs am Donnerstag, danke Leo!
war super
die App spinnt
die war super
Ruhe bitte
kein Problem
Mega!
wieder offline
was soll das
Die Bar war top
Hilfe
lief gestern super
keine Ahnung
die hat Humor
hat wer Brot
passt
"""
SPANISH = """
hola, soy nuevo
¿qué talla pido para cuatro?
qué desastre, nadie contesta
la clase del jueves fue genial
sin problema
no tengo idea
me da igual
no va bien
vaya mal
ni idea
perdón
mejor no
ya está
es lo mejor
son geniales
no me interesa
la app va lenta
otra vez caído
tengo hambre
de nada
"""
OTHERS = """
c'est super
je ne peux pas me connecter
il pane era buono
non funziona
het brood was lekker
dank je wel
o pão estava bom
tack så mycket
bardzo dobre
это супер
とても良い
çok güzel
ja ik ook
die war in de war
"""


def judged(lines: str) -> list[str]:
    return [line for line in lines.strip().splitlines() if MOOD(line) is not None]


def test_english_is_read() -> None:
    assert len(judged(ENGLISH)) >= 18


@pytest.mark.parametrize(("lines", "most"), [(GERMAN, 3), (SPANISH, 1), (OTHERS, 0)])
def test_other_languages_are_left_alone(lines: str, most: int) -> None:
    assert len(judged(lines)) <= most, judged(lines)


def test_our_own_german_never_sounds_of_anything() -> None:
    """Each sentence of the bot, in English and in German: of these German moods would be wrong."""
    english, german = [], []
    for file in (*ROOT.glob("cogs/*/locales/de.po"), *ROOT.glob("bot/locales/de/*/*.po")):
        with file.open("rb") as source:
            for message in read_po(source):
                if message.id and isinstance(message.id, str) and len(message.id.split()) > 3:
                    english.append(message.id)
                    german.append(str(message.string))
    assert len(english) > 100
    assert sum(MOOD(text) is not None for text in english) > 0.95 * len(english)
    felt = [text for text in german if abs(MOOD(text) or 0) >= 0.05]
    assert not felt


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("the bread is great, thank you!", 1),
        ("the bread is not great", -1),
        ("this is terrible and I hate it", -1),
        ("I don’t like it", -1),
        ("where is the shop", 0),
        ("the file is at https://example.org/terrible-hate-awful", 0),
        ("what does `kill -9 bad` do? asks @happylove in <#1234>", 0),
        ("anyone know what this is?\n```\nerror: bad, fatal, died", 0),
    ],
)
def test_how_it_sounds(text: str, sign: int) -> None:
    score = MOOD(text)
    assert score is not None
    assert -1 <= score <= 1
    assert (score >= 0.05) - (score <= -0.05) == sign


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "😀 👍",
        "12:30?",
        "https://example.org/good",
        "<:love:123>",
        "\0",
        "\ud800",
        "zxqv",
    ],
)
def test_nothing_to_judge(text: str) -> None:
    assert MOOD(text) is None


def test_any_text_can_be_read() -> None:
    assert MOOD("good\ud800 news \0 for everyone") is not None
    long = "the bread is great. " * 200
    assert MOOD(long) == MOOD(long[:READ])
    assert MOOD("what is this " * 100 + "terrible") == 0
