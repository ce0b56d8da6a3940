"""`/graph`: who connects the community, where it falls apart, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from bot.api.boards.apart import Apart
from bot.api.boards.contact import Contact
from bot.api.boards.figures import Figures, Suggestion
from bot.api.boards.reports import Reports
from bot.api.boards.sections_text import section_lines
from bot.api.calendar import local_date
from bot.api.cog import Cog, button, command, every, form, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.services import Activity, Clock, Configs, Directory, Measures, Outbox, Scheduler
from bot.api.text import T, Text, bold
from storage.database import Database

from .config import NetworkConfig
from .desk import Desk
from .kept import KEEPS
from .measuring import Measuring
from .meeting.telling import TELL, Meetings
from .payloads import Answer, Introduce, Share, Unheard
from .store import MeetingStore
from .wording import replies

ORDER = 40
IN_CHAT = ("network.reciprocity", "network.resilience_1", "network.resilience_5")


class Network(Cog[NetworkConfig]):
    """Counts and directions of replies, mentions and reactions; never a word of them."""

    name = "network"
    title = T("Network")
    config_model = NetworkConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(
        self,
        db: Database,
        configs: Configs,
        directory: Directory,
        measures: Measures,
        activity: Activity,
        apart: Apart,
        contact: Contact,
        outbox: Outbox,
        scheduler: Scheduler,
        clock: Clock,
        figures: Figures,
        reports: Reports,
    ) -> None:
        self._store = MeetingStore(db)
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._clock = clock
        self._figures = figures
        self._reports = reports
        self._measuring = Measuring(measures, configs)
        self._meetings = Meetings(
            self._store, directory, measures, apart, contact, outbox, scheduler, clock
        )
        self._desk = Desk(
            self._measuring, self._meetings, self._store, measures, activity, directory, configs,
            clock,
        )  # fmt: skip
        self._warmed: dict[int, int] = {}

    async def start(self) -> None:
        """Pin the section, suggestions and what came of them."""
        self._reports.offer("network", T("Network"), self._desk.section, order=ORDER)
        self._figures.suggest("network", self._suggest)
        self._figures.outcome("network", self._outcome)

    async def _suggest(self, community_id: int, start: int, end: int) -> Sequence[Suggestion]:
        community = await self._directory.community(community_id)
        return await self._desk.suggest(community, end)

    async def _outcome(self, community_id: int, start: int, end: int) -> Sequence[Text]:
        community = await self._directory.community(community_id)
        return await self._desk.outcome(community, start, end)

    # ---- looking

    @command(
        "graph show",
        T("Who talks with whom: connectors, groups, gaps"),
        level=Level.MODERATOR,
        private=True,
        default=True,
    )
    async def show(
        self,
        ctx: Context,
        days: Annotated[int | None, Opt(T("How many days, today included"), min=7, max=365)] = None,
        public: Annotated[bool, Opt(T("Show it to everybody here, without names"))] = False,
    ) -> None:
        """A picture and what it means."""
        seen = await self._desk.seen(ctx.community, ctx.now + 1, days)
        if public:
            await ctx.reply(await self._desk.in_public(seen), private=False)
            return
        look = await self._desk.look(ctx.community.id, seen)
        told = await self._desk.told(look)
        brief = replace(told, figures=[f for f in told.figures if f.name in IN_CHAT])
        words = section_lines(brief, title=T("Network"), tables=1)
        buttons = [[one.button] for one in self._desk.advice(look)]
        await ctx.reply(Reply(words, buttons, told.charts[0] if told.charts else None))

    @command("graph me", T("Your own place: with whom you talk"), private=True)
    async def me(self, ctx: Context) -> None:
        """For every member, about nobody else."""
        await ctx.reply(await self._desk.own(ctx.community, ctx.member, ctx.now + 1))

    @button(Unheard, level=Level.MODERATOR)
    async def unheard(self, ctx: Context, payload: Unheard) -> None:
        """To whom nobody turned."""
        await ctx.reply(await self._desk.unheard(ctx.community, ctx.now + 1))

    # ---- bringing two together

    @button(Introduce, level=Level.MODERATOR)
    async def introduce(self, ctx: Context, payload: Introduce) -> None:
        """Both are asked first."""
        one, other = await self._meetings.begin(ctx.community.id, payload.one, payload.other)
        key = replies.meet_key(payload.one, payload.other)
        await self._figures.done(ctx.community.id, key, ctx.member)
        await ctx.reply(
            T(
                "I ask {one} first, then {other}, and introduce them when both agree.",
                one=bold(one.name),
                other=bold(other.name),
            )
        )

    @task(TELL)
    async def tell(self, data: dict[str, Any], due: int) -> None:
        """Somebody is asked, or two are brought together."""
        await self._meetings.tell(data)

    @button(Answer)
    async def answer(self, ctx: Context, payload: Answer) -> None:
        """Yes, or not now. Of a no nobody learns."""
        await self._meetings.answer(ctx.member, payload.other, yes=payload.yes)
        await ctx.update(
            Reply(
                T("Good! You hear from me when both agree.")
                if payload.yes
                else T("All right. Nobody learns of it.")
            )
        )

    # ---- sharing the load

    @button(Share, level=Level.MODERATOR)
    async def share(self, ctx: Context, payload: Share) -> None:
        """The words can be changed before they are posted."""
        await ctx.ask(replies.share_form(payload.month))

    @form(Share, level=Level.MODERATOR)
    async def shared(self, ctx: Context, payload: Share, answers: Answers) -> None:
        """In the general channels, once a month."""
        places = await self._directory.place(ctx.community.id, "general")
        if not places:
            raise UserError(T("I know no general channel. Name one with /settings."))
        words: Text = answers.get("text", "").strip() or replies.call_for_help()
        for channel in places:
            key = f"network:share:{payload.month}:{channel.id}"
            await self._outbox.post(channel, Reply(words), key=key)
        key = replies.share_key(payload.month)
        await self._figures.done(ctx.community.id, key, ctx.member)
        await ctx.reply(T("Done: it stands in the general channel."))

    # ---- keeping

    @every(3600)
    async def warm(self) -> None:
        """Measure once a day in advance, so that nobody who opens a report has to wait."""
        for community in await self._directory.communities():
            if not self._configs.of(NetworkConfig, community.id).enabled:
                continue
            today = local_date(self._clock.now(), community.timezone)
            if self._warmed.get(community.id) != today.toordinal():
                self._warmed[community.id] = today.toordinal()
                window = self._desk.window(community, self._clock.now())
                await self._measuring.seen(community.id, window.shifted(-1))

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        self._measuring.forget()
        await self._store.linked(kept, gone)

    async def erase(self, member_id: int) -> None:
        """Nobody is asked about them any more."""
        self._measuring.forget()
        await self._store.erase(member_id)
