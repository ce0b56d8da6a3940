"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept
from bot.api.text import T

KEEPS = Keeps(
    T("to write to you only when you like it"),
    {
        "contact_granted": Kept(
            T("which kinds of private messages you got and when"),
            expires="contact.granted",
            columns={"topic": T("about"), "wanted": T("you asked for it")},
        ),
        "contact_stops": Kept(T("what you want no messages about"), columns={"topic": T("about")}),
        "contact_wishes": Kept(
            T("your quiet hours"),
            columns={"quiet_from": T("quiet from"), "quiet_to": T("quiet until")},
        ),
    },
)
