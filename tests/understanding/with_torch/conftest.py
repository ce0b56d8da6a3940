"""Small checkpoints, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.understanding.detoxify.catalogue import VARIANTS

from . import small


@pytest.fixture(scope="session", params=list(VARIANTS))
def each(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> small.Small:
    """A small checkpoint of every variant."""
    return small.make(request.param, tmp_path_factory.mktemp(request.param))


@pytest.fixture
def unbiased(tmp_path: Path) -> small.Small:
    """One that a test may damage."""
    return small.make("unbiased", tmp_path / "unbiased")
