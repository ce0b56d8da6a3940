"""Every handler by itself, each with thousands of inputs that Hypothesis makes up."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from .making import Maker


@dataclass(frozen=True, slots=True)
class Target:
    """A handler: what makes an input for it, and what hands it over. What `feed` raises is a fault,
    and each incident in the log meanwhile; not so what is `strange`, of a shape that the other side
    has promised not to send: that may be left out with a line in the log."""

    name: str
    make: Callable[[Maker], Any]
    feed: Callable[[Any], Awaitable[object] | object]
    strange: bool = False
