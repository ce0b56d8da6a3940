"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept
from bot.api.text import T

KEEPS = Keeps(
    T("to see what people talk about"),
    {
        "topics_people": Kept(
            T("on which day you wrote about which topic"),
            expires="topics.people",
            columns={
                "subject": T("number of the topic"),
                "judged": T("with a mood"),
                "positive": T("glad"),
                "negative": T("sad"),
            },
        ),
    },
)
