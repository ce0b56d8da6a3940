"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept
from bot.api.text import T

KEEPS = Keeps(
    T("to bring groups together that hardly talk"),
    {
        "network_meetings": Kept(
            T("proposals to meet somebody of another group"),
            columns={"met_at": T("both said yes"), "first_id": T("asked first")},
        ),
    },
)
