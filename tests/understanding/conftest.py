"""The shipped model, loaded for one test."""

from collections.abc import AsyncIterator

import pytest

from bot.understanding.toxicity import LocalToxicity


@pytest.fixture
async def toxicity() -> AsyncIterator[LocalToxicity]:
    service = LocalToxicity()
    assert await service.ready()
    yield service
    await service.close()
