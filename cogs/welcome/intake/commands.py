"""`/intake`: what owners ask newcomers."""

from __future__ import annotations

from typing import Annotated, Literal

from bot.api.cog import button, command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Items, Opt
from bot.api.people import Level
from bot.api.text import T, bold, joined

from . import wording
from .answering import Answering
from .model import (
    LONGEST_PURPOSE,
    LONGEST_QUESTION,
    LONGEST_WORD,
    MOST_QUESTIONS,
    Question,
    read_choices,
    read_words,
)
from .payloads import Remove

KIND_NAMES = (
    ("one", T("buttons, one may be chosen")),
    ("several", T("buttons, several may be chosen")),
    ("text", T("an answer in own words")),
)


class Intake(Answering):
    """The handlers."""

    @command("intake add", T("Ask newcomers a question"), level=Level.ADMIN, private=True)
    async def add_question(
        self,
        ctx: Context,
        question: Annotated[str, Opt(T("The question"), min=3, max=LONGEST_QUESTION)],
        purpose: Annotated[
            str, Opt(T("What the answer is for; everybody reads it"), min=3, max=LONGEST_PURPOSE)
        ],
        kind: Annotated[
            Literal["one", "several", "text"], Opt(T("How to answer"), choices=KIND_NAMES)
        ] = "one",
        choices: Annotated[
            Items | None, Opt(T("Choices, separated by ; and with a role: Yoga -> Yogi"))
        ] = None,
        word: Annotated[
            str, Opt(T("One word for it, for use in segments: interest"), max=LONGEST_WORD)
        ] = "",
    ) -> None:
        asked = await self._intake.questions(ctx.community.id)
        if len(asked) >= MOST_QUESTIONS:
            raise UserError(
                T("There are {max} questions already; remove one first.", max=MOST_QUESTIONS)
            )
        if kind == "text" and choices:
            raise UserError(T("An answer in own words has no choices."))
        offered = read_choices(choices or ()) if kind != "text" else []
        names = read_words(word, question, {q.word for q in asked})
        checked = await self._check_roles(ctx, [role for _, role in offered if role])
        name = next((n for n in names if not offered or self._answer_traits.offer(n)), None)
        if name is None:
            raise UserError(
                T(
                    "“{word}” means something else in segments already; please give the question "
                    "another word.",
                    word=names[0],
                )
            )
        row = (ctx.community.id, name, question, purpose, kind, offered)
        if not await self._intake.add(*row):
            raise UserError(T("Somebody else has just added a question; please look again."))
        after = await self._intake.questions(ctx.community.id)
        added = next((q for q in after if q.word == name), None)
        if added is None:
            raise UserError(wording.GONE)
        await ctx.reply(wording.added(added, checked=checked))

    async def _check_roles(self, ctx: Context, roles: list[str]) -> bool:
        """UserError for a role that cannot be given where the owner is; False when there is no
        saying."""
        if not roles:
            return True
        there = await self._giving.names(ctx.space)
        known = {name.casefold() for name in there}
        for role in roles:
            if there and role.casefold() not in known:
                raise UserError(
                    T(
                        "I cannot give the role {role} here. I can give: {names}.",
                        role=bold(role),
                        names=joined(there),
                    )
                )
        return bool(there)

    @command("intake list", T("The questions, and how often each was answered how"),
             level=Level.ADMIN, private=True, view=True
    )  # fmt: skip
    async def list_questions(self, ctx: Context) -> None:
        asked = await self._intake.questions(ctx.community.id)
        await ctx.reply(wording.listed(asked, await self._intake.tally(ctx.community.id)))

    @command("intake preview", T("See the questions as newcomers do"), level=Level.ADMIN,
             private=True)  # fmt: skip
    async def preview_questions(self, ctx: Context) -> None:
        await ctx.reply(wording.preview(await self._intake.questions(ctx.community.id)))

    @command("intake move", T("Put a question elsewhere"), level=Level.ADMIN, private=True)
    async def move_question(
        self,
        ctx: Context,
        number: Annotated[int, Opt(T("Its number in the list"), min=1, max=MOST_QUESTIONS)],
        to: Annotated[int, Opt(T("The number it is to have"), min=1, max=MOST_QUESTIONS)],
    ) -> None:
        asked = await self._intake.questions(ctx.community.id)
        question = _numbered(asked, number)
        asked.remove(question)
        asked.insert(to - 1, question)
        await self._intake.order(ctx.community.id, [q.id for q in asked])
        await ctx.reply(wording.preview(asked))

    @command("intake remove", T("Ask a question no more"), level=Level.ADMIN, private=True)
    async def remove_question(
        self,
        ctx: Context,
        number: Annotated[int, Opt(T("Its number in the list"), min=1, max=MOST_QUESTIONS)],
    ) -> None:
        asked = await self._intake.questions(ctx.community.id)
        await ctx.reply(wording.confirm_removal(_numbered(asked, number)))

    @button(Remove, level=Level.ADMIN)
    async def removed(self, ctx: Context, payload: Remove) -> None:
        """Once: a second click finds it gone."""
        if not await self._intake.remove(ctx.community.id, payload.question):
            raise UserError(wording.GONE)
        await ctx.reply(T("Done: the question and its answers are gone."), private=True)


def _numbered(asked: list[Question], number: int) -> Question:
    if not 1 <= number <= len(asked):
        raise UserError(T("There is no question {number}; see {command}.", number=number,
                          command="/intake list"))  # fmt: skip
    return asked[number - 1]
