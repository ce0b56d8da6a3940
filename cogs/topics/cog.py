"""What is heard, and `/topics`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from bot.api.boards.figures import Figures
from bot.api.boards.headings import Headings
from bot.api.boards.privacy.consent import Consent
from bot.api.boards.privacy.retention import Expiring, Retention
from bot.api.boards.reports import Period, Reports
from bot.api.calendar import local_date
from bot.api.cog import Cog, button, command, every, listen
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.events import MessageDeleted, MessagePosted
from bot.api.model import Member
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import (
    Activity,
    Audit,
    Clock,
    Configs,
    Directory,
    Embedder,
    Measures,
    Sentiment,
)
from bot.api.text import T, bold, one_line
from storage.database import Database

from . import wording
from .config import TopicsConfig
from .desk import Desk
from .hearing import Hearing
from .kept import KEEPS
from .model import EMOTIONS, INTENTS, KEPT_DAYS, MOST_NAME, SILENT_DAYS, WORDS_KEPT
from .payloads import ShowTopics
from .store import CountStore, TopicStore

COUNT_S, TIDY_S = 5, 6 * 3600
WEEK_MS = 7 * 86_400_000
PEOPLE = Expiring(
    "topics.people", T("on which day you wrote about which topic"), lambda _: KEPT_DAYS
)
Number = Annotated[int, Opt(T("Its number in /topics list"), min=1)]


class Topics(Cog[TopicsConfig]):
    """Clusters of meaning with counts; of texts and people nothing stays that could be read."""

    name = "topics"
    title = T("Topics")
    config_model = TopicsConfig
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(
        self,
        db: Database,
        configs: Configs,
        directory: Directory,
        clock: Clock,
        embedder: Embedder,
        sentiment: Sentiment,
        measures: Measures,
        activity: Activity,
        figures: Figures,
        headings: Headings,
        reports: Reports,
        audit: Audit,
        retention: Retention,
        consent: Consent,
    ) -> None:
        self._topics = TopicStore(db)
        self._counts = CountStore(db)
        self._clock = clock
        self._figures = figures
        self._reports = reports
        self._audit = audit
        self._retention = retention
        self._consent = consent
        self._hearing = Hearing(
            self._topics, self._counts, configs, embedder, sentiment, measures, activity,
            directory, clock, consent,
        )  # fmt: skip
        self._desk = Desk(
            self._topics, self._counts, configs, directory, measures, embedder, headings
        )

    async def start(self) -> None:
        """Pin sections, figures and the suggestion."""
        self._retention.offer(self.name, PEOPLE)
        self._consent.heed("sentiment", self._choice)
        self._reports.offer("topics", T("Topics"), self._desk.section, order=60)
        self._reports.offer(
            "topics.intents", T("What people came for"), self._desk.intents, order=61
        )
        self._reports.offer("topics.emotions", T("Emotions"), self._desk.emotions, order=62)
        self._figures.offer("topics.rising", self._desk.rising)
        for position, name in enumerate(INTENTS, start=1):
            self._figures.offer(f"topics.{name}", self._desk.counted("intent", position))
        for position, name in enumerate(EMOTIONS, start=1):
            self._figures.offer(f"topics.{name}", self._desk.counted("emotion", position))
        self._figures.suggest("topics", self._desk.suggest)

    # ---- hearing

    @listen(MessagePosted, order=200)
    async def heard(self, event: MessagePosted) -> None:
        """After all other listeners; nobody waits for it."""
        self._hearing.hear(event)

    @listen(MessageDeleted, order=200)
    async def deleted(self, event: MessageDeleted) -> None:
        """What was taken back does not count, if it has not yet."""
        self._hearing.take_back((event.ref.channel.id, event.ref.native_id))

    @every(COUNT_S)
    async def count(self) -> None:
        """Texts are held in memory for some seconds only. The last ones before a stop are lost."""
        await self._hearing.count()

    @every(TIDY_S)
    async def tidy(self) -> None:
        """Forget what is old."""
        today = local_date(self._clock.now(), "UTC").toordinal()
        gone = await self._counts.forget_before(today - KEPT_DAYS)
        self._retention.removed(PEOPLE.kind, gone)
        await self._topics.tidy(today - SILENT_DAYS, WORDS_KEPT)

    # ---- commands

    @command(
        "topics list",
        T("What people talked about in the last 7 days"),
        level=Level.MODERATOR,
        private=True,
        default=True,
        view=True,
    )
    async def list(self, ctx: Context) -> None:
        """With numbers to rename and hide by."""
        await ctx.reply(await self._list(ctx))

    @button(ShowTopics, level=Level.MODERATOR)
    async def show(self, ctx: Context, payload: ShowTopics) -> None:
        """The same, from a digest."""
        await ctx.reply(await self._list(ctx))

    async def _list(self, ctx: Context) -> Reply:
        # whole days, and today as far as it has come
        start = ctx.now - WEEK_MS
        talk = await self._desk.illustrated(ctx.community, Period(start - WEEK_MS, start, ctx.now))
        hidden = [topic for topic in talk.topics.values() if topic.hidden and topic.title]
        return Reply(wording.listing(talk, hidden), tone="info")

    @command(
        "topics rename",
        T("Give a topic a better name"),
        level=Level.MODERATOR,
        private=True,
    )
    async def rename(
        self,
        ctx: Context,
        number: Number,
        name: Annotated[str, Opt(T("The name; - for its words again"), max=MOST_NAME)],
    ) -> None:
        """A name stays, whatever words come."""
        told = one_line(name, MOST_NAME).strip()
        wanted = None if told in ("", "-") else told
        if not await self._topics.rename(ctx.community.id, number, wanted):
            raise _unknown(number)
        await self._record(ctx, "rename", number)
        await ctx.reply(
            T("It is called {name} now.", name=bold(wanted))
            if wanted
            else T("It is called by its words again.")
        )

    @command(
        "topics hide",
        T("Show a topic no more, or again"),
        level=Level.MODERATOR,
        private=True,
    )
    async def hide(
        self,
        ctx: Context,
        number: Number,
        hidden: Annotated[bool, Opt(T("no: show it again"))] = True,
    ) -> None:
        """It goes on being counted, so that it can be shown again."""
        if not await self._topics.hide(ctx.community.id, number, hidden=hidden):
            raise _unknown(number)
        await self._record(ctx, "hide" if hidden else "unhide", number)
        await ctx.reply(
            T("It is hidden from lists and reports.") if hidden else T("It is shown again.")
        )

    async def _record(self, ctx: Context, verb: str, number: int) -> None:
        await self._audit.record(
            ctx.community.id, actor=ctx.member, action=f"topics.{verb}", target=str(number)
        )

    # ---- forgetting

    async def _choice(self, member: Member, yes: bool) -> None:
        if not yes:
            await self._hearing.mute(member.id)

    async def linked(self, kept: int, gone: int) -> None:
        """Two members turned out to be one, who counts once."""
        await self._hearing.linked(kept, gone)

    async def erase(self, member_id: int) -> None:
        """Their messages leave the counts; what they wrote is remembered nowhere."""
        await self._hearing.forget(member_id)


def _unknown(number: int) -> UserError:
    return UserError(T("There is no topic {number}.", number=f"#{number}"))
