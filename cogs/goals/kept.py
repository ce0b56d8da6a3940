"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept
from bot.api.text import T

KEEPS = Keeps(
    T("to follow the goals of the community"),
    {
        "goals": Kept(
            T("goals that you set"),
            erased="unnamed",
            columns={
                "metric": T("figure"),
                "section": T("section"),
                "aim": T("direction"),
                "unit": T("unit"),
                "target": T("goal"),
                "baseline": T("at the start"),
                "start_at": T("from"),
                "level": None,
                "ended_at": T("ended"),
                "met_at": T("met"),
            },
        ),
    },
)
