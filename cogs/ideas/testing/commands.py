"""The group that tries an idea out: offering, picking, writing to all of it, leaving."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any

from bot.api.cog import button, command, form, task
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.services import Audit, Directory, Outbox, Scheduler
from bot.api.text import T

from ..board import cards
from ..board.facets import Facet
from ..board.shelf import Shelf
from ..model import SUPPORTABLE, Idea
from ..store import IdeaStore
from . import wording
from .feedback import Feedbacks
from .payloads import AskLetter, Group, Leave, Letter, Pick, PickAll, TurnGroup, Volunteer
from .telling import Telling

AFTER_CRASH_MS = 60_000


class Testing(Feedbacks):
    """The handlers; the cog provides what they use."""

    _ideas: IdeaStore
    _shelf: Shelf
    _outbox: Outbox
    _scheduler: Scheduler
    _directory: Directory
    _audit: Audit

    @cached_property
    def _tester_news(self) -> Telling:
        return Telling(self._testers, self._ideas, self._outbox, self._directory)

    async def _testing_facet(self, ctx: Context, idea: Idea) -> Facet:
        """Offering oneself; for moderators, who did; for the team, what testers told."""
        if idea.merged_into is not None:
            return Facet()
        found = await self._testers.group(idea.id)
        mine = next((one for one in found if one.member_id == ctx.member.id), None)
        shown = await self._feedback_facet(ctx, idea, mine)
        lines, buttons = [*shown.lines], [*shown.buttons]
        if idea.open and (mine is None or mine.state != "picked"):
            buttons.insert(0, wording.volunteer_button(idea, mine))
        if (standing := wording.standing(mine)) is not None:
            lines.append(standing)
        if ctx.level >= Level.MODERATOR and found:
            lines.append(wording.counts(found))
            buttons.append(wording.group_button(idea, len(found)))
        return Facet(lines, buttons)

    @button(Volunteer)
    async def volunteer(self, ctx: Context, payload: Volunteer) -> None:
        idea = await self._standing(ctx, payload.idea)
        mine = await self._testers.of(idea.id, ctx.member.id)
        if mine is not None and mine.state == "picked":
            await ctx.reply(wording.in_the_group(idea))
            return
        if not idea.open and (mine is None or mine.state != "offered"):
            raise UserError(wording.SETTLED)
        is_offered = await self._testers.offer(idea.id, ctx.member.id, ctx.now)
        await ctx.reply(wording.offered(idea, is_offered=is_offered))

    @button(Leave)
    async def leave_testers(self, ctx: Context, payload: Leave) -> None:
        idea = await self._standing(ctx, payload.idea)
        if not await self._testers.leave(idea.id, ctx.member.id, ctx.now):
            raise UserError(T("You are not in this group; nothing is sent to you."))
        await ctx.reply(wording.left(idea))

    # ---- picking

    @command(
        "ideas testers",
        T("Pick who tries an idea out, and write to them"),
        level=Level.MODERATOR,
        private=True,
    )
    async def testers(
        self,
        ctx: Context,
        idea: Annotated[str, Opt(T("Number of the idea"), complete="complete_idea")],
    ) -> None:
        found = await self._shelf.meant(ctx.community.id, idea)
        await ctx.reply(await self._group(await self._standing(ctx, found.id), 0))

    @button(Group, level=Level.MODERATOR)
    async def show_group(self, ctx: Context, payload: Group) -> None:
        idea = await self._standing(ctx, payload.idea)
        await ctx.reply(await self._group(idea, 0), private=True)

    @button(TurnGroup, level=Level.MODERATOR)
    async def turn_group(self, ctx: Context, payload: TurnGroup) -> None:
        idea = await self._standing(ctx, payload.idea)
        await ctx.update(await self._group(idea, payload.page))

    async def _group(self, idea: Idea, page: int) -> Reply:
        found = await self._testers.group(idea.id)
        people = await self._directory.members([one.member_id for one in found])
        return wording.group(idea, found, people, page)

    @button(Pick, level=Level.MODERATOR)
    async def pick(self, ctx: Context, payload: Pick) -> None:
        idea = await self._standing(ctx, payload.idea)
        if payload.into:
            await self._pick(ctx, idea, payload.member)
        else:
            await self._put_out(ctx, idea, payload.member)
        await ctx.update(await self._group(idea, payload.page))

    @button(PickAll, level=Level.MODERATOR)
    async def pick_all(self, ctx: Context, payload: PickAll) -> None:
        idea = await self._standing(ctx, payload.idea)
        await self._pick(ctx, idea, None)
        await ctx.update(await self._group(idea, 0))

    async def _pick(self, ctx: Context, idea: Idea, member_id: int | None) -> None:
        if idea.status not in SUPPORTABLE:
            raise UserError(wording.SETTLED)
        key = await self._in_case_of_a_crash(ctx, idea, None)
        chosen = await self._testers.pick(idea.id, member_id)
        if chosen:
            await self._note_testers(
                ctx, "ideas.pick", idea, {"members": [c.member_id for c in chosen]}
            )
        await self._tester_news.of_picking(idea, chosen)
        await self._scheduler.cancel(key)

    async def _put_out(self, ctx: Context, idea: Idea, member_id: int) -> None:
        key = await self._in_case_of_a_crash(ctx, idea, member_id)
        if await self._testers.put_out(idea.id, member_id, ctx.now):
            await self._note_testers(ctx, "ideas.unpick", idea, {"members": [member_id]})
            await self._tester_news.of_putting_out(idea, member_id, ctx.now)
        await self._scheduler.cancel(key)

    async def _in_case_of_a_crash(self, ctx: Context, idea: Idea, out: int | None) -> str:
        """The telling is on the clock beforehand; the key of that."""
        key = f"ideas:testers:{idea.id}:{ctx.now}:{out or 'in'}:{ctx.member.id}"
        data = {"community": ctx.community.id, "idea": idea.id, "out": out, "at": ctx.now}
        await self._scheduler.at(ctx.now + AFTER_CRASH_MS, "ideas.testers", data, key=key)
        return key

    @task("ideas.testers")
    async def tell_testers(self, data: dict[str, Any], due: int) -> None:
        """What a crash kept from being told."""
        await self._tester_news.resume(data)

    # ---- writing to all

    @button(AskLetter, level=Level.MODERATOR)
    async def ask_letter(self, ctx: Context, payload: AskLetter) -> None:
        await ctx.ask(wording.letter_form(await self._standing(ctx, payload.idea), ctx.now))

    @form(Letter, level=Level.MODERATOR)
    async def written_letter(self, ctx: Context, payload: Letter, answers: Answers) -> None:
        idea = await self._standing(ctx, payload.idea)
        text = answers.get("text", "").strip()
        if not text:
            raise UserError(T("There is nothing to send yet: please write a message."))
        readers = await self._tester_news.readers(idea)
        if not readers:
            raise UserError(T("Nobody is in the group of testers now, so nothing was sent."))
        # it is sent by a task: a crash in the middle leaves nobody without it
        data = {
            "community": ctx.community.id,
            "idea": idea.id,
            "writer": ctx.member.id,
            "at": payload.at,
            "text": text[: wording.MAX_LETTER],
        }
        await self._scheduler.at(ctx.now, "ideas.letter", data, key=_letter(data))
        await self._note_testers(ctx, "ideas.letter", idea, {"to": len(readers)})
        await ctx.reply(wording.sent(idea, len(readers)))

    @task("ideas.letter")
    async def send_letter(self, data: dict[str, Any], due: int) -> None:
        """To every tester, once; the words are not kept after that."""
        await self._tester_news.send(data)
        await self._scheduler.cancel(_letter(data))

    async def _note_testers(
        self, ctx: Context, action: str, idea: Idea, detail: dict[str, Any]
    ) -> None:
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action=action,
            target=cards.tag(idea),
            detail=detail,
        )


def _letter(data: dict[str, Any]) -> str:
    return f"ideas:letter:{data['idea']}:{data['at']}:{data['writer']}"
