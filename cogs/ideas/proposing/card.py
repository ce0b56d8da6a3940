"""The private card on which a draft waits for its writer's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.api.model import Member
from bot.api.reply import Button, Look, Reply
from bot.api.text import Join, Mention, Moment, T, Text, bold, clip, italic, lines, quote

from ..board.cards import row
from ..board.payloads import Details
from ..model import STATUS_NAMES, Draft, Idea
from ..store import Kept
from .likeness import Alike
from .payloads import Discard, Post, Rewrite, SupportInstead, Veil
from .terms import Wording

MOST_REASON = 80
PER_ROW = 2

# docs/ideas.md says the same
ANONYMOUS = T(
    "Anonymous: nobody here is shown who wrote it, not in the chat, in lists, on the board or in "
    "exports. Who can read the bot's database could find out, and who saw it being typed knows."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft as it stands: what resembles it, what its author wrote just before, and the terms
    that have to be agreed to first. `people` has writer and author by id."""

    kept: Kept
    people: dict[int, Member]
    alike: Sequence[Alike] = ()
    double: Idea | None = None
    terms: Wording | None = None
    note: Text | None = None

    @property
    def asks(self) -> bool:
        """Whether something has to be decided before it can be posted."""
        return bool(self.alike or self.double or self.terms)


def card(sheet: Sheet) -> Reply:
    """The draft as it will stand, and what can be done with it."""
    draft = sheet.kept.draft
    return Reply(
        lines(
            Join(("⚠️ ", sheet.note)) if sheet.note is not None else None,
            # where a message is too long, its end is cut off: never what is agreed to
            *_terms(sheet.terms),
            T("✏️ Not posted yet; nobody else sees this. This is how it will look:"),
            "",
            *preview(draft, sheet.people),
            *_anonymous(draft),
            *_double(sheet),
            *_alike(sheet),
        ),
        _buttons(sheet),
        tone="info",
    )


def preview(draft: Draft, people: dict[int, Member]) -> list[Text]:
    """The words, and who will be named."""
    words = draft.words
    shown: list[Text] = [Join(("💡 ", bold(words.title)))]
    if words.details:
        shown.append(words.details)
    if words.audience:
        shown.append(T("For: {audience}", audience=words.audience))
    return [*shown, credit(draft, people)]


def credit(draft: Draft, people: dict[int, Member]) -> Text:
    """Who is named beside it."""
    if draft.anonymous:
        return T("Idea by a member who wishes not to be named")
    author, noted_by = people.get(draft.author_id), people.get(draft.member_id)
    if author is None:
        return T("Idea by a former member")
    by = T("Idea by {author}", author=Mention(author, ping=False))
    if noted_by is None or noted_by.id == author.id:
        return by
    return Join((by, T("noted by {member}", member=Mention(noted_by, ping=False))), ", ")


def _anonymous(draft: Draft) -> list[Text]:
    return [italic(ANONYMOUS)] if draft.anonymous else []


def _double(sheet: Sheet) -> list[Text]:
    idea, draft = sheet.double, sheet.kept.draft
    if idea is None:
        return []
    values = {"number": str(idea.id), "title": idea.words.title}
    said = (
        T("You posted almost the same within a day: #{number} “{title}”. Is it this one?", **values)
        if draft.author_id == draft.member_id
        else T("Almost the same by them is on the board today: #{number} “{title}”.", **values)
    )
    return ["", said]


def _alike(sheet: Sheet) -> list[Text]:
    found: list[Text] = []
    for one in sheet.alike:
        found.append(row(one.idea))
        if (became := _became(one)) is not None:
            found.append(became)
    return ["", bold(T("Similar ideas that are there already:")), *found] if found else []


def _became(one: Alike) -> Text | None:
    """What came of it, so that nobody proposes it again without knowing."""
    if one.last is None:
        return None
    values: dict[str, Text] = {
        "date": Moment(one.last.at, "date"),
        "reason": italic(clip(one.last.reason, MOST_REASON)),
    }
    match one.idea.status:
        case "done":
            return T("↳ done on {date}: {reason}", **values)
        case "declined":
            return T("↳ declined on {date}, because: {reason}", **values)
        case "not_now":
            return T("↳ put off on {date}, because: {reason}", **values)
        case status:
            return T("↳ {status} since {date}: {reason}", **values, status=STATUS_NAMES[status])


def _terms(terms: Wording | None) -> list[Text]:
    if terms is None:
        return []
    return [bold(T("Before your first idea, please read the terms:")), quote(terms.text), ""]


def _buttons(sheet: Sheet) -> list[list[Button]]:
    draft, terms = sheet.kept.draft, sheet.terms
    known = {one.idea.id for one in sheet.alike}
    first = [_instead(draft.id, one.idea) for one in sheet.alike]
    if sheet.double is not None and sheet.double.id not in known:
        first.append(_open(sheet.double))
    label = T("I agree and post") if terms is not None else T("Post it")
    post = Button(label, Post(draft.id, terms.version if terms else ""), Look.SUCCESS)
    veil = T("Anonymous: yes") if draft.anonymous else T("Anonymous: no")
    mine = [
        post,
        Button(T("Edit …"), Rewrite(draft.id)),
        Button(veil, Veil(draft.id, not draft.anonymous)),
        Button(T("Discard"), Discard(draft.id), Look.DANGER),
    ]
    if draft.author_id != draft.member_id:  # nobody's words are changed by somebody else
        del mine[1]
    return [*(first[at : at + PER_ROW] for at in range(0, len(first), PER_ROW)), mine]


def _instead(draft_id: int, idea: Idea) -> Button:
    if not idea.open:
        return _open(idea)
    label = T("👍 Support #{number} instead", number=str(idea.id))
    return Button(label, SupportInstead(draft_id, idea.id), Look.PRIMARY)


def _open(idea: Idea) -> Button:
    return Button(T("Open #{number}", number=str(idea.id)), Details(idea.id))
