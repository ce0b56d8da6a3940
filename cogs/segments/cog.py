"""`/segment`: who is meant, saved under a name and counted before anything is sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Annotated

from bot.api.boards.audience import Audiences, Known, crowd
from bot.api.cog import Cog, CogConfig, command
from bot.api.context import Context
from bot.api.errors import UserError
from bot.api.options import Opt
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Audit, Clock
from bot.api.text import CommandHint, T, bold, code, joined
from storage.database import Database

from . import wording
from .kept import KEEPS
from .logic import condition_of, counted, key_of
from .store import Saved, SegmentStore

MAX_NAME = 40
MAX_CONDITION = 500
MAX_SEGMENTS = 100
NEARLY_ALL = "nearly all"  # for the audit log, which must not tell either who is left out

_supposed: ContextVar[tuple[int, str, str | None] | None] = ContextVar("supposed", default=None)
"""Community, key and condition of a segment as it would be; None in the last place: as if gone."""

# Saved by administrators: whoever changes a segment changes who is written to by everything that
# names it. Counting is for moderators, who may want to know before they ask for one.
Name = Annotated[str, Opt(T("Its name, like regulars"), max=MAX_NAME, complete="complete_name")]


class Segments(Cog[CogConfig]):
    """Named audiences."""

    name = "segments"
    title = T("Segments")
    migrations = Path(__file__).parent / "migrations"
    keeps = KEEPS

    def __init__(self, db: Database, audiences: Audiences, audit: Audit, clock: Clock) -> None:
        self._store = SegmentStore(db)
        self._audiences = audiences
        self._audit = audit
        self._clock = clock

    async def start(self) -> None:
        """Pin the segments on the board."""
        self._audiences.offer_segments(self.name, self._named)

    async def _named(self, community_id: int, name: str) -> str | None:
        supposed = _supposed.get()
        if supposed is not None and supposed[:2] == (community_id, key_of(name)):
            return supposed[2]
        found = await self._store.find(community_id, name)
        return found.condition if found is not None else None

    @contextmanager
    def _suppose(self, community_id: int, name: str, condition: str | None) -> Iterator[None]:
        """As if the segment were this; None as if there were none."""
        token = _supposed.set((community_id, key_of(name), condition))
        try:
            yield
        finally:
            _supposed.reset(token)

    async def complete_name(self, ctx: Context, typed: str) -> Sequence[str]:
        """Names of segments."""
        found = [saved.name for saved in await self._store.all(ctx.community.id)]
        return [name for name in found if key_of(typed) in key_of(name)][:25]

    # ---- commands

    @command(
        "segment show",
        T("Count who is meant by a segment or a condition"),
        level=Level.MODERATOR,
        private=True,
        default=True,
    )
    async def show(
        self,
        ctx: Context,
        who: Annotated[
            str,
            Opt(
                T("A name or a condition, like new and not role Trainer; empty for everybody"),
                max=MAX_CONDITION,
                complete="complete_name",
            ),
        ] = "",
    ) -> None:
        """How many there are, how many can be reached, and the condition in words."""
        saved = await self._store.find(ctx.community.id, who)
        await self._show(ctx, saved, who.strip() if saved is None else saved.condition)

    @command(
        "segment save",
        T("Save a condition under a name"),
        level=Level.ADMIN,
        private=True,
    )
    async def save(
        self,
        ctx: Context,
        name: Name,
        condition: Annotated[
            str, Opt(T("Who is meant, like new and not role Trainer"), max=MAX_CONDITION)
        ],
    ) -> None:
        """Save, or change what is saved."""
        saved = Saved(" ".join(name.split()), condition.strip(), ctx.member.id, self._clock.now())
        await self._must_be_free(ctx, saved.name)
        with self._suppose(ctx.community.id, saved.name, saved.condition):
            await self._audiences.check(ctx.community.id, saved.condition)
            await self._audiences.check(ctx.community.id, condition_of(saved.name))
        before = await self._store.find(ctx.community.id, saved.name)
        if before is None and await self._store.count(ctx.community.id) >= MAX_SEGMENTS:
            raise UserError(
                T(
                    "There are {n} segments, which is the most; remove one first with {command}.",
                    n=MAX_SEGMENTS,
                    command=CommandHint("segment remove"),
                )
            )
        await self._store.save(ctx.community.id, saved)
        detail = {"condition": saved.condition, "before": before.condition if before else None}
        await self._note(ctx, "saved", saved.name, detail)
        await self._show(ctx, saved, saved.condition)

    @command("segment list", T("List the segments"), level=Level.MODERATOR, private=True, view=True)
    async def list(self, ctx: Context) -> None:
        """All of them with their conditions."""
        await ctx.reply(wording.listed(await self._store.all(ctx.community.id)))

    @command("segment remove", T("Remove a segment"), level=Level.ADMIN, private=True)
    async def remove(self, ctx: Context, name: Name) -> None:
        """Remove one that no other segment names."""
        saved = await self._store.find(ctx.community.id, name)
        if saved is None:
            raise UserError(
                T(
                    "There is no segment {name}; {command} lists them.",
                    name=bold(name),
                    command=CommandHint("segment list"),
                )
            )
        users = await self._users_of(ctx.community.id, saved)
        if users:
            raise UserError(
                T(
                    "{name} is named by {others}; change those first.",
                    name=bold(saved.name),
                    others=joined(bold(other) for other in users),
                )
            )
        await self._store.remove(ctx.community.id, name)
        await self._note(ctx, "removed", saved.name, {"before": saved.condition})
        await ctx.reply(
            T(
                "{name} is removed. Whatever else was meant for it is not sent, and says so.",
                name=bold(saved.name),
            )
        )

    @command(
        "segment words",
        T("What a segment can ask about members"),
        level=Level.MODERATOR,
        private=True,
        view=True,
    )
    async def words(self, ctx: Context) -> None:
        """Every trait with an example and its words."""
        told = []
        for trait in self._audiences.traits(ctx.community.id):
            try:
                choices = await trait.choices(ctx.community.id) if trait.choices is not None else ()
            except UserError:
                continue  # of another community, or of a question that is gone
            told.append(wording.trait_line(trait, choices))
        await ctx.reply(wording.words(told))

    # ---- parts

    async def _show(self, ctx: Context, saved: Saved | None, condition: str) -> None:
        community = ctx.community.id
        meant = await self._audiences.members(community, condition)
        total = len(await self._audiences.members(community, ""))
        reachable, platforms = [
            await self._known(community, name) for name in ("reachable", "platform")
        ]
        count = counted(meant, total, reachable, platforms)
        explained = await self._audiences.explain(community, condition)
        # who asks again and again can find out about one person: so asking leaves a trace
        size = NEARLY_ALL if count.nearly_all else crowd(count.size)
        detail = {"condition": condition, "size": size}
        await self._note(ctx, "counted", saved.name if saved is not None else "", detail)
        await ctx.reply(Reply(wording.card(saved, condition, explained, count), tone="info"))

    async def _known(self, community_id: int, name: str) -> Mapping[int, Known]:
        traits = {trait.name: trait for trait in self._audiences.traits(community_id)}
        return await traits[name].values(community_id)

    async def _must_be_free(self, ctx: Context, name: str) -> None:
        """A name that is a condition too could not be told from it."""
        if not name:
            raise UserError(T("A segment needs a name, like {example}.", example=code("regulars")))
        try:
            await self._audiences.check(ctx.community.id, name)
        except UserError:
            return
        raise UserError(
            T("{name} is a condition by itself; please choose another name.", name=bold(name))
        )

    async def _users_of(self, community_id: int, saved: Saved) -> Sequence[str]:
        """Segments that are understood now and would not be without this one."""
        found = []
        for other in await self._store.all(community_id):
            if key_of(other.name) == key_of(saved.name) or not await self._works(
                community_id, other
            ):
                continue
            with self._suppose(community_id, saved.name, None):
                if not await self._works(community_id, other):
                    found.append(other.name)
        return found

    async def _works(self, community_id: int, saved: Saved) -> bool:
        try:
            await self._audiences.check(community_id, saved.condition)
        except UserError:
            return False
        return True

    async def _note(
        self, ctx: Context, verb: str, target: str, detail: Mapping[str, str | None]
    ) -> None:
        await self._audit.record(
            ctx.community.id,
            actor=ctx.member,
            action=f"segments.{verb}",
            target=target,
            detail=detail,
        )

    # ---- people

    async def linked(self, kept: int, gone: int) -> None:
        """One person saved them."""
        await self._store.repoint(gone, kept)

    async def erase(self, member_id: int) -> None:
        """Segments stay, without who saved them."""
        await self._store.repoint(member_id, None)
