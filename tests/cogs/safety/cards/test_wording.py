"""The words of a card: whom it is about, where, and what only names somebody."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.api.model import Account, Channel, Member, Space
from bot.api.text import Text
from bot.engine.rendering.catalogue import Catalogue
from bot.engine.rendering.i18n import Renderer
from cogs.safety.alerts.desk import called, words_of
from cogs.safety.alerts.model import Alert
from cogs.safety.cards.wording import View, line
from cogs.safety.detection.seen import Finding

HOME = Space(2, 1, "telegram", "-100", "Sourdough & Co.")
GENERAL = Channel(3, "telegram", "-100", "general", HOME)
ANA = Member(7, 1, "Ana", Account("telegram", "7", "Ana"))
BEN = Member(8, 1, "Ben", Account("telegram", "8", "Ben"))
ALERT = Alert(
    id=5, community_id=1, space_id=2, channel_id=3, message_id=4, author_id=7,
    author_is_staff=False, state="open", url=None, text="meh", sent_at=0, created_at=0,
    flagged=("toxicity",), scores={"toxicity": 0.9}, target_id=8,
)  # fmt: skip


def words(text: Text) -> str:
    spans = Renderer(Catalogue(Path("nowhere"))).spans(
        text, locale="en", zone="UTC", platform="telegram", now=0
    )
    return "".join(span.text for span in spans)


def view(alert: Alert = ALERT, channel: Channel | None = GENERAL, *, several: bool = True) -> View:
    return View(alert, ANA, channel, people={7: ANA, 8: BEN}, several=several)


@pytest.mark.parametrize(
    ("channel", "several", "end"),
    [
        (None, True, "Ben"),
        (GENERAL, True, "Ben in #general (Sourdough & Co., Telegram)"),
        (GENERAL, False, "Ben in #general"),
    ],
)
def test_the_place_is_named_where_there_are_several(
    channel: Channel | None, several: bool, end: str
) -> None:
    said = words(line(view(channel=channel, several=several)))
    assert said == f"#5 🟠 Please look · Ana → {end}"


def test_whom_it_is_aimed_at_may_be_a_guess() -> None:
    guessed = Finding("pile_on", {"authors": 3, "guessed": 1})
    assert "Ana → perhaps Ben in" in words(line(view(replace(ALERT, findings=(guessed,)))))


@pytest.mark.parametrize(
    ("word", "only_a_name"),
    [("@Nia", True), ("Ben,", True), ("Smith", True), ("idiot", False), ("benign", False)],
)
def test_a_name_is_not_what_weighed_most(word: str, only_a_name: bool) -> None:
    assert called(word, words_of("Ben Smith")) is only_a_name
