"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept
from bot.api.text import T

KEEPS = Keeps(
    T("to find groups of people"),
    {
        "segments": Kept(
            T("groups that you saved"),
            erased="unnamed",
            columns={"condition": T("condition"), "saved_at": T("saved"), "key": None},
        ),
    },
)
