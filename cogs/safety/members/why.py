"""A member's own record: each decision about them, and each score that led to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.api.services import Configs
from bot.api.text import CommandHint, Join, Length, Moment, N, T, Text, bold, lines, quote

from ..alerts.model import Alert, clip
from ..cards.wording import WORTH_SAYING, scores
from ..config import SafetyConfig
from .model import Act, Case, Trace
from .store import AppealStore, TraceStore
from .telling import CONDUCT, DAY_MS, HURTS, QUOTED

SHOWN = 10
SHOWN_MESSAGES = 3


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a member's past; `let_go` are alerts of the model that were dismissed."""

    acts: Sequence[Act] = ()
    cases: Mapping[int, Case] = field(default_factory=dict)
    alerts: Mapping[int, Alert] = field(default_factory=dict)
    seen: Mapping[int, Sequence[Trace]] = field(default_factory=dict)
    let_go: Sequence[Alert] = ()
    appealable_since: int = 0


class Why:
    """Reads a member's record."""

    def __init__(self, store: AppealStore, traces: TraceStore, configs: Configs) -> None:
        self._store = store
        self._traces = traces
        self._configs = configs

    async def record(self, community_id: int, member_id: int, now: int) -> Record:
        """The newest decisions, with what led to them."""
        acts = await self._store.acts_of(community_id, member_id, SHOWN)
        let_go = await self._traces.let_go(community_id, member_id, SHOWN)
        about = [act.alert_id for act in acts if act.alert_id is not None]
        days = self._configs.of(SafetyConfig, community_id).appeal_days
        return Record(
            acts,
            await self._store.cases([act.id for act in acts]),
            await self._traces.alerts(about),
            await self._traces.of_member([*about, *(alert.id for alert in let_go)], member_id),
            let_go,
            now - days * DAY_MS,
        )


def why(record: Record) -> Text:
    """The record in words; it names no moderator and no reporter."""
    if not record.acts and not record.let_go:
        return T("Nothing has been decided about you here.")
    rows: list[Text] = []
    for act in record.acts:
        rows += _decision(record, act)
    for alert in record.let_go:
        when = Moment(alert.settled_at or alert.created_at)
        rows.append(
            T("{when}: a moderator looked at a message of yours; nothing followed.", when=when)
        )
        rows += _messages(record, alert.id)
    open_to_appeal = any(appealable(record, act) for act in record.acts)
    return lines(
        bold(T("What was decided about you:")),
        *rows,
        T(
            "If you think that something is a mistake, use {command}: where there is another "
            "moderator, they look at it.",
            command=CommandHint("appeal"),
        )
        if open_to_appeal
        else T("If you think that something is a mistake, talk to a moderator."),
    )


def appealable(record: Record, act: Act) -> bool:
    """Whether its member may still appeal."""
    free = act.undone_at is None and act.id not in record.cases
    return free and act.at >= record.appealable_since


def sentence(act: Act) -> Text:
    """One action in words, to its member."""
    when = Moment(act.at)
    reason = clip(act.reason, QUOTED)
    match act.kind:
        case "delete" if act.messages > 1:
            said: Text = N(
                "{when}: {n} message of yours was deleted.",
                "{when}: {n} messages of yours were deleted.",
                act.messages,
                when=when,
            )
        case "delete":
            said = T("{when}: a message of yours was deleted.", when=when)
        case "time_out":
            length = Length(act.seconds or 0)
            said = T("{when}: your writing was paused for {length}.", when=when, length=length)
        case "ban":
            said = T("{when}: you were banned.", when=when)
        case "talk":
            said = T("{when}: a moderator had a word with you.", when=when)
        case "warn" if act.alert_id is None or reason:
            said = T("{when}: you were warned: {reason}", when=when, reason=reason or HURTS)
        case "warn" if act.conduct:
            said = T("{when}: you were warned: {reason}", when=when, reason=CONDUCT)
        case "warn":
            said = T("{when}: you were warned for a message.", when=when)
    return Join((said, T("(taken back)")), " ") if act.undone_at is not None else said


def standing(case: Case) -> Text:
    """How an appeal stands, to whoever made it."""
    match case.state:
        case "upheld":
            return T("You appealed; the decision stays.")
        case "overturned":
            return T("You appealed, and the decision was overturned.")
        case _:
            return T("You appealed; the moderators have not decided yet.")


def _decision(record: Record, act: Act) -> list[Text]:
    rows = [sentence(act), *_messages(record, act.alert_id)]
    alert = record.alerts.get(act.alert_id or 0)
    if act.automatic:
        rows.append(T("I did that by myself, because the model's score was very high."))
    elif alert is not None and alert.flagged:
        rows.append(T("A moderator decided, not the model."))
    if act.id in record.cases:
        rows.append(standing(record.cases[act.id]))
    return rows


def _messages(record: Record, alert_id: int | None) -> list[Text]:
    """The member's messages that led to it, the newest few, each with its score."""
    rows: list[Text] = []
    alert = record.alerts.get(alert_id or 0)
    alert = alert or next((a for a in record.let_go if a.id == alert_id), None)
    for trace in list(record.seen.get(alert_id or 0, ()))[-SHOWN_MESSAGES:]:
        if trace.text:
            rows.append(quote(clip(trace.text, QUOTED)))
        worth = max(trace.scores.values(), default=0.0) >= WORTH_SAYING
        if alert is not None and worth:
            scored = replace(alert, scores=trace.scores, flagged=trace.flagged)
            rows.append(T("A model on our own machine scored it: {scores}", scores=scores(scored)))
    return rows
