"""The commands that keep the database safe: backup, restore, migrate."""

from __future__ import annotations

from typing import Any

from . import backup, migrate, restore


def register(commands: Any) -> None:
    """Adds them."""
    for one in (backup, restore, migrate):
        one.register(commands)
