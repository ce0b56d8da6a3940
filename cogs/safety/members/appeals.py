"""Appeals, from the member's side."""

from __future__ import annotations

from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.reply import Button, Field, Form, Reply
from bot.api.services import Accounts, Configs, Directory
from bot.api.text import Length, Moment, T, Text, bold, lines, quote

from ..alerts.model import clip
from ..config import SafetyConfig
from ..deciding.model import Kind
from .hearing import Hearing
from .model import APPEAL_ROOM, Act
from .payloads import Appeal, Plea
from .store import AppealStore
from .telling import DAY_MS, QUOTED
from .why import sentence, standing

HOUR_MS = 3_600_000
OFFERED = 5
LOOKED_AT = 100
NOT_YOURS: Text = T("This is not about you.")


class Appeals:
    """Takes appeals in, in time and once for each action."""

    def __init__(
        self,
        store: AppealStore,
        hearing: Hearing,
        configs: Configs,
        directory: Directory,
        accounts: Accounts,
    ) -> None:
        self._store = store
        self._hearing = hearing
        self._configs = configs
        self._directory = directory
        self._accounts = accounts

    async def offer(self, ctx: Context) -> None:
        """What the member may appeal against, and how their appeals stand."""
        since = ctx.now - self._days(ctx.community.id) * DAY_MS
        acts = await self._store.acts_of(ctx.community.id, ctx.member.id, LOOKED_AT, since=since)
        cases = await self._store.cases([act.id for act in acts])
        free = [a for a in acts if a.undone_at is None and a.id not in cases][:OFFERED]
        rows: list[Text] = [sentence(act) for act in free]
        for act in [a for a in acts if a.id in cases][:OFFERED]:
            rows += [sentence(act), standing(cases[act.id])]
        if not rows:
            await ctx.reply(T("There is nothing that you could appeal against."), private=True)
            return
        buttons = [[Button(label(act), Appeal(act.id))] for act in free]
        head = T("You can appeal against these decisions:") if free else T("Your appeals:")
        await ctx.reply(Reply(lines(bold(head), *rows), buttons), private=True)

    async def ask(self, ctx: Context, action_id: int) -> None:
        """The form, for what the member has to say."""
        await self._open(ctx, action_id)
        await ctx.ask(
            Form(
                T("Your appeal"),
                (
                    Field(
                        "text",
                        T("Why is it a mistake?"),
                        placeholder=T("What really happened, or what was meant"),
                        max=APPEAL_ROOM,
                        multiline=True,
                    ),
                ),
                Plea(action_id),
            )
        )

    async def ask_about(self, ctx: Context, alert_id: int, kind: Kind) -> None:
        """The same, from a note that was sent before its action was on record."""
        act = await self._store.newest_on(alert_id, kind)
        if act is None:
            raise UserError(T("This is not decided yet. Please try again in a minute."))
        await self.ask(ctx, act.id)

    async def take(self, ctx: Context, action_id: int, text: str) -> None:
        """The form comes back."""
        act = await self._open(ctx, action_id)
        words = text.strip()[:APPEAL_ROOM]
        if not words:
            raise UserError(T("Please say in a sentence why it is a mistake."))
        hours = self._configs.of(SafetyConfig, act.community_id).appeal_hours
        # The follow-up first: whatever a crash cuts off after it is made good by it.
        await self._hearing.follow_soon(act, ctx.now)
        case = await self._store.file(act, words, ctx.now, ctx.now + hours * HOUR_MS)
        if case is None:
            raise UserError(T("You have appealed against this already."))
        await self._hearing.open(act, case)
        await ctx.reply(
            lines(
                T("Your appeal is with the moderators. I tell you what comes of it."),
                quote(clip(words, QUOTED)),
                T("That should take no longer than {length}.", length=Length(hours * 3600)),
            ),
            private=True,
        )

    async def _open(self, ctx: Context, action_id: int) -> Act:
        """The action, if it is about whoever asks and may be appealed against now."""
        act = await self._store.act(action_id)
        if act is None or await whoever(self._directory, self._accounts, ctx, act) is None:
            raise UserError(NOT_YOURS)
        if (case := await self._store.against(act.id)) is not None:
            raise UserError(standing(case))
        if act.undone_at is not None:
            raise UserError(T("This has been taken back already; it does not count."))
        days = self._days(act.community_id)
        if ctx.now > act.at + days * DAY_MS:
            raise UserError(
                T(
                    "The time for an appeal is over: it was {length}. Please talk to a moderator.",
                    length=Length(days * 86_400),
                )
            )
        return act

    def _days(self, community_id: int) -> int:
        return self._configs.of(SafetyConfig, community_id).appeal_days


def label(act: Act) -> Text:
    """What the button says that starts an appeal."""
    when = Moment(act.at)
    match act.kind:
        case "talk":
            return T("Appeal against the word of {when}", when=when)
        case "warn":
            return T("Appeal against the warning of {when}", when=when)
        case "delete":
            return T("Appeal against the deletion of {when}", when=when)
        case "time_out":
            return T("Appeal against the time-out of {when}", when=when)
        case "ban":
            return T("Appeal against the ban of {when}", when=when)


async def whoever(
    directory: Directory, accounts: Accounts, ctx: Context, about: Act | int
) -> Member | None:
    """The member that something is about, if that is who asks. A private chat speaks for the
    community where a person was seen last, so it is the account that tells."""
    member_id = about if isinstance(about, int) else about.member_id
    member = await directory.member(member_id or 0)
    if member is None or member.id == ctx.member.id:
        return member
    mine = (ctx.member.account.platform, ctx.member.account.native_id)
    theirs = [(a.platform, a.native_id) for a in await accounts.of(member)]
    return member if mine in theirs else None
