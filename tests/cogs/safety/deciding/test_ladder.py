"""The ladder of warnings, and the buttons that it brings forward."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.api.model import Account, Member
from bot.api.reply import Button, Look
from cogs.safety.alerts.model import Alert, Failure
from cogs.safety.cards.wording import View
from cogs.safety.config import LADDER, Step
from cogs.safety.deciding import buttons
from cogs.safety.deciding.model import suggested, suggestion
from cogs.safety.deciding.payloads import Ban, DecideOn, Release, TimeOutOf, Undo

DAY = 86_400_000
NOW = 1_780_000_000_000
ANA = Member(7, 1, "Ana", Account("local", "ana", "Ana"))
ALERT = Alert(
    id=1,
    community_id=1,
    space_id=2,
    channel_id=3,
    message_id=4,
    author_id=7,
    author_is_staff=False,
    state="open",
    url=None,
    text="nasty words",
    sent_at=NOW,
    created_at=NOW,
    scores={"toxicity": 0.93},
    flagged=("toxicity",),
)
VIEW = View(alert=ALERT, author=ANA, channel=None)


def ago(*days: int) -> list[int]:
    return [NOW - day * DAY for day in days]


@pytest.mark.parametrize(
    ("warned", "rung"),
    [
        ([], None),
        (ago(1, 2), None),
        (ago(1, 2, 29), LADDER[0]),
        (ago(1, 2, 30), None),
        (ago(1, 2, 3, 4, 59), LADDER[1]),
        (ago(31, 32, 33, 34, 35), LADDER[1]),
        (ago(1, 2, 3, 4, 60), LADDER[0]),
    ],
)
def test_the_highest_rung_that_is_reached(warned: list[int], rung: Step | None) -> None:
    assert suggested(LADDER, warned, NOW) == rung


def test_the_order_of_the_rungs_does_not_matter() -> None:
    assert suggested(LADDER[::-1], ago(1, 2, 3, 4, 5), NOW) == LADDER[1]
    assert suggested((), ago(1, 2, 3, 4, 5), NOW) is None


def test_the_suggestion_in_words() -> None:
    said = str(suggestion(LADDER[0], ago(1, 2, 3, 40), NOW))
    assert "3 warnings in 30 days" in said
    assert "time-out of 3600 s" in said
    assert "suggests a ban" in str(suggestion(LADDER[1], ago(1, 2, 3, 4, 5), NOW))


def labels(rows: list[list[Button]]) -> list[list[str]]:
    return [[str(button.label) for button in row] for row in rows]


def primary(rows: list[list[Button]]) -> list[Button]:
    return [button for row in rows for button in row if button.look is Look.PRIMARY]


def test_the_usual_buttons() -> None:
    rows = buttons.rows(VIEW)
    assert labels(rows) == [
        ["Dismiss", "Talk", "Delete", "Warn", "Time out 3600 s"],
        ["Claim", "Hand over", "More …"],
    ]
    assert [b.payload for b in primary(rows)] == [DecideOn(1, "warned", 7)]


def test_the_ladder_brings_its_time_out_forward() -> None:
    rows = buttons.rows(VIEW, Step(warnings=3, seconds=7200))
    assert [b.payload for b in primary(rows)] == [TimeOutOf(1, 7200, 7)]


def test_the_ladder_brings_a_ban_forward() -> None:
    rows = buttons.rows(VIEW, LADDER[1])
    assert Ban(1) in [b.payload for b in rows[1]]
    assert primary(rows) == []


def test_a_serious_alert_offers_the_ban() -> None:
    serious = replace(ALERT, flagged=("threat",), scores={"threat": 0.9})
    assert Ban(1) in [b.payload for b in buttons.rows(replace(VIEW, alert=serious))[1]]


def test_moderators_are_neither_timed_out_nor_banned() -> None:
    rows = buttons.rows(replace(VIEW, alert=replace(ALERT, author_is_staff=True)))
    assert labels(rows) == [["Dismiss", "Talk", "Delete", "Warn"], ["Claim", "Hand over"]]


def test_what_the_platform_cannot_do_is_not_offered_again() -> None:
    unable = replace(ALERT, failure=Failure("timed_out", 50, "unsupported"), claimed_by=50)
    rows = buttons.rows(replace(VIEW, alert=unable))
    usual = ["Dismiss", "Talk", "Delete", "Warn"]
    assert labels(rows) == [usual, ["Release", "Hand over", "More …"]]
    assert rows[1][0].payload == Release(1)
    assert labels(buttons.more(replace(VIEW, alert=unable)).buttons) == [["Ban …"]]
    neither = replace(unable, failure=Failure("banned", 50, "unsupported"))
    assert [len(row) for row in buttons.more(replace(VIEW, alert=neither)).buttons] == [4]


def test_a_forgotten_author_leaves_little_to_decide() -> None:
    rows = buttons.rows(replace(VIEW, alert=replace(ALERT, author_id=None, gone=True)))
    assert labels(rows) == [["Dismiss"], ["Claim", "Hand over"]]


@pytest.mark.parametrize(
    ("outcome", "label"),
    [
        ("warned", "Undo the warning"),
        ("timed_out", "Undo the time-out"),
        ("banned", "Undo the ban"),
        ("deleted", None),
        ("talked", None),
        ("dismissed", None),
    ],
)
def test_what_can_be_undone_has_a_button(outcome: str, label: str | None) -> None:
    settled = replace(ALERT, state="settled", outcome=outcome, settled_at=NOW)  # type: ignore[arg-type]
    rows = buttons.rows(replace(VIEW, alert=settled))
    assert labels(rows) == ([[label]] if label else [])
    if label:
        assert rows[0][0].payload == Undo(1)
        undone = replace(settled, undone_at=NOW)
        assert buttons.rows(replace(VIEW, alert=undone)) == []
