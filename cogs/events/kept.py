"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept, Name
from bot.api.text import T

KEEPS = Keeps(
    T("to run events"),
    {
        "events": Kept(
            T("events that you organise"),
            erased="unnamed",
            columns={
                "place": T("place"),
                "starts_at": T("begins"),
                "ends_at": T("ends"),
                "wall": T("local time"),
                "capacity": T("seats"),
                "hide_names": T("names hidden"),
                "questions": T("questions"),
                "sequence": None,
                "told": None,
                "posted_at": T("posted"),
            },
        ),
        "events_rsvps": Kept(
            T("your answers to invitations"), columns={"turn": None, "moved_at": T("got a seat")}
        ),
        "events_attendance": Kept(
            T("which events you were at"),
            columns={"there": T("there"), "by_staff": T("noted by the team")},
        ),
        "events_pulses": Kept(
            T("what you said of events"),
            expires="events.said",
            columns={"score": T("stars"), "comment": T("comment")},
        ),
        "events_questions": Kept(T("questions that you asked for an event"), expires="events.said"),
        "events_question_votes": Kept(
            T("questions of others that you want answered"), expires="events.said"
        ),
    },
    names={
        "event_id": Name(T("event"), "events", "title"),
        "question_id": Name(T("question"), "events_questions", "question"),
    },
)
