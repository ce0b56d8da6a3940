"""Lists of tickets, solutions, and the entries that are made of them."""

from __future__ import annotations

from bot.api.cog import button, command, form, listen, menu
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.events import MessageDeleted
from bot.api.model import Message
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.text import T

from .. import logic
from ..solutions import drafts
from . import wording
from .commands import HandingOver
from .payloads import Drop, Respond, Review, ShowTicket

SHOWN = 15


class Reviewing(HandingOver):
    """The handlers of lists, of "Mark as solution" and of drafts."""

    @command(
        "faq tickets",
        T("Questions that wait for a person"),
        level=Level.MODERATOR,
        private=True,
        view=True,
    )
    async def list_tickets(self, ctx: Context) -> None:
        """All that are live, the oldest first."""
        found = await self._tickets.live(ctx.community.id)
        ids = [t.helper_id for t in found if t.helper_id is not None]
        people = await self._directory.members(ids)
        await ctx.reply(wording.listing(found, people, SHOWN))

    @button(ShowTicket, level=Level.MODERATOR)
    async def show_ticket(self, ctx: Context, payload: ShowTicket) -> None:
        """Its card, with all that can be done."""
        await ctx.reply(await self._desk.card(await self._live(ctx, payload.ticket)))

    @button(Respond, level=Level.MODERATOR)
    async def respond(self, ctx: Context, payload: Respond) -> None:
        """Answer a private question by a form: also where the card came as a private message."""
        await ctx.ask(wording.respond_form(payload, await self._live(ctx, payload.ticket)))

    @form(Respond, level=Level.MODERATOR)
    async def responded(self, ctx: Context, payload: Respond, answers: Answers) -> None:
        """Pass it on."""
        ticket = await self._live(ctx, payload.ticket)
        if not ticket.private:
            raise UserError(wording.ELSEWHERE)
        await self._hearing.pass_on(ticket, ctx.member, answers["answer"], ctx.channel.id, None)
        await ctx.reply(T("Done: I have passed it on with your name."), private=True)

    @listen(MessageDeleted)
    async def ticket_deleted(self, event: MessageDeleted) -> None:
        await self._hearing.deleted(event)

    @menu(T("Mark as solution"))
    async def mark_solution(self, ctx: Context, message: Message) -> None:
        """The asker, or a moderator, says which message solved it."""
        await self._solving.marked(ctx, message)
        await ctx.reply(drafts.MARKED, private=True)

    @button(Review, level=Level.MODERATOR)
    async def review(self, ctx: Context, payload: Review) -> None:
        """The draft in a form."""
        draft = await self._solving.draft(ctx, payload.question)
        await ctx.ask(drafts.draft_form(payload, draft))

    @form(Review, level=Level.MODERATOR)
    async def reviewed(self, ctx: Context, payload: Review, answers: Answers) -> None:
        """The draft becomes an entry."""
        draft = await self._solving.draft(ctx, payload.question)
        entry = await self._writer.write(ctx, answers)
        await self._solving.drop(draft)
        reply = drafts.saved(logic.answered(entry))
        await self._outbox.update(ctx.community.id, draft.tag, reply)
        await ctx.reply(reply)

    @button(Drop, level=Level.MODERATOR)
    async def drop(self, ctx: Context, payload: Drop) -> None:
        """No entry is made of it."""
        draft = await self._solving.draft(ctx, payload.question)
        await self._solving.drop(draft)
        reply = Reply(T("Solved, and not for the FAQ."))
        await self._outbox.update(ctx.community.id, draft.tag, reply)
        await ctx.reply(reply)
