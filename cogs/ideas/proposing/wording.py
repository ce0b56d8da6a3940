"""What the bot says while an idea is on its way to the board."""

from __future__ import annotations

from bot.api.model import Member
from bot.api.reply import Answers, Button, Field, Form, Look, Payload, Reply
from bot.api.text import CommandHint, Join, Mention, N, T, Text, bold, italic, lines, quote

from ..board.payloads import Details
from ..model import MAX_AUDIENCE, MAX_DETAILS, MAX_TITLE, Draft, Idea, Words, checked_words
from . import card
from .payloads import Agree, Refuse, Veil, Write
from .terms import Wording

GONE = T("This draft is gone: it was posted, declined or discarded before.")
CHANGED = T("This draft has just been changed; please look at it again.")
NOT_YOURS = T(
    "This is somebody else's draft; {command} begins your own.", command=CommandHint("idea")
)
DISCARDED = T("Discarded; nothing was posted.")
TOO_LATE = T("Nobody answered in time, so it was not posted.")
WITHDRAWN = T("Withdrawn by its writer.")
TERMS_CHANGED = T("The terms are new; please read them before you post.")


# ---- forms


def form(words: Words | None = None, payload: Payload | None = None) -> Form:
    """The three questions; with `words`, what stands there now. Left empty they stay."""
    now = words or Words("")
    hint = T("Leave it empty to keep it; a single dot removes it.") if words else ""
    return Form(
        T("Your idea"),
        (
            Field(
                "title",
                T("Your idea in one sentence"),
                value=now.title,
                required=words is None,
                max=MAX_TITLE,
            ),
            Field(
                "why",
                T("Why?"),
                hint if now.details else "",
                value=now.details,
                required=False,
                max=MAX_DETAILS,
                multiline=True,
            ),
            Field(
                "audience",
                T("For whom?"),
                hint if now.audience else "",
                value=now.audience,
                required=False,
                max=MAX_AUDIENCE,
            ),
        ),
        payload or Write(anonymous=False),
    )


def answered(answers: Answers, before: Words | None = None) -> Words:
    """The form filled in, or UserError. Where questions come one by one, an answer is skipped to
    leave what was there: so an empty one never deletes."""
    now = before or Words("")
    return checked_words(
        answers.get("title", "").strip() or now.title,
        _kept(answers.get("why", ""), now.details),
        _kept(answers.get("audience", ""), now.audience),
    )


def _kept(answer: str, before: str) -> str:
    if not answer.strip():
        return before
    return "" if before and not any(char.isalnum() for char in answer) else answer


# ---- what became of a draft


def posted(idea: Idea) -> Reply:
    """Confirmed to whoever put it on the board."""
    if idea.noted_by is not None:
        return Reply(T("Done: it is on the board as #{number}.", number=str(idea.id)))
    return yours(idea)


def noted(idea: Idea, by: Member) -> Reply:
    """Told to the author of a message that somebody made an idea of."""
    values: dict[str, str | Text] = {
        "member": Mention(by, ping=False),
        "number": str(idea.id),
        "title": bold(idea.words.title),
    }
    said = (
        T(
            "{member} liked what you wrote and put it on the board as idea #{number}, without your "
            "name: {title}",
            **values,
        )
        if idea.anonymous
        else T(
            "{member} liked what you wrote and put it on the board as idea #{number}, with your "
            "name: {title}",
            **values,
        )
    )
    return Reply(said, [[Button(T("Details"), Details(idea.id))]])


# ---- asking the author, of a message or of an idea that was held


def asks_author(
    draft: Draft, by: Member | None, people: dict[int, Member], terms: Wording
) -> Reply:
    """Nobody's words are posted before they agreed to the terms."""
    if draft.author_id == draft.member_id:
        ask = T("Nothing stands against your idea any more. May I post it?")
    else:
        who: Text = Mention(by, ping=False) if by is not None else T("Somebody")
        ask = T("{member} would like to make an idea of what you wrote. May I post it?", member=who)
    veil = T("Without my name: yes") if draft.anonymous else T("Without my name: no")
    return Reply(
        lines(
            ask,
            bold(T("By that you would agree to these terms:")),
            # where a message is too long, its end is cut off: never what is agreed to
            quote(terms.text),
            "",
            *card.preview(draft, people),
        ),
        [
            [
                Button(T("Agree and post"), Agree(draft.id, terms.version), Look.SUCCESS),
                Button(veil, Veil(draft.id, not draft.anonymous)),
                Button(T("Please not"), Refuse(draft.id), Look.DANGER),
            ]
        ],
    )


def asked(draft: Draft) -> T:
    """Why its writer can do nothing with a draft now."""
    if draft.author_id == draft.member_id:
        return T("Please answer my question about the terms first.")
    return T("Its author is being asked; I will tell you what they say.")


def waits_for_author(draft: Draft, author: Member) -> Reply:
    """Told to its writer."""
    if draft.author_id == draft.member_id:
        return Reply(T("Not posted yet: please read the terms that I have just sent you."))
    return Reply(
        T(
            "Not posted yet: I have asked {author}, whose words they are, and will tell you.",
            author=Mention(author, ping=False),
        )
    )


def unreachable(draft: Draft, author: Member | None) -> T:
    """The author takes no messages from the bot."""
    if draft.author_id == draft.member_id:
        return T(
            "You have to agree to the terms first and take no messages from me, so nothing was "
            "posted. Please use {command} again.",
            command=CommandHint("idea"),
        )
    name: Text = Mention(author, ping=False) if author is not None else T("The author")
    return T(
        "{author} has to agree first and takes no messages from me, so nothing was posted. Please "
        "ask them to use {command}.",
        author=name,
        command=CommandHint("idea"),
    )


def unanswered(draft: Draft, author: Member | None, days: int) -> Reply:
    """Told to its writer when the author did not answer."""
    if draft.author_id == draft.member_id:
        said: Text = N(
            "Within {n} day you have not agreed to the terms, so this was not posted:",
            "Within {n} days you have not agreed to the terms, so this was not posted:",
            days,
        )
    else:
        name: Text = Mention(author, ping=False) if author is not None else T("The author")
        said = N(
            "{author} has not answered within {n} day, so this was not posted:",
            "{author} has not answered within {n} days, so this was not posted:",
            days,
            author=name,
        )
    return Reply(Join((said, italic(draft.words.title)), " "))


def yours(idea: Idea) -> Reply:
    """Confirmed to the author who agreed."""
    thanks = T(
        "Thank you! Your idea is on the board as #{number}. You will hear from me when something "
        "comes of it.",
        number=str(idea.id),
    )
    return Reply(lines(thanks, italic(card.ANONYMOUS)) if idea.anonymous else thanks)


def agreed(idea: Idea) -> Reply:
    """Told to who noted it."""
    said = T("Your note is on the board as #{number}: its author agreed.", number=str(idea.id))
    return Reply(said, [[Button(T("Details"), Details(idea.id))]])


def refused(draft: Draft) -> Reply:
    """Told to who noted it."""
    return Reply(
        Join(
            (
                T("The author would rather not have this as an idea, so it was not posted:"),
                italic(draft.words.title),
            ),
            " ",
        )
    )
