"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept, Name
from bot.api.text import T

KEEPS = Keeps(
    T("to run polls"),
    {
        "polls": Kept(
            T("polls that you asked or closed"),
            erased="unnamed",
            columns={
                "rules": T("rules"),
                "closes_at": T("closes"),
                "closed_at": T("closed"),
                "closed_by": T("closed by"),
                "key_name": None,
                "key_check": None,
                "asked_key": None,
                "tells": None,
                "listed": T("only for a list"),
            },
        ),
        "polls_ballots": Kept(
            T("your votes in polls with names"), erased="unnamed", columns={"marks": T("choice")}
        ),
        "polls_drafts": Kept(
            T("your drafts of polls"), expires="polls.drafts", columns={"draft": T("draft")}
        ),
        "polls_options": Kept(
            T("options that you added to polls"),
            erased="unnamed",
            columns={"position": T("place"), "label": T("option")},
        ),
        "polls_quiet": Kept(T("that you want no reminders of polls")),
        "polls_series": Kept(
            T("polls that you have asked again and again"),
            erased="unnamed",
            columns={"draft": T("poll"), "period": T("last time")},
        ),
        "polls_templates": Kept(
            T("templates of polls that you saved"),
            erased="unnamed",
            columns={"folded": None, "draft": T("poll")},
        ),
        "polls_voted": Kept(
            T("open polls in which you have voted"), columns={"voted_at": T("when")}
        ),
        "polls_voters": Kept(T("polls in which you may vote")),
    },
    names={"poll_id": Name(T("poll"), "polls", "question")},
)
