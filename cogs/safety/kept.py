"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept
from bot.api.text import T

KEEPS = Keeps(
    T("to protect people from harassment and fraud"),
    {
        "safety_alerts": Kept(
            T(
                "messages of yours, or to you, that were flagged or reported, and those that "
                "you decided on"
            ),
            erased="unnamed",
            expires="safety.texts",
            columns={
                "message_id": T("number of the message"),
                "author_is_staff": T("author in the team"),
                "open_key": None,
                "card": None,
                "flood": None,
                "words": T("words"),
                "model": T("model"),
                "edited": T("edited"),
                "card_at": None,
                "acting_at": None,
                "failure": None,
                "detail": T("details"),
                "findings": T("why"),
                "settled_by": T("decided by"),
                "asked_id": T("asked"),
            },
        ),
        "safety_messages": Kept(
            T("messages of an alert"),
            erased="unnamed",
            expires="safety.texts",
            columns={"message_id": T("number of the message")},
        ),
        "safety_scores": Kept(
            T("what the model said of your messages, without the words"),
            erased="unnamed",
            expires="safety.scores",
            columns={"message_id": T("number of the message"), "model": T("model")},
        ),
        "safety_actions": Kept(
            T("what moderators did about you, or you as a moderator"),
            erased="unnamed",
            columns={"automatic": T("by the bot"), "seconds": T("for so many seconds")},
        ),
        "safety_warnings": Kept(
            T("warnings"), columns={"revoked_at": T("taken back"), "revoked_by": T("taken back by")}
        ),
        "safety_appeals": Kept(
            T("your appeals, and those that you decided"),
            erased="unnamed",
            expires="safety.texts",
            columns={"acting_at": None, "decided_by": T("decided by"), "decided_at": T("decided")},
        ),
        "safety_reports": Kept(
            T("messages that you reported"),
            erased="unnamed",
            expires="safety.texts",
            columns={"upheld": T("borne out"), "message_id": T("number of the message")},
        ),
        "safety_notes": Kept(T("notes of moderators about you, or by you")),
        "safety_rota": Kept(
            T("when you look after alerts"),
            columns={"quiet_from": T("quiet from"), "quiet_to": T("quiet until")},
        ),
        "safety_exposure": Kept(
            T("how many alerts you looked at"),
            expires="safety.exposure",
            columns={"cards": T("alerts"), "serious": T("serious ones")},
        ),
        "safety_channels": Kept(
            T("channels whose manners you set"), erased="unnamed", columns={"manner": T("manners")}
        ),
        "safety_words": Kept(
            T("words that you put on the list"), erased="unnamed", columns={"word": T("word")}
        ),
    },
)
