"""What the core's own tables keep of a person, in words; and words that recur in all tables."""

from __future__ import annotations

from collections.abc import Mapping

from bot.api.kept import Keeps, Kept, Name
from bot.api.text import T

KEEPS = Keeps(
    T("to know who is who, to keep order and to see in figures how the community does"),
    {
        "members": Kept(
            T("your name and language here"),
            erased="unnamed",
            columns={"locale": T("language"), "erased_at": T("erased")},
        ),
        "accounts": Kept(
            T("accounts: name, user name, number, language"),
            columns={
                "platform": T("platform"),
                "native_id": T("number there"),
                "username": T("user name"),
                "is_bot": T("a bot"),
                "seen_at": T("last seen"),
                "direct_channel_id": None,
            },
        ),
        "memberships": Kept(
            T("where you are a member, and since when"),
            columns={
                "joins": T("how often you joined"),
                "level": T("rights here (0: member, 1: moderator, 2: admin, 3: owner)"),
            },
        ),
        "member_roles": Kept(T("your roles"), columns={"role": T("role")}),
        "link_codes": Kept(T("codes to link two accounts"), columns={"code_hash": None}),
        "messages": Kept(
            T("when and where you wrote, without the words"),
            erased="number",
            columns={
                "native_id": T("number of the message"),
                "day": None,
                "reply_to": T("answers message"),
                "reply_member_id": T("answers"),
                "length": T("characters"),
                "attachments": T("attachments"),
                "edited_at": T("edited"),
                "deleted_at": T("deleted"),
            },
        ),
        "movements": Kept(
            T("when you came and left"), erased="number", columns={"kind": T("what"), "day": None}
        ),
        "reactions": Kept(
            T("reactions"),
            erased="number",
            columns={
                "native_id": T("number of the message"),
                "emoji": None,
                "target_id": T("to"),
                "day": None,
            },
        ),
        "mentions": Kept(
            T("mentions of you"),
            erased="number",
            columns={
                "native_id": T("number of the message"),
                "target_id": T("mentioned"),
                "day": None,
            },
        ),
        "left_out": Kept(
            T("that you are in no figure"), erased="number", columns={"why": T("why")}
        ),
        "activity_hours": Kept(
            T("how much you wrote, by hour"), erased="number", columns={"hour": T("hour")}
        ),
        "activity_days": Kept(T("how much you wrote, by day"), erased="number"),
        "activity_weeks": Kept(
            T("how much you wrote, by week"),
            erased="number",
            columns={"week": T("week"), "days": None},
        ),
        "activity_months": Kept(
            T("how much you wrote, by month"),
            erased="number",
            columns={"month": T("month"), "days": None},
        ),
        "pair_days": Kept(
            T("how often you and others answered each other, by day"),
            erased="number",
            columns={
                "source_id": T("from"),
                "target_id": T("to"),
                "mentions": T("mentions"),
                "reactions": T("reactions"),
            },
        ),
        "answers": Kept(
            T("who answered whom first, and when"),
            erased="number",
            columns={"answerer_id": T("answered by"), "message_id": None},
        ),
        "written": Kept(
            T("when you first wrote, and how often since"),
            erased="number",
            columns={"first_at": T("first"), "first_day": None},
        ),
        "comings": Kept(
            T("your comings and goings in figures"),
            erased="number",
            columns={
                "day": None,
                "place": None,
                "kind": None,
                "net": T("by how much the number of members changed"),
            },
        ),
        "arrivals": Kept(
            T("the day you were first here"), erased="number", columns={"first_day": T("day")}
        ),
        "inbox": Kept(
            T("what you wrote or asked for that is being handled, and that it came"),
            expires="engine.inbox",
            columns={
                "platform": T("platform"),
                "kind": T("what"),
                "body": T("what it said"),
                "user_native": None,
                "received_at": T("received"),
                "tries": None,
                "begun": None,
            },
        ),
        "outbox": Kept(
            T("private messages of mine to you, and when they were sent"),
            expires="engine.posts",
            columns={
                "platform": T("platform"),
                "channel_native": None,
                "user_native": None,
                "tag": None,
                "nonce": None,
                "native_id": None,
                "native_channel": None,
                "payload": T("what it says"),
                "file": None,
                "attempts": T("tries"),
                "claimed_at": None,
                "error": None,
            },
        ),
        "tasks": Kept(
            T("what I still have to do for you, or have just done"),
            expires="engine.tasks",
            columns={
                "task": T("what"),
                "data": T("with what"),
                "attempts": T("tries"),
                "error": None,
                "claimed_at": None,
            },
        ),
        "audit": Kept(
            T("what you decided or changed here"),
            erased="number",
            columns={"action": T("what"), "target": T("to whom or what"), "detail": T("details")},
        ),
        "overrides": Kept(
            T("settings that you changed"),
            erased="number",
            columns={"cog": T("feature"), "key": T("setting"), "value": T("value")},
        ),
    },
    names={
        "channel_id": Name(T("channel"), "channels", "name"),
        "space_id": Name(T("where"), "spaces", "name"),
    },
)

RECURRING: Mapping[str, T | None] = {
    "at": T("when"),
    "created_at": T("made"),
    "changed_at": T("last changed"),
    "sent_at": T("sent"),
    "asked_at": T("asked"),
    "due_at": T("due"),
    "expires_at": T("valid until"),
    "settled_at": T("settled"),
    "joined_at": T("joined"),
    "left_at": T("left"),
    "undone_at": T("undone"),
    "claimed_at": T("taken on"),
    "told_at": T("told"),
    "answered_at": T("answered"),
    "state": T("state"),
    "kind": T("kind"),
    "text": T("text"),
    "title": T("title"),
    "details": T("details"),
    "question": T("question"),
    "answer": T("answer"),
    "reason": T("reason"),
    "name": T("name"),
    "audience": T("for whom"),
    "day": T("day"),
    "messages": T("messages"),
    "replies": T("answers"),
    "openings": T("conversations begun"),
    "key": None,
    "post": None,
    "card": None,
    "version": T("version"),
    "url": T("link"),
    "anonymous": T("without a name"),
    "language": T("language"),
    "tags": T("tags"),
    "source": T("source"),
    "label": T("label"),
    "period": T("period"),
    "rhythm": T("how often"),
    "gone": T("deleted"),
    "scores": T("what the model said"),
    "flagged": T("flagged as"),
    "outcome": T("outcome"),
    "zone": T("time zone"),
    "back": T("came back"),
    "by_id": T("by"),
    "undone_by": T("undone by"),
    "claimed_by": T("taken on by"),
    "target_id": T("aimed at"),
    "owner_id": T("looked after by"),
    "by_member_id": T("set by"),
}
"""Words of columns that many tables have; a table's own come first."""

SUMS = frozenset(
    {
        "activity_hours", "activity_days", "activity_weeks", "activity_months", "pair_days",
        "answers", "written", "comings", "arrivals",
    }
)  # fmt: skip
"""Tables of what was counted: to people they are one kind."""
