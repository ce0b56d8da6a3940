"""How an idea reads in each state it can be in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.api.model import Account, Member
from bot.api.text import Text
from cogs.ideas.board import cards
from cogs.ideas.model import Idea, Status, Words

MO = Member(2, 1, "Mo", Account("local", "2", "Mo"))
ANA = Member(1, 1, "Ana", Account("local", "1", "Ana"))
PEOPLE = {1: ANA, 2: MO}
NEW = Idea(12, 1, 1, None, 5, Words("A bench outside", "My knees hurt."), "new", "", 0)


def read(idea: Idea) -> list[str]:
    """The lines of a card after what the member wrote."""
    return str(cards.card(idea, PEOPLE).text).split("\n\n")[1].splitlines()


def buttons(idea: Idea) -> list[str]:
    return [str(button.label) for row in cards.card(idea, PEOPLE).buttons for button in row]


def test_new() -> None:
    assert read(NEW) == ["Idea by Ana", "Status: new · nobody supports it yet"]
    assert buttons(NEW) == ["👍 Support (0)", "Details", "💬 Discuss"]


def test_planned_with_owner_and_date() -> None:
    idea = replace(NEW, status="planned", votes=3, owner_id=2, due_at=9, reason="In May.")
    assert read(idea) == [
        "Idea by Ana",
        "Status: planned · 3 members support it",
        "In the hands of Mo, planned for @9",
        "In May.",
    ]
    assert read(replace(idea, due_at=None))[2] == "In the hands of Mo"
    assert read(replace(idea, owner_id=None))[2] == "Planned for @9"
    # the owner was forgotten
    assert read(replace(idea, owner_id=77))[2] == "Planned for @9"


def test_not_now_says_that_it_can_come_back() -> None:
    idea = replace(NEW, status="not_now", votes=1, reason="No room yet.")
    assert read(idea)[1:3] == [
        "Status: not now · 1 member supports it",
        "It is not forgotten: it can come back, and support still counts.",
    ]
    assert buttons(idea)[0] == "👍 Support (1)"


@pytest.mark.parametrize("status", ["done", "declined"])
def test_settled(status: Status) -> None:
    idea = replace(NEW, status=status, votes=2, reason="It stands.")
    assert read(idea)[1:] == [f"Status: {status} · 2 members supported it", "It stands."]
    assert buttons(idea) == ["Details"]
    assert cards.card(idea, PEOPLE).tone == ("good" if status == "done" else "plain")


def test_merged() -> None:
    idea = replace(NEW, merged_into=7, reason="In May.", status="planned", owner_id=2)
    assert read(idea) == ["Idea by Ana", "Part of #7 now: support counts there."]
    assert buttons(idea) == ["Open #7", "Details"]
    assert str(cards.card(idea, PEOPLE).text).startswith("🔗 #12 A bench outside")


def test_brought_along_with_tags_and_comments() -> None:
    idea = replace(NEW, votes=12, elsewhere=10, comments=2, tags=("garden", "opening-hours"))
    assert read(idea)[1:] == [
        "Status: new · 12 members support it (10 brought along) · 2 comments",
        "🏷️ garden, opening-hours",
    ]


def test_nobody_is_named_who_does_not_wish_to_be() -> None:
    idea = replace(NEW, anonymous=True, noted_by=2)
    shown: list[Text] = [
        cards.card(idea, PEOPLE).text,
        cards.details(idea, PEOPLE, [], supports=False).text,
        cards.row(idea),
    ]
    for text in shown:
        assert "Ana" not in str(text) and "Mo" not in str(text)
    assert read(idea)[0] == "Idea by a member who wishes not to be named"


def test_authors_who_are_gone_and_those_who_noted_it() -> None:
    assert read(replace(NEW, author_id=None))[0] == "Idea by a former member"
    assert read(replace(NEW, noted_by=2))[0] == "Idea by Ana, noted by Mo"


def test_details_of_a_part_lead_to_the_whole_and_take_no_support() -> None:
    idea = replace(NEW, merged_into=7)
    shown = cards.details(idea, PEOPLE, [], supports=True)
    assert [str(b.label) for row in shown.buttons for b in row] == ["Open #7"]
