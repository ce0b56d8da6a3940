"""What is kept of a person here, in words that they read."""

from __future__ import annotations

from bot.api.kept import Keeps, Kept, Name
from bot.api.text import T

KEEPS = Keeps(
    T("to collect ideas and decide on them"),
    {
        "ideas": Kept(
            T("your ideas, and ideas that you look after"),
            erased="unnamed",
            columns={
                "noted_by": T("noted by"),
                "status": T("status"),
                "merged_into": None,
                "merged_with": None,
                "source": T("brought from"),
                "brought": T("supporters there"),
                "asked_at": T("team reminded"),
            },
        ),
        "ideas_changes": Kept(
            T("steps of ideas that you decided"),
            erased="unnamed",
            columns={"before": T("before"), "after": T("after")},
        ),
        "ideas_merges": Kept(T("ideas that you united"), erased="unnamed"),
        "ideas_challenges": Kept(
            T("challenges that you asked"),
            erased="unnamed",
            columns={
                "criteria": T("criteria"),
                "decides": T("who decides"),
                "phase": T("phase"),
                "turn": None,
                "discuss_at": T("discussed from"),
                "vote_at": T("voted from"),
                "decide_at": T("decided by"),
                "verdict": T("outcome"),
            },
        ),
        "ideas_comments": Kept(
            T("where you commented on ideas, without the words"),
            erased="unnamed",
            columns={"native_id": T("number of the message")},
        ),
        "ideas_consents": Kept(T("terms for ideas that you agreed to")),
        "ideas_drafts": Kept(
            T("drafts of ideas: yours, or of your words"),
            expires="ideas.drafts",
            columns={
                "held_at": T("waiting since"),
                "held_for": T("waiting for"),
                "member_id": T("drafted by"),
                "author_id": T("words of"),
            },
        ),
        "ideas_experts": Kept(T("that owners of ideas may ask you")),
        "ideas_feedback": Kept(T("what you told as a tester")),
        "ideas_followers": Kept(T("ideas that you follow"), columns={"wants": T("you follow it")}),
        "ideas_jury": Kept(T("challenges in whose jury you are")),
        "ideas_testers": Kept(T("ideas that you would test")),
        "ideas_votes": Kept(T("ideas that you support"), columns={"voted_at": T("when")}),
    },
    names={
        "idea_id": Name(T("idea"), "ideas", "title"),
        "into_id": Name(T("into"), "ideas", "title"),
        "challenge_id": Name(T("challenge"), "ideas_challenges", "question"),
    },
)
