"""Logs: lines for people or JSON, without secrets and without the text of any message."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Literal, TextIO
from urllib.parse import quote

import orjson

_KNOWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
# Below warnings these write addresses, payloads or statements, and so tokens and words of people.
_NOISY = (
    "aiohttp.access",
    "aiosqlite",
    "alembic",
    "apscheduler",
    "discord.gateway",
    "httpcore",
    "httpx",
)
_HIDDEN = "[secret]"


class Redactor:
    """Takes registered secrets out of any text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        # Also as they stand in addresses. Longest first: one secret may be a part of another.
        forms = {form for s in secrets if s for form in (s, quote(s, safe=""), quote(s))}
        self._secrets = sorted(forms, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        return text


class _Formatter(logging.Formatter):
    def __init__(self, redact: Redactor) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%H:%M:%S")
        self.redact = redact


class TextFormatter(_Formatter):
    """One line for people; extra fields follow as name=value."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished line."""
        extra = "".join(f" {name}={value}" for name, value in _extra(record).items())
        first, newline, rest = super().format(record).partition("\n")
        return self.redact(first + extra + newline + rest)


class JsonFormatter(_Formatter):
    """One JSON object a line: time, level, logger, message, extra fields, error."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line |= {name: value for name, value in _extra(record).items() if name not in line}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return orjson.dumps(_clean(line, self.redact), default=str).decode()


def setup(
    level: str = "info",
    form: Literal["text", "json"] = "text",
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> None:
    """Send all logs to standard error (or `stream`), once, in this form."""
    redact = Redactor(secrets)
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setLevel(level.upper())  # some libraries' loggers have a level of their own
    handler.setFormatter(JsonFormatter(redact) if form == "json" else TextFormatter(redact))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _extra(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _KNOWN}


def _clean(value: Any, redact: Redactor) -> Any:
    """Redacted before it is encoded, so that an escaped quote cannot hide a secret."""
    if isinstance(value, dict):
        return {str(key): _clean(inner, redact) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner, redact) for inner in value]
    return value if isinstance(value, int | float | bool | None) else redact(str(value))
