"""Messages are compared by what they say, however they are spelt."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.api.services import Fingerprint
from bot.understanding.normalise import normalise
from bot.understanding.spelling import PlainSpelling

SPELLING = PlainSpelling()
NOTHING = Fingerprint()
LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=9), min_size=1, max_size=6)
LOOKALIKES = str.maketrans("aceiopsxy", "асеіорѕху")
LEET = str.maketrans("aeiostbg", "43105786")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("You are an idiot", "YOU ARE AN IDIOT"),
        ("You are an idiot", "you  are\nan\tidiot!!!"),
        ("you are an idiot", "y.o.u a-r-e a_n i d i o t"),
        ("you are an idiot", "y0u 4re 4n 1d10t"),
        ("you are an idiot", "уоu аrе аn іdіоt"),
        ("you are an idiot", "youuuu are an idiiiiot"),
        ("you are an idiot", "you are an\u200b id\u200diot"),
        ("you are an idiot", "ｙｏｕ ａｒｅ ａｎ ｉｄｉｏｔ"),
        ("you are an idiot", "yóü àrê añ ïdîôt"),
        ("you are an idiot", "y̷o̷u̷ are an i̶d̶i̶o̶t̶"),
        ("you are an idiot", "𝔂𝓸𝓾 𝓪𝓻𝓮 𝓪𝓷 𝓲𝓭𝓲𝓸𝓽 🖕🖕"),
        ("you are an idiot", "you are \0an idiot\ud800"),
        ("you are an idiot", "<@1234567> you are an idiot <t:1700000000:R>"),
        ("what a shit asshole", "wh@t a sh!t @$$h0le"),
        ("free nitro for all", "fr33 n1tr0 f0r a11"),
        ("coco", "сосо"),
        ("Straße", "STRASSE"),
        ("visit example.org", "visit   EXAMPLE . org"),
        ("дурак ты", "Дурак, ты!"),
        ("you are an idiot", "you are an !d!ot"),
        ("you are an idiot", "||you are|| an **idiot**"),
        ("you are an idiot", "<@!123> you are an idi0t <:rage:123> <a:rage_2:4> 😡"),
        ("you are an idiot", "<#12> you are an idiot </safety report:12> <id:customize>"),
    ],
)
def test_disguises_do_not_change_it(one: str, other: str) -> None:
    assert SPELLING.fingerprint(one) == SPELLING.fingerprint(other) != NOTHING


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("you are an idiot", "you are no idiot"),
        ("see you at noon", "see you at nine"),
        ("https://example.org/one", "https://example.org/two"),
        ("дурак", "друг"),
        ("你好吗", "你好"),
        ("vote 1 please", "vote 2 please"),
        ("You are an idiom", "You are an idiot"),
        ("спасибо большое", "добрый вечер"),
        ("a <b> c", "a c"),
    ],
)
def test_what_says_something_else_differs(one: str, other: str) -> None:
    assert SPELLING.fingerprint(one) != SPELLING.fingerprint(other)


@given(WORDS)
def test_no_disguise_changes_any_words(words: list[str]) -> None:
    plain = SPELLING.fingerprint(" ".join(words))
    text = "".join(words)
    assert len(plain.digest) == 16
    assert 0 < plain.letters <= len(text)
    for spelt in (
        text.upper(),
        " ".join(text),
        "... ".join(words) + "?!",
        ", ".join(f"*{word}*" for word in words),
        "".join(letter * 4 for letter in text),
        text.translate(LOOKALIKES),
        f"{text.translate(LEET)} {text}"[: len(text)] + " \u200b",
    ):
        if any(map(str.isalpha, spelt)):
            assert SPELLING.fingerprint(spelt) == plain, spelt


@given(st.text(st.characters(), max_size=200))
def test_any_text_is_taken(text: str) -> None:
    found = SPELLING.fingerprint(text)
    assert len(found.digest) == (16 if found.letters else 0)
    assert SPELLING.fingerprint(text) == found
    assert SPELLING.plain(text) == normalise(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\0",
        "\ud800",
        "123 456",
        "12:30 - 14:45",
        "?!",
        "!!!!",
        "😂😂",
        "<@123456>",
        "<:ok:12>",
    ],
)
def test_without_letters_there_is_none(text: str) -> None:
    assert SPELLING.fingerprint(text) == NOTHING


@pytest.mark.parametrize(
    ("text", "letters"),
    [("ok", 2), ("LOL", 3), ("aaaaaaaa", 1), ("i d i o t", 5), ("1d10t", 5), ("ё", 1)],
)
def test_it_tells_how_many_letters_there_are(text: str, letters: int) -> None:
    assert SPELLING.fingerprint(text).letters == letters


def test_a_long_message() -> None:
    text = "you are an idiot and nobody likes you " * 105
    assert len(text) < 4_000
    assert SPELLING.fingerprint(text) == SPELLING.fingerprint(text.upper().replace("I", "1"))
    assert SPELLING.fingerprint(text) != SPELLING.fingerprint(text + "more")


def test_another_start_has_another_key() -> None:
    assert PlainSpelling().fingerprint("you idiot") != SPELLING.fingerprint("you idiot")


def test_plain_is_what_the_models_read() -> None:
    assert SPELLING.plain("Y0u 1d10t!") == normalise("Y0u 1d10t!") == "you idiot!"
    assert SPELLING.plain("\0") == ""


def test_threads_may_share_it() -> None:
    texts = [f"message {'x' * n} to you" for n in range(60)] * 5
    alone = list(map(SPELLING.fingerprint, texts))
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(SPELLING.fingerprint, texts)) == alone


def test_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        SPELLING.fingerprint("secret words")
        SPELLING.plain("secret words")
    assert not caplog.records
