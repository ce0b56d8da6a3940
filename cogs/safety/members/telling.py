"""The private notice that goes with every action: what, why, until when, and how to appeal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.api.model import Channel, Community, Member
from bot.api.people import Level
from bot.api.reply import Button, Look, Reply
from bot.api.services import Configs, Directory, Outbox
from bot.api.text import CommandHint, Join, Length, Moment, N, T, Text, bold, lines, quote

from ..alerts.model import Alert, clip
from ..cards.wording import where
from ..config import SafetyConfig
from ..deciding.model import Action
from .model import Act, Trace
from .payloads import Appeal, AppealBan, AppealTalk
from .store import AppealStore, TraceStore

DAY_MS = 86_400_000
QUOTED = 300
HURTS: Text = T("a message that can hurt others")
CONDUCT: Text = T("behaviour that can hurt others")

KINDNESS: Text = T("Speak to each other kindly, also when you disagree.")
BY_LABEL: Mapping[str, Text] = {
    "threat": T("Nobody is threatened here."),
    "identity_attack": T("Nobody is attacked for who they are or where they come from."),
    "severe_toxicity": T("Nobody is insulted here."),
    "sexual_explicit": T("No sexual content here."),
    "insult": T("Nobody is insulted here."),
    "toxicity": KINDNESS,
    "obscene": T("No crude words here."),
}
BY_PATTERN: Mapping[str, Text] = {
    "repeated": T("Leave people alone; do not go after anybody again and again."),
    "pile_on": T("Do not join in when many go after one."),
    "evasion": T("What was deleted stays deleted; do not post it again."),
    "flood": T("Leave room for others; do not flood a channel."),
    "mention_bomb": T("Call people only when they need to know."),
    "newcomer_link": T("Get to know us before you post links."),
    "copies": T("Post a text once, in one channel."),
    "words": T("There are words that we do not use here."),
    "automod": T("There are words that we do not use here."),
}


@dataclass(frozen=True, slots=True)
class Matter:
    """All that a notice speaks of. `seen` are the member's own messages, no one else's; `alone`
    says that no other moderator is known who could hear an appeal."""

    act: Act
    community: Community
    alert: Alert | None
    seen: Sequence[Trace]
    channel: Channel | None
    reason: Text
    appeal_until: int
    alone: bool = False


class Notices:
    """Tells members what was done about them."""

    def __init__(
        self,
        store: AppealStore,
        traces: TraceStore,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
    ) -> None:
        self._store = store
        self._traces = traces
        self._configs = configs
        self._directory = directory
        self._outbox = outbox

    async def send(self, action_id: int, reason: Text = "") -> bool | None:
        """Tell the member of an action, once; whether the note has reached them, None when
        nobody knows yet.

        `reason` is what they read as the reason: by itself the words of the warning, else a
        general one. Words of the template for a talk go here too.
        """
        act = await self._store.act(action_id)
        member = await self._directory.member(act.member_id or 0) if act else None
        if act is None or member is None:
            return False
        note, key = notice(await self.matter(act, member, reason)), note_key(act)
        return await self._outbox.tell_now(member, note, tag=key, key=key)

    async def announce(self, act: Act, member: Member, reason: Text = "") -> bool | None:
        """Tell the member of an action that is to come; whether the note has reached them, None
        when nobody knows yet. `send` does not repeat it once the action is on record."""
        note, key = notice(await self.matter(act, member, reason)), note_key(act)
        return await self._outbox.tell_now(member, note, tag=key, key=key)

    async def recall(self, act: Act, *, sure: bool) -> None:
        """What was announced has not happened, or (not `sure`) nobody knows whether it has."""
        community = await self._directory.community(act.community_id)
        await self._outbox.update(act.community_id, note_key(act), recalled(community, sure=sure))

    async def matter(self, act: Act, member: Member, reason: Text = "") -> Matter:
        """An action with what it was about."""
        ids = [act.alert_id] if act.alert_id is not None else []
        seen = (await self._traces.of_member(ids, member.id)).get(act.alert_id or 0, [])
        places = [trace.channel_id for trace in seen if trace.channel_id is not None]
        config = self._configs.of(SafetyConfig, act.community_id)
        alert = (await self._traces.alerts(ids)).get(act.alert_id or 0)
        general = CONDUCT if alert is not None and alert.message_id is None else HURTS
        return Matter(
            act,
            await self._directory.community(act.community_id),
            alert,
            seen,
            await self._directory.channel(places[-1]) if places else None,
            reason or act.reason or general,
            act.at + config.appeal_days * DAY_MS,
            act.by_id is not None and not await others(self._directory, act),
        )


def note_key(act: Act | Action) -> str:
    """Names the note of an action in the outbox. That of a ban or a talk is older than its
    action."""
    if act.kind in ("ban", "talk") and act.alert_id is not None:
        return f"safety:{act.kind}:{act.alert_id}:{act.at}"
    return f"safety:action:{act.id}"


async def others(directory: Directory, act: Act) -> Sequence[Member]:
    """Moderators who have had no part in it."""
    staff = await directory.staff(act.community_id, Level.MODERATOR)
    return [member for member in staff if member.id not in (act.by_id, act.member_id)]


def notice(matter: Matter) -> Reply:
    """The words of the notice, with its button."""
    return Reply(
        lines(
            bold(_head(matter)),
            # of a word among people the reason is all there is to say
            matter.reason
            if matter.act.kind == "talk"
            else T("Reason: {reason}", reason=matter.reason),
            T("Our rule: {rule}", rule=rule(matter.alert)),
            *_about(matter),
            _meaning(matter.act),
            _appeal(matter),
            T("{command} shows what was decided about you.", command=CommandHint("why")),
        ),
        [[Button(T("Appeal"), _button(matter.act), Look.PRIMARY)]],
    )


def _button(act: Act) -> Appeal | AppealBan | AppealTalk:
    if act.kind == "ban" and act.alert_id is not None:
        return AppealBan(act.alert_id)
    if act.kind == "talk" and act.alert_id is not None:
        return AppealTalk(act.alert_id)
    return Appeal(act.id)


def recalled(community: Community, *, sure: bool) -> Reply:
    """What the note about a ban says when it was not carried out."""
    if sure:
        return Reply(
            T(
                "{community}: a ban was announced here, but it was not carried out. You are not "
                "banned.",
                community=community.name,
            )
        )
    return Reply(
        T(
            "{community}: a ban was announced here, and I do not know whether it was carried out. "
            "The moderators look at it.",
            community=community.name,
        )
    )


def _appeal(matter: Matter) -> Text:
    when = Moment(matter.appeal_until, "date")
    if matter.act.by_id is None:
        return T(
            "If you think that this is a mistake, press the button until {when}, and a moderator "
            "looks at it.",
            when=when,
        )
    if matter.alone:
        return T(
            "If you think that this is a mistake, press the button until {when}. There is only "
            "one moderator here, who then looks at it again.",
            when=when,
        )
    return T(
        "If you think that this is a mistake, press the button until {when}, and another "
        "moderator looks at it.",
        when=when,
    )


def rule(alert: Alert | None) -> Text:
    """The rule that an alert is about, in words."""
    if alert is None:
        return KINDNESS
    by_label = [text for label, text in BY_LABEL.items() if label in alert.flagged]
    by_pattern = [BY_PATTERN[f.name] for f in alert.findings if f.name in BY_PATTERN]
    return next(iter([*by_label, *by_pattern]), KINDNESS)


def _head(matter: Matter) -> Text:
    act, name = matter.act, matter.community.name
    length = Length(act.seconds or 0)
    by_itself: dict[str, Text] = {
        "delete": T(
            "{community}: I deleted a message of yours by myself, because a model is almost "
            "sure about it.",
            community=name,
        ),
        "time_out": T(
            "{community}: I paused your writing for {length} by myself, because a model is almost "
            "sure about a message of yours.",
            community=name,
            length=length,
        ),
    }
    if act.automatic and act.kind in by_itself:
        return by_itself[act.kind]
    match act.kind:
        case "talk":
            return T("A moderator of {community} has a word for you.", community=name)
        case "warn":
            return T("A moderator of {community} warns you.", community=name)
        case "delete" if act.messages > 1:
            return N(
                "A moderator of {community} deleted {n} message of yours.",
                "A moderator of {community} deleted {n} messages of yours.",
                act.messages,
                community=name,
            )
        case "delete":
            return T("A moderator of {community} deleted a message of yours.", community=name)
        case "time_out":
            return T(
                "A moderator of {community} has paused your writing for {length}.",
                community=name,
                length=length,
            )
        case "ban":
            return T("A moderator of {community} bans you.", community=name)


def _about(matter: Matter) -> list[Text]:
    texts = [trace.text for trace in matter.seen if trace.text]
    if not texts:
        return []
    about: Text = T("It is about your message")
    if len(texts) > 1:
        about = N(
            "It is about {n} message of yours, the last one",
            "It is about {n} messages of yours, the last one",
            len(texts),
        )
    return [Join((about, where(matter.channel)), " "), quote(clip(texts[-1], QUOTED))]


def _meaning(act: Act) -> Text:
    match act.kind:
        case "talk":
            return T("Nothing else follows from it.")
        case "warn" if act.expires_at is not None:
            return T(
                "The warning counts until {when}; several warnings can lead to a pause.",
                when=Moment(act.expires_at, "date"),
            )
        case "warn":
            return T("Several warnings can lead to a pause.")
        case "delete" if act.messages > 1:
            return T("Nothing else follows from it; please do not post them again.")
        case "delete":
            return T("Nothing else follows from it; please do not post it again.")
        case "time_out":
            until = Moment(act.at + (act.seconds or 0) * 1000)
            return T("You can write again from {when} on.", when=until)
        case "ban":
            return T("You cannot come back unless this decision is taken back.")
