"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept
from bot.api.text import T

KEEPS = Keeps(
    T("to introduce people who like the same"),
    {
        "introductions_people": Kept(
            T("what you like, and whether you help newcomers"),
            columns={
                "interests": T("interests"),
                "buddy": T("you help newcomers"),
                "wants_buddy_at": T("you want a buddy since"),
                "suggested_at": T("somebody suggested"),
            },
        ),
        "introductions_blocks": Kept(T("whom you never want to meet, without their names")),
        "introductions_pairs": Kept(
            T("introductions to somebody, without their names"), columns={"asked_by": T("asked by")}
        ),
    },
)
