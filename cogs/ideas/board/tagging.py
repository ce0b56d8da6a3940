"""Tags: what moderators sort ideas by."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Annotated

from bot.api.cog import command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.services import Audit
from bot.api.text import CommandHint, T, bold

from ..store import TagStore
from . import cards
from .desk import IdeaDesk
from .shelf import Shelf

MAX_TAGS = 5
MAX_TAG = 20
MAX_BYTES = 24  # as the button that turns the page of a list carries it


def checked_tags(typed: str) -> tuple[str, ...]:
    """The tags in "Kitchen, #opening-hours", or UserError; "-" stands for none."""
    if typed.strip() == "-":
        return ()
    found = tuple(dict.fromkeys(filter(None, map(_tag, typed.replace(",", " ").split()))))
    if not found:
        raise UserError(T("Please give one to five tags, like “kitchen, sunday”; “-” clears them."))
    for tag in found:
        if not _fine(tag):
            raise UserError(
                T(
                    "“{tag}” cannot be a tag: use letters, digits and hyphens, at least one "
                    "letter, and at most {most} characters.",
                    tag=tag[:40],
                    most=MAX_TAG,
                )
            )
    if len(found) > MAX_TAGS:
        raise UserError(
            T("An idea can have {most} tags at most; you gave {n}.", most=MAX_TAGS, n=len(found))
        )
    return found


def _tag(word: str) -> str:
    return unicodedata.normalize("NFC", word).lower().lstrip("#")


def _fine(tag: str) -> bool:
    told_apart = any(char.isalpha() for char in tag)  # "#12" is an idea
    plain = all(char.isalnum() or char == "-" for char in tag)
    return told_apart and plain and len(tag) <= MAX_TAG and len(tag.encode()) <= MAX_BYTES


class Tagging:
    """The handlers; the cog provides what they use."""

    _tags: TagStore
    _shelf: Shelf
    _desk: IdeaDesk
    _audit: Audit

    @command("ideas tag", T("Sort an idea by tags"), level=Level.MODERATOR, private=True)
    async def tag(
        self,
        ctx: Context,
        idea: Annotated[str, Opt(T("Number of the idea"), complete="complete_idea")],
        tags: Annotated[
            str, Opt(T("Up to five, like: kitchen, sunday; - for none"), complete="complete_tags")
        ],
    ) -> None:
        found = await self._shelf.meant(ctx.community.id, idea)
        if found.merged_into is not None:
            raise UserError(
                T(
                    "#{number} is part of #{root} now; please tag that one.",
                    number=str(found.id),
                    root=str(found.merged_into),
                )
            )
        words = checked_tags(tags)
        if await self._tags.put(found.id, words):
            await self._audit.record(
                ctx.community.id,
                actor=ctx.member,
                action="ideas.tag",
                target=cards.tag(found),
                detail={"tags": len(words)},
            )
        # also when they were there before: a crash may have kept the card from showing them
        await self._shelf.add(await self._shelf.get(ctx.community.id, found.id))
        await self._desk.refresh(found)
        await ctx.reply(
            T(
                "Done: #{number} is tagged {tags}. {command} shows all that are.",
                number=str(found.id),
                tags=bold(", ".join(words)),
                command=CommandHint("ideas list", f"tag:{words[0]}"),
            )
            if words
            else T("Done: #{number} has no tags any more.", number=str(found.id))
        )

    async def complete_tags(self, ctx: Context, typed: str) -> Sequence[str]:
        """Tags that are used already, after those that were typed."""
        *before, last = typed.replace(",", " ").split(" ")
        given = list(dict.fromkeys(filter(None, map(_tag, before))))
        used = await self._tags.used(ctx.community.id)
        fitting = (tag for tag in used if tag.startswith(_tag(last)) and tag not in given)
        offers = (", ".join([*given, tag]) for tag in fitting)
        return [offer for offer in offers if len(offer) <= 100][:25]
