"""What the bot says while an idea is on its way to the board."""

from __future__ import annotations

from bot.api.model import Member
from bot.api.reply import Answers, Button, Field, Form, Look, Payload, Reply
from bot.api.text import CommandHint, Join, Mention, T, Text, bold, italic, lines, quote

from ..board.payloads import Details
from ..model import MAX_AUDIENCE, MAX_DETAILS, MAX_TITLE, Draft, Idea, Words, checked_words
from . import card
from .payloads import Agree, Refuse, Veil, Write
from .terms import Wording

GONE = T("This draft is gone: it was posted or discarded before.")
CHANGED = T("This draft has just been changed; please look at it again.")
NOT_YOURS = T(
    "This is somebody else's draft; {command} begins your own.", command=CommandHint("idea")
)
DISCARDED = T("Discarded; nothing was posted.")
ASKED = T("Its author is being asked; I will tell you what they say.")
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


# ---- asking the author of a message


def asks_author(
    draft: Draft, by: Member | None, people: dict[int, Member], terms: Wording
) -> Reply:
    """With terms, nobody's words are posted without their leave."""
    who: Text = Mention(by, ping=False) if by is not None else T("Somebody")
    veil = T("Without my name: yes") if draft.anonymous else T("Without my name: no")
    return Reply(
        lines(
            T("{member} would like to make an idea of what you wrote. May I post it?", member=who),
            "",
            *card.preview(draft, people),
            "",
            bold(T("By that you would agree to these terms:")),
            quote(terms.text),
        ),
        [
            [
                Button(T("Agree and post"), Agree(draft.id, terms.version), Look.SUCCESS),
                Button(veil, Veil(draft.id, not draft.anonymous)),
                Button(T("Please not"), Refuse(draft.id), Look.DANGER),
            ]
        ],
    )


def waits_for_author(author: Member) -> Reply:
    """Told to who noted it."""
    return Reply(
        T(
            "Not posted yet: I have asked {author}, whose words they are, and will tell you.",
            author=Mention(author, ping=False),
        )
    )


def unreachable(author: Member | None) -> T:
    """The author takes no messages from the bot."""
    name: Text = Mention(author, ping=False) if author is not None else T("The author")
    return T(
        "{author} has to agree first and takes no messages from me, so nothing was posted. Please "
        "ask them to use {command}.",
        author=name,
        command=CommandHint("idea"),
    )


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
