"""What is said about an entry beside its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.api.reply import Field, Form, Reply
from bot.api.text import (
    CommandHint,
    Moment,
    T,
    Text,
    bold,
    code,
    italic,
    joined,
    lines,
    one_line,
    quote,
)

from .. import logic
from ..model import Entry, Revision
from .payloads import Translate

SHOWN = 5


def described(entry: Entry, versions: Sequence[Entry]) -> Reply:
    """Everything about an entry: tags, languages, until when it holds, its source and version."""
    others = [one for one in versions if one.id != entry.id]
    return Reply(
        lines(
            bold(entry.question),
            quote(one_line(entry.answer, 300)),
            T("Tags: {tags}", tags=joined([code(tag) for tag in entry.tags]))
            if entry.tags
            else None,
            T("Language: {language}", language=code(entry.language)) if entry.language else None,
            *[
                T(
                    "Also in {language}: {question}",
                    language=code(one.language or "?"),
                    question=one.question,
                )
                for one in others
            ],
            T("To be looked at again {when}", when=Moment(entry.expires_at))
            if entry.expires_at
            else None,
            T("Source: {source}", source=entry.source) if entry.source else None,
            T(
                "Version {n}, changed {when}. Former words: {command}",
                n=entry.version,
                when=Moment(entry.updated_at),
                command=CommandHint("faq history"),
            ),
        ),
        tone="info",
    )


def translation_form(payload: Translate, entry: Entry) -> Form:
    """The same entry in another language."""
    return Form(
        T("In {language}", language=payload.language),
        [
            Field("question", T("Question"), entry.question[:100], max=logic.MAX_QUESTION),
            Field(
                "answer",
                T("Answer"),
                one_line(entry.answer, 100),
                max=logic.MAX_ANSWER,
                multiline=True,
            ),
        ],
        payload,
    )


def history(entry: Entry, before: Sequence[Revision], names: Mapping[int, str]) -> Text:
    """What an entry said before, the newest first."""
    if not before:
        return T("This entry has never been changed.")
    return lines(
        T("What “{question}” said before:", question=entry.question),
        *[line for one in before[:SHOWN] for line in _revision(one, names)],
        T("Only the last {n} are shown.", n=SHOWN) if len(before) > SHOWN else None,
    )


def _revision(one: Revision, names: Mapping[int, str]) -> list[Text]:
    who = names.get(one.member_id) if one.member_id is not None else None
    when = Moment(one.at)
    head = (
        T("Version {n}, until {who} changed it {when}", n=one.version, who=bold(who), when=when)
        if who
        else T("Version {n}, until {when}", n=one.version, when=when)
    )
    return [head, quote(lines(italic(one.question), one_line(one.answer, 300)))]
