"""What is planned and posted: looking at it, taking it back, hours and balance."""

from __future__ import annotations

from typing import Annotated, Any

from bot.api.cog import button, command, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.text import Percent, T, Text, bold, lines

from ..model import BALANCE_MS, Announcement, next_of
from ..payloads import PostLate, Recall, Show, Stop
from ..room import CHANGED, GOES_OUT, Room
from ..wording import cards, lists
from .letters import LETTERS, LetterDesk
from .sending import DUE, LATE, RECALL, REWORD

DECIDED = T("That has been decided meanwhile.")


class Posting(Room):
    """The handlers of this room; the cog provides what they use."""

    _letters: LetterDesk

    # ---- what falls due

    @task(DUE)
    async def fell_due(self, data: dict[str, Any], due: int) -> None:
        """Post it."""
        await self._sending.due(data, due)

    @task(LATE)
    async def posted_late(self, data: dict[str, Any], due: int) -> None:
        """Post what was missed."""
        await self._sending.late(data)

    @task(LETTERS)
    async def letters_due(self, data: dict[str, Any], due: int) -> None:
        """Write to the next members of a segment."""
        await self._letters.write(data)

    @task(REWORD)
    async def reword_due(self, data: dict[str, Any], due: int) -> None:
        """What stands says what it should, whatever came in between."""
        await self._sending.reword(data["id"])

    @task(RECALL)
    async def recall_due(self, data: dict[str, Any], due: int) -> None:
        """Take back what a crash left standing."""
        of = await self._store.by_id(data["id"])
        if of is not None:
            await self._sending.recall(of)

    @button(PostLate, level=Level.MODERATOR)
    async def post_late(self, ctx: Context, payload: PostLate) -> None:
        """It was missed: post it after all, or leave it out."""
        posting = await self._store.posting(ctx.community.id, payload.posting)
        of = await self._store.by_id(posting.announcement_id) if posting else None
        if posting is None or of is None:
            raise UserError(DECIDED)
        if payload.yes:
            await self._sending.reach(of)
        to = "allowed" if payload.yes else "skipped"
        if not await self._store.settle(posting.id, ["missed"], to):
            raise UserError(DECIDED)
        who = bold(ctx.member.name)
        words: Text = T("{who} left it out.", who=who)
        if payload.yes:
            await self._sending.post_late(posting)
            words = T("{who} lets it be posted now.", who=who)
        elif (gone := await self._store.change(of.id, ["missed"], state="recalled")) is not None:
            await self._desk.refresh(gone, words)
        await self._record(
            ctx, "announcements.late" if payload.yes else "announcements.skip", of.id
        )
        card = Reply(lines(T("Announcement #{id} was missed.", id=of.id), words))
        await ctx.update(card)
        await self._outbox.update(ctx.community.id, f"announcement.missed:{posting.id}", card)

    # ---- looking

    @command(
        "announcements list",
        T("What is planned and what waits for a second person"),
        level=Level.MODERATOR,
        private=True,
        default=True,
        view=True,
    )
    async def list_all(self, ctx: Context) -> None:
        """Drafts of one's own, what waits, what is planned."""
        found = await self._store.listed(
            ctx.community.id, ["draft", "waiting", "planned", "missed", "done"]
        )
        shown: list[tuple[Announcement, int | None]] = []
        for each in found:
            if each.state == "draft" and each.member_id != ctx.member.id:
                continue
            due = (await self._desk.facts(each)).due_at if each.state == "planned" else None
            shown.append((each, due))
        await ctx.reply(lists.listing(shown[:15]))

    @command(
        "announcements show",
        T("All about one announcement"),
        level=Level.MODERATOR,
        private=True,
    )
    async def show_one(
        self, ctx: Context, number: Annotated[int, Opt(T("Its number"), min=1)]
    ) -> None:
        """With what can be done with it."""
        await ctx.reply(await self._details(ctx, number))

    @button(Show, level=Level.MODERATOR)
    async def show_pressed(self, ctx: Context, payload: Show) -> None:
        """From the list."""
        await ctx.reply(await self._details(ctx, payload.id))

    async def _details(self, ctx: Context, id_: int) -> Reply:
        of = await self._one(ctx, id_)
        if of.state == "draft" and of.member_id != ctx.member.id:
            raise UserError(T("That is still a draft of somebody else."))
        posts = [(p, await self._store.tally(p.id)) for p in await self._store.postings(of.id)]
        reply = lists.details(
            of, await self._desk.facts(of), await self._desk.name(of.member_id),
            await self._desk.name(of.approved_by), posts,
        )  # fmt: skip
        if of.state in ("draft", "waiting") and of.member_id == ctx.member.id:
            return Reply(reply.text, [[cards.change_button(of)]], tone="info")
        return reply

    @command(
        "announcements hours",
        T("When most people are about"),
        level=Level.MODERATOR,
        private=True,
    )
    async def hours(self, ctx: Context) -> None:
        """By the messages of four weeks."""
        hours = await self._desk.best_hours(ctx.community)
        if not hours:
            raise UserError(T("Too little was written in four weeks to say which hour is best."))
        at = next_of(hours, ctx.now, ctx.community.timezone)
        await ctx.reply(lists.best_hours(hours, at))

    @command(
        "announcements balance",
        T("How many announcements sell something"),
        level=Level.MODERATOR,
        private=True,
        view=True,
    )
    async def show_balance(self, ctx: Context) -> None:
        """Of the last 30 days, against the owner's limit."""
        now = await self._store.balance(ctx.community.id, ctx.now - BALANCE_MS)
        limit = self._desk.config(ctx.community.id).selling_share
        await ctx.reply(
            T(
                "{selling} of {total} announcements in 30 days sold something ({percent}); "
                "at most {limit} should.",
                selling=now.selling,
                total=now.total,
                percent=Percent(now.percent / 100),
                limit=Percent(limit / 100),
            )
        )

    # ---- changing and taking back

    @command(
        "announcements recall",
        T("Take it back, also when it is posted"),
        level=Level.MODERATOR,
        private=True,
    )
    async def recall_one(
        self, ctx: Context, number: Annotated[int, Opt(T("Its number"), min=1)]
    ) -> None:
        """By number."""
        await self._recall(ctx, number)

    @button(Recall, level=Level.MODERATOR)
    async def recall(self, ctx: Context, payload: Recall) -> None:
        """From its card: no second person is needed to stop something."""
        await self._recall(ctx, payload.id)

    async def _recall(self, ctx: Context, id_: int) -> None:
        of = await self._one(ctx, id_)
        gone = await self._store.change(
            of.id, [*GOES_OUT, "waiting"], state="recalled", change=None, changed_by=None
        )
        if gone is None:
            raise UserError(T("There is nothing to take back."))
        stands = any(one.state == "posted" for one in await self._store.postings(of.id))
        await self._record(ctx, "announcements.recall", of.id)
        # first, for deleting many letters takes its time
        await ctx.reply(lists.taken_back() if stands else T("Called off: nothing is posted."))
        by = T("Taken back by {who}", who=bold(ctx.member.name))
        await self._desk.refresh(gone, by)
        await self._desk.decided(gone, by)
        await self._sending.recall(gone)

    @button(Stop, level=Level.MODERATOR)
    async def stop_repeating(self, ctx: Context, payload: Stop) -> None:
        """Of one that repeats: no more, but what is posted stays."""
        of = await self._one(ctx, payload.id)
        if not of.rhythm or not any(
            one.state == "posted" for one in await self._store.postings(of.id)
        ):
            await self._recall(ctx, of.id)
            return
        done = await self._store.change(of.id, ["planned"], state="done")
        if done is None:
            raise UserError(CHANGED)
        await self._record(ctx, "announcements.stop", of.id)
        by = T("{who} has stopped it; what was posted stays.", who=bold(ctx.member.name))
        await self._desk.refresh(done, by)
        await ctx.reply(T("Stopped. What was posted stays."))
