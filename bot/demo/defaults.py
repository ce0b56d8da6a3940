"""The settings of the demo: the local chat and one bakery, nothing else."""

from __future__ import annotations

import zoneinfo
from pathlib import Path
from typing import Any

import tzlocal

from bot.platforms.local import SPACE

COMMUNITY = "Sourdough & Co."


def demo_defaults(data: Path = Path("data"), port: int | None = None) -> dict[str, Any]:
    """What a config.toml of the demo would hold."""
    local: dict[str, Any] = {
        "enabled": True,
        "community": COMMUNITY,
        "snapshot": (data / "demo.json").as_posix(),
    }
    if port is not None:
        local["port"] = port
    home = {"name": COMMUNITY, "timezone": machine_zone(), "spaces": [f"local:{SPACE}"]}
    return {
        "storage": {"url": f"sqlite:///{(data / 'demo.db').as_posix()}"},
        "communities": [home],
        "platforms": {"local": local},
    }


def machine_zone() -> str:
    """The time zone of this machine; the bakery stands in Berlin when it cannot be known."""
    try:
        name = tzlocal.get_localzone_name()
    except (zoneinfo.ZoneInfoNotFoundError, LookupError, ValueError):
        name = None
    return name if name in zoneinfo.available_timezones() else "Europe/Berlin"
