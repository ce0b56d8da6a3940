"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept, Name
from bot.api.text import T

KEEPS = Keeps(
    T("to answer questions"),
    {
        "faq_asked": Kept(
            T("questions that you asked"),
            erased="unnamed",
            expires="faq.questions",
            columns={"message_id": T("number of the message")},
        ),
        "faq_tickets": Kept(
            T("questions of yours that people look after, and those that you looked after"),
            erased="unnamed",
            columns={
                "message_id": None,
                "private": T("private"),
                "opened_at": T("opened"),
                "helper_id": T("looked after by"),
                "answered_by": T("answered by"),
                "answer_channel": None,
                "answer_message": None,
            },
        ),
        "faq_feedback": Kept(
            T("whether an answer helped you"),
            columns={"score": T("certainty"), "solved": T("it helped")},
        ),
        "faq_outcomes": Kept(
            T("questions that you solved"),
            erased="unnamed",
            columns={
                "shown": T("entries shown"),
                "score": T("certainty"),
                "by_staff": T("by the team"),
                "solved_by": T("solved by"),
                "solved_at": T("solved"),
            },
        ),
        "faq_drafts": Kept(
            T("drafts of answers to your questions, or that you wrote"),
            columns={"made_at": T("made"), "asker_id": T("asked by"), "author_id": T("written by")},
        ),
        "faq_entries": Kept(
            T("FAQ entries that you wrote"),
            erased="unnamed",
            columns={
                "updated_at": T("last changed"),
                "source_date": T("date of the source"),
                "checked_at": T("looked through"),
            },
        ),
        "faq_revisions": Kept(T("your changes to FAQ entries"), erased="unnamed"),
    },
    names={"entry_id": Name(T("entry"), "faq_entries", "question")},
)
