"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept
from bot.api.text import T

KEEPS = Keeps(
    T("to tell the team what to do next"),
    {
        "digest_suggestions": Kept(
            T("suggestions that you settled"), erased="unnamed", expires="digest.suggestions"
        ),
    },
)
