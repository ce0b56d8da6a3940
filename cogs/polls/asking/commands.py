"""What is typed to ask something."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from bot.api.boards.audience import Audiences
from bot.api.cog import command, form
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Items, Opt, When
from bot.api.people import Level
from bot.api.reply import Answers
from bot.api.text import CommandHint, T, bold

from ..methods import method
from ..model import Draft, Kind, Poll, Rules, Secrecy, Voters, checked_question, clean, reference
from . import checking, forms, typed
from .desk import may_choose
from .payloads import Reword
from .repeating.commands import Repeating

OFFERED = 25
NOTHING = Items()
POLL = Opt(T("Which poll: its number, like #12, or words of it"), complete="complete_asked")


class Asking(Repeating):
    """The handlers of this room; the cog provides what they use."""

    _audiences: Audiences

    @command("poll", T("Ask the community; everybody votes with a click"), private=True)
    async def poll(
        self,
        ctx: Context,
        question: Annotated[
            str, Opt(T("What do you want to know? Without it, a form helps you"))
        ] = "",
        options: Annotated[Items, Opt(T("Answers to choose from, with ; between them"))] = NOTHING,
        closes: Annotated[
            When | None, Opt(T("When it ends: friday 18:00, tomorrow, in 2h"))
        ] = None,
        kind: Annotated[
            Kind,
            Opt(
                T("How people vote"),
                choices=(
                    ("single", T("one answer")),
                    ("multiple", T("several answers")),
                    ("yesno", T("yes or no")),
                    ("rating", T("one to five stars")),
                    ("ranked", T("in order of preference")),
                    ("dots", T("dots to hand out")),
                    ("dates", T("find a date")),
                ),
            ),
        ] = "single",
        secrecy: Annotated[
            Secrecy,
            Opt(
                T("Who sees who voted what"),
                choices=(
                    ("open", T("everybody")),
                    ("private", T("nobody is shown it")),
                    ("anonymous", T("nobody can look it up")),
                ),
            ),
        ] = "private",
        hidden: Annotated[bool, Opt(T("Show the counts only at the end"))] = False,
        voters: Annotated[
            Voters,
            Opt(
                T("Who may vote"),
                choices=(
                    ("everyone", T("all")),
                    ("moderators", T("moderators")),
                    ("joined_before", T("who is here now")),
                ),
            ),
        ] = "everyone",
        quorum: Annotated[str, Opt(T("How many have to vote: 20, or 30% of those who may"))] = "",
        threshold: Annotated[str, Opt(T("Share that the winner needs: 60%"))] = "",
        add_options: Annotated[bool, Opt(T("Members may add answers"))] = False,
        remind: Annotated[bool, Opt(T("Remind those who have not voted, once"))] = False,
        audience: Annotated[
            str, Opt(T("Only they may vote: a condition, like role Trainer"), max=500)
        ] = "",
    ) -> None:
        await self._asking.may_ask(ctx)
        people, percent = typed.quorum(quorum) if quorum else (0, 0)
        rules = Rules(
            kind=kind,
            secrecy=secrecy,
            hidden=hidden,
            voters=voters,
            quorum=people,
            quorum_percent=percent,
            threshold=typed.threshold(threshold) if threshold else 0,
            add_options=add_options,
            remind=remind,
        )
        draft = replace(
            checking.empty(self._asking.config(ctx)),
            question=checked_question(question) if clean(question) else "",
            options=tuple(options),
            rules=rules,
            closes_at=int(closes) if closes is not None else None,
            audience=audience.strip(),
        )
        may_choose(ctx, draft)
        await self._audiences.check(ctx.community.id, draft.audience)
        checking.without_given(draft, self._asking.config(ctx))
        await self._ask(ctx, draft)

    async def _ask(self, ctx: Context, draft: Draft) -> None:
        """At once, if there is enough of it; else a form or a card asks for the rest."""
        if not draft.question:
            await ctx.ask(forms.words(await self._asking.begin(ctx, draft)))
        elif draft.options or method(draft.rules.kind).fixed:
            await ctx.reply(await self._asking.post(ctx, draft))
        else:
            await ctx.reply(self._card(ctx, await self._asking.begin(ctx, draft)))

    @command("polls templates", T("Polls to begin with, ready to be filled in"), private=True)
    async def list_templates(self, ctx: Context) -> None:
        await ctx.reply(await self._templates(ctx))

    # ---- old polls

    async def complete_asked(self, ctx: Context, typed: str) -> Sequence[str]:
        """Polls that were asked before, the newest first."""
        return [reference(poll) for poll in (await self._asking.meant(ctx, typed))[:OFFERED]]

    @command("polls again", T("Begin a new poll from an old one"), private=True)
    async def ask_again(self, ctx: Context, poll: Annotated[str, POLL] = "") -> None:
        await self._asking.may_ask(ctx)
        old = checking.again(await self._asking.one(ctx, poll))
        await ctx.reply(self._card(ctx, await self._asking.begin(ctx, old)))

    @command("polls edit", T("Change a question, while nobody has voted"), private=True)
    async def edit_poll(
        self,
        ctx: Context,
        poll: Annotated[str, POLL],
        question: Annotated[str, Opt(T("The new question; without it, a form asks for it"))] = "",
    ) -> None:
        old = await self._asking.one(ctx, poll)
        _may_edit(ctx, old)
        # where commands are text, the question stands right behind the number
        number, _, rest = clean(poll).partition(" ")
        if not question and number.removeprefix("#").isdecimal() and clean(poll) != reference(old):
            question = rest
        if clean(question):
            await self._reword(ctx, old, question)
        else:
            await ctx.ask(forms.reword(old))

    @form(Reword)
    async def question_written(self, ctx: Context, payload: Reword, answers: Answers) -> None:
        old = await self._asking.one(ctx, f"#{payload.poll}")
        _may_edit(ctx, old)
        await self._reword(ctx, old, answers["question"])

    async def _reword(self, ctx: Context, old: Poll, question: str) -> None:
        poll = await self._asking.polls.rename(old.community_id, old.id, checked_question(question))
        if poll is None:
            raise UserError(
                T(
                    "“{question}” cannot be changed any more: it is closed, or somebody has voted. "
                    "{command} begins a new poll from it.",
                    question=old.question,
                    command=CommandHint("polls again", f"#{old.id}"),
                )
            )
        await self._asking.refresh(poll)
        await self._audit.record(
            poll.community_id, actor=ctx.member, action="polls.edit", target=f"poll:{poll.id}"
        )
        await ctx.reply(
            T("Changed. The question is now: {question}", question=bold(poll.question)),
            private=True,
        )


def _may_edit(ctx: Context, poll: Poll) -> None:
    if ctx.level < Level.MODERATOR and poll.author_id != ctx.member.id:
        raise UserError(T("Only moderators and whoever asked a poll can change its question."))
