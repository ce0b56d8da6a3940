"""The tests of a cog run with that cog and with those that it works with: starting all of them is
half of a short test. All together stand in the contract, in the browser's tour, and where every
cog is tried (tests/contract, tests/browser, tests/test_*.py)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import community

ALWAYS = {"community", "contact"}
WITH = {
    "announcements": {"polls"},
    "events": {"polls"},
    "faq": {"digest"},
    "ideas": {"polls"},
    "introductions": {"safety"},
    "polls": {"segments"},
    "privacy": {"announcements", "digest", "faq", "insights", "introductions", "safety", "topics"},
    "welcome": {"polls", "safety"},
}
WITH_ALL = {"console", "digest", "goals", "insights", "network", "outlook", "topics"}
"""They are about what the others do."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before the fixtures that start a bot."""
    name = item.path.relative_to(Path(__file__).parent).parts[0]
    if name not in WITH_ALL and not name.endswith(".py"):
        community.loaded |= ALWAYS | {name} | WITH.get(name, set())


def pytest_runtest_teardown() -> None:
    """The next test may be about another cog."""
    community.loaded.clear()
