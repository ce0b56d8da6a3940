"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept
from bot.api.text import T

KEEPS = Keeps(
    T("to notice who may soon fall silent"),
    {
        "outlook_steps": Kept(
            T("that somebody of the team wrote to you"),
            expires="outlook.steps",
            columns={"by_id": T("written by"), "period": None},
        ),
    },
)
