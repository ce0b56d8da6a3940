"""What is said of ideas that wait for a moderator."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.model import Member
from bot.api.reply import Button, Field, Form, Look, Reply
from bot.api.text import Join, Mention, Moment, N, T, Text, bold, clip, lines, quote

from ...board.payloads import Details
from ...model import MAX_REASON, Draft, Idea, Words
from ...store import Kept
from .. import card
from ..payloads import Discard, Rewrite
from . import payloads
from .screen import Reason, decoded, told

SHOWN = 5
DECIDED = T("Somebody has decided on this idea before, or its writer withdrew it.")
READ_AGAIN = T("It has changed since you saw it; please read it again.")


# ---- to the writer


def held(kept: Kept) -> Reply:
    """Told to the writer, privately: why it waits, and what they can do."""
    draft = kept.draft
    buttons = [
        Button(T("Change it …"), Rewrite(draft.id), Look.PRIMARY),
        Button(T("Withdraw it"), Discard(draft.id), Look.DANGER),
    ]
    own = draft.author_id == draft.member_id
    return Reply(
        lines(
            T("Thank you! Before it appears on the board, a moderator will look at it."),
            T("Why: it {reasons}.", reasons=told(decoded(kept.held_for))),
            T("You will hear from me either way."),
            T("If you change that, it is posted at once.") if own else None,
            "",
            quote(said(draft.words)),
        ),
        [buttons if own else buttons[1:]],
        tone="warn",
    )


def released(idea: Idea) -> Reply:
    """Told to the writer."""
    return Reply(
        T("A moderator has looked at your idea: it is on the board as #{n}.", n=str(idea.id)),
        [[Button(T("Details"), Details(idea.id))]],
    )


def declined(draft: Draft, reason: str) -> Reply:
    """Told to the writer, with their words, which are kept nowhere else."""
    return Reply(
        lines(
            T("A moderator decided not to put your idea on the board:"),
            quote(reason),
            T("These were your words; you are welcome to try again in other ones:"),
            quote(said(draft.words)),
        )
    )


def expired(draft: Draft, days: int) -> Reply:
    """Told to the writer when nobody decided."""
    return Reply(
        lines(
            N(
                "I am sorry: within {n} day no moderator decided on your idea, so it was not "
                "posted. You may propose it again:",
                "I am sorry: within {n} days no moderator decided on your idea, so it was not "
                "posted. You may propose it again:",
                days,
            ),
            quote(said(draft.words)),
        )
    )


def not_changed(words: Words, reasons: Sequence[Reason]) -> Reply:
    """New words of a posted idea that a moderator should see first."""
    return Reply(
        lines(
            T("Your idea stays as it was: what you wrote now {reasons}.", reasons=told(reasons)),
            T("Please change that. This is what you wrote:"),
            quote(said(words)),
        ),
        tone="warn",
    )


# ---- to moderators


def to_decide(kept: Kept, people: dict[int, Member], seen: str) -> Reply:
    """The card in the moderators' place."""
    draft = kept.draft
    return Reply(
        lines(
            bold(T("An idea waits for a moderator")),
            T("Why: it {reasons}.", reasons=told(decoded(kept.held_for), scored=True)),
            card.credit(draft, people),
            quote(said(draft.words)),
        ),
        [
            [
                Button(T("Post it"), payloads.Release(draft.id, seen), Look.SUCCESS),
                Button(T("Decline …"), payloads.Decline(draft.id, seen), Look.DANGER),
            ]
        ],
        tone="warn",
    )


def form(draft_id: int, seen: str) -> Form:
    """Why it is declined."""
    field = Field("reason", T("Why? The writer will read it"), max=MAX_REASON, multiline=True)
    return Form(T("Decline an idea"), (field,), payloads.Decline(draft_id, seen))


def settled_posted(idea: Idea, by: Member) -> Reply:
    return Reply(
        lines(
            T("✅ Posted by {member} as #{n}", member=Mention(by, ping=False), n=str(idea.id)),
            bold(idea.words.title),
        ),
        [[Button(T("Details"), Details(idea.id))]],
    )


def settled_waiting(by: Member, *, asked: bool) -> Reply:
    """Released, but its author has to agree first; `asked` says whether they could be."""
    member = Mention(by, ping=False)
    if asked:
        return Reply(
            T(
                "✅ Let through by {member}; the author is asked whether they agree to the terms.",
                member=member,
            )
        )
    return Reply(
        T(
            "✖️ Let through by {member}, but not posted: the author has to agree to the terms and "
            "takes no messages from me.",
            member=member,
        )
    )


def settled_declined(by: Member | None, reason: str) -> Reply:
    """Without the words: they were not to be read."""
    who: Text = Mention(by, ping=False) if by is not None else T("a former moderator")
    return Reply(lines(T("✖️ Not posted: declined by {member}.", member=who), quote(reason)))


def settled_expired(days: int) -> Reply:
    return Reply(
        N(
            "⏳ Not posted: nobody decided within {n} day. The writer was told.",
            "⏳ Not posted: nobody decided within {n} days. The writer was told.",
            days,
        )
    )


SETTLED_CHANGED = Reply(T("✅ Its writer has changed it, and nothing stands against it any more."))


# ---- the list


def waiting(found: Sequence[Kept], *, moderator: bool) -> Reply:
    """What waits for a moderator: all of it, or one's own."""
    if not found:
        return Reply(
            T("No idea waits for a moderator.")
            if moderator
            else T("None of your ideas waits for a moderator.")
        )
    shown = found[:SHOWN]
    rows = [_row(at, kept) for at, kept in enumerate(shown, 1)]
    buttons = [Button(str(at), payloads.Look(kept.id)) for at, kept in enumerate(shown, 1)]
    head = N("{n} idea waits for a moderator:", "{n} ideas wait for a moderator:", len(found))
    return Reply(lines(bold(head), *rows), [buttons])


def _row(at: int, kept: Kept) -> Text:
    return Join(
        (
            f"{at}. {clip(kept.draft.words.title, 60)}",
            told(decoded(kept.held_for), scored=True),
            Moment(kept.held_at or kept.draft.created_at, "relative"),
        ),
        " · ",
    )


def said(words: Words) -> Text:
    """All that was written."""
    return lines(
        bold(words.title),
        words.details or None,
        T("For: {audience}", audience=words.audience) if words.audience else None,
    )
