"""One word for how a member takes part: each threshold, and which comes first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.api.services import Presence
from bot.engine.audience.standing import standing

DAY = 86_400_000
NOW = 1_000 * DAY
OLD = Presence(joined_at=NOW - 400 * DAY, met_at=NOW - 400 * DAY)


def ago(days: float) -> int:
    return NOW - int(days * DAY)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"joined_at": ago(14)}, "new"),
        ({"joined_at": ago(14.1)}, "lurker"),
        # the bot has only just met somebody who has long been there
        ({"met_at": ago(1)}, "lurker"),
        ({"joined_at": None, "met_at": ago(1)}, "new"),
        ({"joined_at": ago(1), "last_at": ago(0), "active_days": 20}, "new"),
        ({}, "lurker"),
        ({"last_at": ago(7)}, "active"),
        ({"last_at": ago(7.1)}, "quiet"),
        ({"last_at": ago(300)}, "quiet"),
        ({"last_at": ago(1), "active_days": 8}, "regular"),
        ({"last_at": ago(1), "active_days": 7}, "active"),
        ({"last_at": ago(1), "before_at": ago(60), "back_at": ago(7)}, "back"),
        ({"last_at": ago(1), "before_at": ago(60), "back_at": ago(8)}, "active"),
        ({"last_at": ago(1), "before_at": ago(60), "back_at": ago(7), "active_days": 8}, "back"),
        ({"last_at": ago(1), "messages": 10, "messages_before": 40}, "slipping"),
        ({"last_at": ago(1), "messages": 11, "messages_before": 40}, "active"),
        ({"last_at": ago(8), "messages": 11, "messages_before": 40}, "quiet"),
        ({"last_at": ago(15), "messages": 11, "messages_before": 40}, "slipping"),
        ({"last_at": ago(40), "messages": 0, "messages_before": 4}, "slipping"),
        ({"last_at": ago(40), "messages": 0, "messages_before": 3}, "quiet"),
        (
            {"last_at": ago(1), "active_days": 8, "messages": 9, "messages_before": 99},
            "regular",
        ),
    ],
)
def test_a_member_is_one_thing(changes: dict[str, int], expected: str) -> None:
    assert standing(replace(OLD, **changes), NOW) == expected
