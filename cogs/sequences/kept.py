"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept, Name
from bot.api.text import T

KEEPS = Keeps(
    T("to help people step by step"),
    {
        "sequences_people": Kept(
            T("where you are in series of messages"),
            columns={
                "anchor": T("first day"),
                "done_minute": None,
                "done_step": None,
                "held": T("held back"),
            },
        ),
        "sequences_outcomes": Kept(
            T("what came of messages of a series to you"),
            columns={
                "held": T("held back"),
                "settled": None,
                "wrote": T("you wrote within a week"),
            },
        ),
    },
    names={"sequence_id": Name(T("series"), "sequences", "name")},
)
