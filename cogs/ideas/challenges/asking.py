"""Beginning a challenge: form, preview, jury, posting."""

from __future__ import annotations

from typing import Annotated

from bot.api.cog import button, command, every, form
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Answers, Reply
from bot.api.text import Mention, T, Text

from ..config import IdeasConfig
from .model import DAY_MS, Brief, Challenge, Dates, Decides, check_dates, tag
from .payloads import Begin, Drop, Judge, Launch, Reword, Schedule
from .said import forms, wording
from .tools import ChallengeTools

PURGE_S = 3600


class Asking(ChallengeTools):
    """The handlers; drafts belong to the moderator who writes them."""

    @command(
        "ideas challenge",
        T("Ask the community a question and let it choose an idea"),
        level=Level.MODERATOR,
        private=True,
    )
    async def begin_challenge(self, ctx: Context) -> None:
        await ctx.ask(forms.brief_form(Begin()))

    @form(Begin, level=Level.MODERATOR)
    async def begun(self, ctx: Context, payload: Begin, answers: Answers) -> None:
        brief = forms.brief_of(answers)
        typed = answers.get("dates", "").strip()
        dates = forms.typed_dates(typed, ctx.when)
        if dates is not None and not _in_order(dates):
            dates = None
        here, mine = ctx.community.id, ctx.member.id
        number = await self._challenges.draft(here, mine, ctx.channel.id, ctx.now)
        await self._redraft(ctx, number, brief=brief, dates=dates or Dates())
        note = None if dates is not None else forms.UNREAD if typed else forms.DATES_MISSING
        await self._preview(ctx, number, note)

    @button(Reword, level=Level.MODERATOR)
    async def ask_brief(self, ctx: Context, payload: Reword) -> None:
        draft = await self._draft(ctx, payload.challenge)
        await ctx.ask(forms.brief_form(Reword(draft.id), draft.brief))

    @form(Reword, level=Level.MODERATOR)
    async def brief_given(self, ctx: Context, payload: Reword, answers: Answers) -> None:
        draft = await self._draft(ctx, payload.challenge)
        await self._redraft(ctx, draft.id, brief=forms.brief_of(answers, draft.brief))
        await self._preview(ctx, draft.id)

    @button(Judge, level=Level.MODERATOR)
    async def turn_jury(self, ctx: Context, payload: Judge) -> None:
        await self._redraft(ctx, payload.challenge, decides="jury" if payload.jury else "all")
        await self._preview(ctx, payload.challenge)

    @button(Schedule, level=Level.MODERATOR)
    async def ask_dates(self, ctx: Context, payload: Schedule) -> None:
        challenge = await self._challenge(ctx, payload.challenge)
        if challenge.turn != payload.turn:
            raise UserError(wording.CHANGED)
        await ctx.ask(forms.dates_form(challenge))

    @form(Schedule, level=Level.MODERATOR)
    async def dates_given(self, ctx: Context, payload: Schedule, answers: Answers) -> None:
        challenge = await self._challenge(ctx, payload.challenge)
        if challenge.turn != payload.turn:
            raise UserError(wording.CHANGED)
        dates = forms.dates_of(answers, challenge.dates, ctx.when)
        if challenge.phase == "draft":
            check_dates(dates)
            await self._redraft(ctx, challenge.id, dates=dates)
            await self._preview(ctx, challenge.id)
            return
        await self._course.postpone(challenge, dates, ctx.member)
        await ctx.reply(T("Done: the dates are changed."), private=True)

    @button(Launch, level=Level.MODERATOR)
    async def launch(self, ctx: Context, payload: Launch) -> None:
        draft = await self._draft(ctx, payload.challenge)
        posted = await self._course.post(draft, ctx.member)
        said = T("Posted: it is challenge {number}.", number=posted.number)
        await self._show_draft(ctx, Reply(said))

    @button(Drop, level=Level.MODERATOR)
    async def drop_draft(self, ctx: Context, payload: Drop) -> None:
        draft = await self._draft(ctx, payload.challenge)
        if not await self._challenges.drop(draft):
            raise UserError(wording.GONE)
        await self._show_draft(ctx, Reply(T("Discarded; nothing was posted.")))

    async def _draft(self, ctx: Context, number: int) -> Challenge:
        found = await self._challenges.get(ctx.community.id, number)
        if found is None or found.phase != "draft":
            raise UserError(wording.GONE)
        if found.asker_id != ctx.member.id:
            raise UserError(T("This draft belongs to somebody else."))
        return found

    async def _redraft(
        self,
        ctx: Context,
        number: int,
        *,
        brief: Brief | None = None,
        dates: Dates | None = None,
        decides: Decides | None = None,
    ) -> None:
        draft = await self._draft(ctx, number)
        changed = await self._challenges.change(
            draft, ctx.now, brief=brief, dates=dates, decides=decides, quietly=True
        )
        if changed is None:
            raise UserError(wording.GONE)

    async def _preview(self, ctx: Context, number: int, note: Text | None = None) -> None:
        state = await self._challenge_desk.state(await self._draft(ctx, number))
        await self._show_draft(ctx, forms.preview(state, note))

    async def _show_draft(self, ctx: Context, reply: Reply) -> None:
        """On the card that was pressed; after questions in a chat, below them."""
        if ctx.source is None:
            await ctx.reply(reply, private=True)
        else:
            await ctx.update(reply)

    # ---- who decides

    @command(
        "ideas jury",
        T("Take a member into the jury of a challenge, or out of it"),
        level=Level.MODERATOR,
        private=True,
    )
    async def change_jury(
        self,
        ctx: Context,
        challenge: Annotated[str, Opt(T("Number of the challenge"), complete="complete_challenge")],
        member: Annotated[Member, Opt(T("Who decides"))],
    ) -> None:
        found = await self._meant_challenge(ctx, challenge)
        if found.decides != "jury":
            raise UserError(T("In this challenge everybody votes; it has no jury."))
        if member.account.is_bot:
            raise UserError(T("A bot cannot vote; please choose a person."))
        within = await self._finals.toggle_juror(found, member.id)
        if within is None:
            raise UserError(T("The vote has begun, so the jury stays as it is."))
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action="ideas.challenge_jury",
            target=tag(found.id),
            detail={"member": member.id, "in": within},
        )
        await self._challenge_desk.refresh(found)
        who = Mention(member, ping=False)
        values: dict[str, str | Text] = {"member": who, "number": found.number}
        await ctx.reply(
            T("{member} is in the jury of challenge {number} now.", **values)
            if within
            else T("{member} is not in the jury of challenge {number} any more.", **values),
        )

    @every(PURGE_S)
    async def forget_challenge_drafts(self) -> None:
        """Those that nobody came back to."""
        for community in await self._directory.communities():
            days = self._configs.of(IdeasConfig, community.id).draft_days
            await self._challenges.purge(community.id, self._clock.now() - days * DAY_MS)


def _in_order(dates: Dates) -> bool:
    try:
        check_dates(dates)
    except UserError:
        return False
    return True
