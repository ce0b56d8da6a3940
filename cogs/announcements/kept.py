"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept
from bot.api.text import T

KEEPS = Keeps(
    T("to tell people what is new"),
    {
        "announcements": Kept(
            T("announcements that you wrote, changed or approved"),
            erased="unnamed",
            expires="announcements.drafts",
            columns={
                "spaces": T("places"),
                "selling": T("advertising"),
                "starts_at": T("first time"),
                "change": T("new text"),
                "changed_by": T("changed by"),
                "approved_by": T("approved by"),
                "asked_at": T("handed in"),
            },
        ),
        "announcements_letters": Kept(T("announcements that are on their way to you")),
    },
)
