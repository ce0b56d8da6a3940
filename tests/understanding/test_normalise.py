"""Normalisation is part of the model: these pairs are what it was trained on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.normalise import normalise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("see https://example.org/a?b=c now", "see url now"),
        ("URL and [URL]", "url and url"),
        ("@anna <@!123> <user> [USER] hi", "@user @user @user @user hi"),
        ("nooooooo!!!!!!", "nooo!!!"),
        ("  two\n\tlines ", "two lines"),
        ("good \N{THUMBS UP SIGN}job", "good thumbs up job"),
        ("\N{BUST IN SILHOUETTE}", "bust in silhouette"),
        ("a\0b", "ab"),
        ("\ud83d\udc4d", "thumbs up"),
        ("x \ud800 y", "x \ufffd y"),
        ("", ""),
        (" \n ", ""),
        ("Grüße, schön", "Grüße, schön"),
    ],
)
def test_known_texts(text: str, expected: str) -> None:
    assert normalise(text) == expected


@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text_becomes_valid_unicode_without_runs(text: str) -> None:
    result = normalise(text)
    result.encode("utf-8")
    assert "\0" not in result
    assert result == result.strip()
