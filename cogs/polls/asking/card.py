"""The private card on which a poll is put together, and what is said once it is posted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.api.model import Channel, Member
from bot.api.reply import Button, Look, Reply
from bot.api.text import CommandHint, Join, Moment, T, Text, bold, clip, code, italic, joined, lines

from ..methods import Count, method
from ..model import Draft, Poll, Rules, Secrecy, Voters
from ..voting import cards
from .payloads import Discard, Name, Numbers, Post, Repeat, Turn, Until, Write

LABEL = 80

_SECRECY: dict[Secrecy, T] = {
    "open": T("Votes: open"),
    "private": T("Votes: private"),
    "anonymous": T("Votes: anonymous"),
}
_VOTERS: dict[Voters, T] = {
    "everyone": T("Voters: everyone"),
    "moderators": T("Voters: moderators"),
    "joined_before": T("Voters: who is here now"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A draft as it stands. `final` is what would be posted; None, and `problem` says why, as
    long as it cannot be. `note` is a word about what was typed last."""

    id: int
    draft: Draft
    final: Draft | None
    problem: Text | None
    note: Text | None = None
    may_repeat: bool = False


def card(sheet: Sheet, author: Member, now: int) -> Reply:
    """The draft with everything that can be changed about it."""
    notes = [Join(("⚠️ ", note)) for note in (sheet.note, sheet.problem) if note is not None]
    if sheet.draft.audience:
        only = T("Only they may vote: {audience}", audience=code(sheet.draft.audience))
        notes.append(Join(("👥 ", only)))
    head = T("Your draft; nobody else sees it.")
    if sheet.final is None:
        return Reply(
            lines(Join(("✏️ ", head)), *notes, "", *_words(sheet.draft)),
            _buttons(sheet),
            tone="warn",
        )
    so = T("This is how it will look:")
    preview = cards.card(as_poll(sheet.final, author, now), _nothing(sheet.final), None, author)
    # the notes first: where a message is too long, its end is cut off
    return Reply(
        lines(Join(("✏️ ", Join((head, so), " "))), *notes, "", preview.text),
        _buttons(sheet),
        tone="info",
    )


def as_poll(draft: Draft, author: Member, now: int) -> Poll:
    """The poll that would be posted now."""
    return Poll(
        id=0,
        community_id=author.community_id,
        author_id=author.id,
        channel_id=0,
        question=draft.question,
        options=draft.options,
        rules=draft.rules,
        created_at=now,
        closes_at=draft.deadline(now),
    )


def _nothing(draft: Draft) -> Count:
    """No votes yet."""
    return method(draft.rules.kind).count({}, len(draft.options), draft.rules)


def _words(draft: Draft) -> list[Text]:
    """What there is of a draft that cannot be posted yet."""
    kind = method(draft.rules.kind)
    options = () if kind.fixed else draft.options
    question = bold(clip(draft.question, 200)) if draft.question else italic(T("no question yet"))
    return [
        Join(("📊 ", question)),
        *(Join(("• ", clip(option, LABEL))) for option in options[:25]),
    ]


def _buttons(sheet: Sheet) -> list[list[Button]]:
    rules, id_ = sheet.draft.rules, sheet.id
    more = [
        Button(_switch(T("Reminder: yes"), T("Reminder: no"), rules.remind), Turn(id_, "remind"))
    ]
    if not method(rules.kind).fixed:
        label = _switch(T("New answers: yes"), T("New answers: no"), rules.add_options)
        more.insert(0, Button(label, Turn(id_, "add")))
    if sheet.may_repeat:
        more.append(Button(T("Repeat …"), Repeat(id_)))
    post = Look.SUCCESS if sheet.final is not None else Look.SECONDARY
    return [
        [
            Button(T("Words …"), Write(id_), Look.PRIMARY),
            Button(T("Closes …"), Until(id_)),
            Button(T("Numbers …"), Numbers(id_)),
        ],
        _how(rules, id_),
        [
            Button(
                _switch(T("Counts: at the end"), T("Counts: at once"), rules.hidden),
                Turn(id_, "hidden"),
            ),
            Button(_VOTERS[rules.voters], Turn(id_, "voters")),
        ],
        more,
        [
            Button(T("Post it"), Post(id_), post),
            Button(T("Save as template"), Name(id_)),
            Button(T("Discard"), Discard(id_), Look.DANGER),
        ],
    ]


def _how(rules: Rules, id_: int) -> list[Button]:
    return [
        Button(T("Kind: {kind}", kind=method(rules.kind).title), Turn(id_, "kind")),
        Button(_SECRECY[rules.secrecy], Turn(id_, "secrecy")),
    ]


def _switch(on: T, off: T, value: bool) -> T:
    return on if value else off


def asked(poll: Poll, channels: Sequence[Channel]) -> Text:
    """The asker's confirmation; the deadline is said twice so that a misreading is seen."""
    return lines(
        T(
            "Your poll is up in {places}. It closes {when} ({left}).",
            places=joined([f"#{channel.name}" for channel in channels]),
            when=Moment(poll.closes_at),
            left=Moment(poll.closes_at, "relative"),
        ),
        T(
            "To end it earlier: {command}",
            command=CommandHint("polls close", f"#{poll.id}"),
        ),
    )
