"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept
from bot.api.text import T

KEEPS = Keeps(
    T("to heed your choices"),
    {
        "privacy_choices": Kept(
            T("your choices"),
            columns={"purpose": T("for what"), "allowed": T("allowed"), "how": T("how")},
        ),
    },
)
