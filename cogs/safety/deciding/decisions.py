"""What happens when a moderator decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, get_args

from bot.api.context import Context
from bot.api.errors import Gone, MissingRights, Unsupported, UserError
from bot.api.model import Member, MessageRef, Space
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Accounts, Audit, Configs, Directory, Moderation, Outbox
from bot.api.text import Mention, T, Text

from ..alerts.desk import Desk
from ..alerts.model import Alert, Failure, Outcome
from ..alerts.records import RecordStore
from ..alerts.store import AlertStore
from ..cards.card import tag
from ..cards.wording import outcome as outcome_in_words
from ..cards.wording import where
from ..config import SafetyConfig
from ..members import notices

# how the audit log calls each decision
VERBS: dict[Outcome, str] = {
    "dismissed": "dismiss",
    "deleted": "delete",
    "warned": "warn",
    "timed_out": "time_out",
}


class Decisions:
    """Carries out decisions, one moderator at a time for each alert, and says what came of it."""

    def __init__(
        self,
        desk: Desk,
        store: AlertStore,
        records: RecordStore,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        moderation: Moderation,
        accounts: Accounts,
        audit: Audit,
    ) -> None:
        self._desk = desk
        self._store = store
        self._records = records
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._moderation = moderation
        self._accounts = accounts
        self._audit = audit

    # ---- deciding

    async def decide(self, ctx: Context, alert_id: int, wanted: str) -> None:
        """A click on an alert card."""
        alert = await self.known(ctx, alert_id)
        outcome = next((o for o in get_args(Outcome) if o == wanted), None)
        if outcome is None:
            raise UserError(T("That is no longer in use."))
        await self._not_ones_own(ctx, alert)
        if not await self._store.claim(ctx.community.id, alert.id, ctx.member.id, ctx.now):
            raise UserError(await self._taken(ctx, alert.id))
        try:
            detail = await self._carry_out(ctx, alert, outcome)
        except Exception as error:
            await self._failed(ctx, alert, outcome, error)
            raise
        reason = "" if outcome == "warned" else None
        mine = await self._store.settle(
            alert, ctx.member.id, outcome, ctx.now, detail=detail, warning=reason
        )
        if not mine:
            raise UserError(await self._taken(ctx, alert.id))
        await self._record(ctx, alert, outcome, detail)
        await self._tell(ctx, alert, outcome, detail)
        settled = await self.known(ctx, alert.id)
        await self._redraw(ctx, settled)
        await ctx.reply(outcome_in_words(await self._desk.view(settled)))

    async def known(self, ctx: Context, alert_id: int) -> Alert:
        """The alert, or a word that it is gone."""
        alert = await self._store.get(ctx.community.id, alert_id)
        if alert is None:
            raise UserError(T("This alert is not there any more."))
        return alert

    async def _not_ones_own(self, ctx: Context, alert: Alert) -> None:
        if alert.author_id != ctx.member.id:
            return
        staff = await self._directory.staff(ctx.community.id, Level.MODERATOR)
        if any(member.id != ctx.member.id for member in staff):
            raise UserError(T("This is about yourself, so please let another moderator decide."))

    async def _taken(self, ctx: Context, alert_id: int) -> Text:
        alert = await self.known(ctx, alert_id)
        view = await self._desk.view(alert)
        if alert.state == "settled":
            await self._redraw(ctx, alert)
            return T("This is decided already. {outcome}", outcome=outcome_in_words(view))
        decider = await self._directory.member(alert.settled_by or 0)
        if decider is None:
            return T("Another moderator is deciding this right now.")
        return T("{who} is deciding this right now.", who=Mention(decider, ping=False))

    async def _carry_out(self, ctx: Context, alert: Alert, outcome: Outcome) -> dict[str, Any]:
        match outcome:
            case "dismissed":
                return {}
            case "deleted":
                return await self._delete(alert)
            case "warned":
                author = await self._author(alert)
                return {"reached": await self._directory.member_channel(author) is not None}
            case "timed_out":
                return await self._time_out(ctx, alert)

    async def _delete(self, alert: Alert) -> dict[str, Any]:
        channel = await self._directory.channel(alert.channel_id or 0)
        if channel is None or alert.message_id is None:
            raise UserError(T("There is no message to delete."))
        try:
            await self._moderation.delete(MessageRef(channel, alert.message_id))
        except Gone:
            return {"gone": True}
        return {}

    async def _time_out(self, ctx: Context, alert: Alert) -> dict[str, Any]:
        author = await self._author(alert)
        spaces = await self._directory.spaces(alert.community_id)
        space = next((s for s in spaces if s.id == alert.space_id), None)
        if space is None:
            raise UserError(T("I do not know in which place that should be."))
        seconds = self._configs.of(SafetyConfig, alert.community_id).time_out_seconds
        here = await self._there(author, space)
        reason = f"Townhall, alert #{alert.id}, decided by {ctx.member.name}"
        await self._moderation.time_out(space, here, seconds, reason)
        reached = await self._directory.member_channel(author) is not None
        return {"seconds": seconds, "reached": reached}

    async def _author(self, alert: Alert) -> Member:
        author = await self._directory.member(alert.author_id or 0)
        if author is None:
            raise UserError(T("This person is no longer known here."))
        return author

    async def _there(self, member: Member, space: Space) -> Member:
        """The member with the account that they have in that space."""
        for account in await self._accounts.of(member):
            if account.platform == space.platform:
                return replace(member, account=account)
        return member

    async def _failed(self, ctx: Context, alert: Alert, outcome: Outcome, error: Exception) -> None:
        right = error.right if isinstance(error, MissingRights) else ""
        failure = Failure(outcome, ctx.member.id, _why(error), right)
        await self._store.release(alert.id, ctx.member.id, failure)
        await self._record(ctx, alert, outcome, {"failed": failure.why, "right": right})
        await self._redraw(ctx, await self.known(ctx, alert.id))

    # ---- telling

    async def _tell(
        self, ctx: Context, alert: Alert, outcome: Outcome, detail: dict[str, Any]
    ) -> None:
        author = await self._directory.member(alert.author_id or 0)
        channel = await self._directory.channel(alert.channel_id or 0)
        place, key = where(channel), f"{tag(alert.id)}:{outcome}"
        if author is not None and outcome == "warned":
            note = notices.warning(ctx.community, "", alert, place)
            await self._outbox.tell(author, note, key=key)
        if author is not None and outcome == "timed_out":
            note = notices.time_out(ctx.community, int(detail["seconds"]), alert, place)
            await self._outbox.tell(author, note, key=key)
        reporters = await self._store.reporters(alert.id)
        for member in (await self._directory.members(reporters)).values():
            thanks = f"{tag(alert.id)}:looked:{member.id}"
            await self._outbox.tell(member, Reply(notices.LOOKED), key=thanks)

    async def _redraw(self, ctx: Context, alert: Alert) -> None:
        """Every copy of the card, also the private one that the click may have been on."""
        card = await self._desk.refresh(alert)
        if ctx.source is None:
            return
        posts = await self._outbox.posts(ctx.community.id, tag(alert.id))
        source = (ctx.source.channel.id, ctx.source.native_id)
        if source not in [(post.channel.id, post.native_id) for post in posts]:
            await ctx.update(card)

    async def _record(
        self, ctx: Context, alert: Alert, outcome: Outcome, detail: dict[str, Any]
    ) -> None:
        about = {"alert": alert.id, "model": alert.model, "scores": dict(alert.scores)}
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action=f"safety.{VERBS[outcome]}",
            target=f"member:{alert.author_id}",
            detail=about | {k: v for k, v in detail.items() if v != ""},
        )

    # ---- warnings

    async def warn(self, ctx: Context, member: Member, reason: str) -> bool:
        """A warning in the moderator's own words; whether the member can be written to."""
        warning_id = await self._records.warn(
            ctx.community.id, member.id, ctx.member.id, reason, ctx.now
        )
        await self._outbox.tell(
            member,
            notices.warning(ctx.community, reason, None, ""),
            key=f"safety:warning:{warning_id}",
        )
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action="safety.warn",
            target=f"member:{member.id}",
            detail={"warning": warning_id},
        )
        return await self._directory.member_channel(member) is not None

    async def take_back(
        self, ctx: Context, *, warning_id: int | None = None, alert_id: int | None = None
    ) -> None:
        """Undo a warning: it stops counting and the member is told."""
        warned = await self._records.revoke(
            ctx.community.id, ctx.member.id, ctx.now, warning_id=warning_id, alert_id=alert_id
        )
        if warned is None:
            raise UserError(T("This warning has been taken back already."))
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action="safety.undo_warn",
            target=f"member:{warned.member_id}",
            detail={"warning": warned.id},
        )
        member = await self._directory.member(warned.member_id)
        if member is not None:
            note = notices.taken_back(ctx.community, warned.at)
            await self._outbox.tell(member, note, key=f"safety:taken_back:{warned.id}")
        if warned.alert_id is not None:
            alert = await self.known(ctx, warned.alert_id)
            if alert_id is None:
                await self._desk.refresh(alert)
            else:
                await self._redraw(ctx, alert)
        await ctx.reply(T("The warning is taken back, and the member is told."))


def _why(error: Exception) -> str:
    match error:
        case MissingRights():
            return "rights"
        case Unsupported():
            return "unsupported"
        case Gone():
            return "left"
        case UserError():
            return "refused"
        case _:
            return "unknown"
