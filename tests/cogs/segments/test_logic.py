"""What may be shown of a count."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.api.boards.audience import Known
from cogs.segments.logic import Counted, condition_of, counted, key_of

D, T = frozenset({"discord"}), frozenset({"telegram"})


def people(*groups: tuple[int, frozenset[str]]) -> Mapping[int, Known]:
    """Consecutive numbers from 1 on, so many on each set of platforms."""
    places = [where for size, where in groups for _ in range(size)]
    return dict(enumerate(places, 1))


def count(size: int, total: int, reach: int, *groups: tuple[int, frozenset[str]]) -> Counted:
    reachable: dict[int, Known] = {member: member <= reach for member in range(1, total + 1)}
    return counted(range(1, size + 1), total, reachable, people(*groups))


@pytest.mark.parametrize(
    ("made", "reachable", "platforms"),
    [
        (count(12, 40, 12, (12, D)), 12, {"discord": 12}),
        (count(12, 40, 7, (6, D), (6, T)), 7, {"discord": 6, "telegram": 6}),
        (count(12, 40, 12, (12, D | T)), 12, {"discord": 12, "telegram": 12}),
        # too few on either side of a line
        (count(12, 40, 4, (12, D)), None, {"discord": 12}),
        (count(12, 40, 8, (12, D)), None, {"discord": 12}),
        (count(12, 40, 0, (12, D)), 0, {"discord": 12}),
        (count(12, 40, 12, (8, D), (4, T)), 12, None),
        (count(12, 40, 12, (12, D), (0, T)), 12, {"discord": 12}),
        (count(4, 40, 4, (4, D)), None, None),
        (count(0, 40, 0), 0, {}),
        (count(38, 40, 38, (38, D)), None, None),
        (count(35, 40, 35, (35, D)), 35, {"discord": 35}),
    ],
)
def test_no_number_is_shown_that_tells_about_a_few(
    made: Counted, reachable: int | None, platforms: Mapping[str, int] | None
) -> None:
    assert (made.reachable, made.platforms) == (reachable, platforms)


@pytest.mark.parametrize(
    ("size", "total", "expected"),
    [(38, 40, True), (35, 40, False), (40, 40, False), (3, 4, False), (0, 3, False), (0, 9, False)],
)
def test_all_but_a_few_are_not_counted(size: int, total: int, expected: bool) -> None:
    assert count(size, total, size, (size, D)).nearly_all is expected


def test_names_are_found_in_any_case() -> None:
    assert key_of("  My  PEOPLE ") == key_of("my people")
    assert key_of("Gru\u0308n STRASSE") == key_of("grün Straße")
    assert condition_of('the "inner" ring') == 'segment "the ""inner"" ring"'
