"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept, Name
from bot.api.text import T

KEEPS = Keeps(
    T("to welcome people"),
    {
        "welcome_arrivals": Kept(
            T("when you came and were greeted"), columns={"greeted_at": T("greeted")}
        ),
        "welcome_notes": Kept(T("private greetings to you")),
        "welcome_awaited": Kept(T("that you are greeted at your first message")),
        "welcome_acceptances": Kept(T("rules that you accepted")),
        "welcome_asked": Kept(
            T("how often you were asked to accept the rules"), columns={"times": T("times")}
        ),
        "welcome_charters": Kept(
            T("rules that you wrote"),
            erased="unnamed",
            columns={"asks": T("asks to accept"), "by_setting": T("by a setting")},
        ),
        "welcome_answers": Kept(T("what you chose when you came")),
        "welcome_texts": Kept(T("what you wrote to introduce yourself")),
        "welcome_introductions": Kept(
            T("your introduction"), columns={"number": None, "removed_at": T("taken away")}
        ),
        "welcome_firsts": Kept(
            T("your first message, without the words"),
            columns={
                "native_id": T("number of the message"),
                "said_at": T("sent"),
                "carded_at": None,
            },
        ),
        "welcome_greeted": Kept(
            T("that the community was asked to greet you"),
            columns={"again_at": T("you wrote again")},
        ),
    },
    names={
        "choice_id": Name(T("choice"), "welcome_choices", "label"),
        "question_id": Name(T("question"), "welcome_questions", "question"),
    },
)
