"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept
from bot.api.text import T

KEEPS = Keeps(
    T("to let moderators in to the console"),
    {
        "console_keys": Kept(T("links to sign in to the console"), columns={"hash": None}),
        "console_passes": Kept(
            T("browsers in which you are signed in"),
            expires="console.passes",
            columns={"hash": None},
        ),
    },
)
