"""Logs: both forms, extra fields, and nothing secret in either."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest

from bot import logs


@pytest.fixture(autouse=True)
def keep_logging() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def written(form: Literal["text", "json"], *secrets: str) -> io.StringIO:
    stream = io.StringIO()
    logs.setup("info", form, secrets, stream)
    return stream


def fail() -> None:
    raise ValueError('no entry for to"ken-1')


def test_json_lines_have_their_fields() -> None:
    stream = written("json")
    logging.getLogger("bot.x").warning("lost %s", "it", extra={"community_id": 7, "incident": "a1"})
    line = json.loads(stream.getvalue())
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "warning",
        "logger": "bot.x",
        "message": "lost it",
        "community_id": 7,
        "incident": "a1",
    }


@pytest.mark.parametrize("form", ["text", "json"])
def test_secrets_never_show(form: Literal["text", "json"]) -> None:
    stream = written(form, 'to"ken', 'to"ken-1', "")
    log = logging.getLogger("bot.y")
    log.info("GET /bot%s/me", 'to"ken-1', extra={"url": 'x/to"ken', "more": ['to"ken-1']})
    try:
        fail()
    except ValueError:
        log.exception("failed")
    text = stream.getvalue()
    assert "ken" not in text.replace("[secret]", "").replace("taken", "")
    assert text.count("[secret]") >= 4
    assert "ValueError" in text


def test_text_lines_are_for_people() -> None:
    stream = written("text")
    logging.getLogger("bot.z").info("started", extra={"community_id": 3})
    logging.getLogger("bot.z").debug("not shown")
    logging.getLogger("aiohttp.access").info("not shown either")
    assert stream.getvalue()[8:] == " INFO    bot.z: started community_id=3\n"
