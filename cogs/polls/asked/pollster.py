"""Asks the polls that other cogs want, and ends them."""

from __future__ import annotations

from bot.api.boards.polling import Wanted
from bot.api.errors import UserError
from bot.api.services import Audit, Clock, Configs, Directory
from bot.api.text import T

from ..asking.checking import ready
from ..closing.closing import Closer
from ..config import PollsConfig
from ..model import Draft, Errand, Poll, Rules
from ..store import ErrandStore
from ..voting.cards import tag
from ..voting.desk import PollDesk


class Asked:
    """Implements `Pollster`. Each step may be repeated after a crash: asked for again under its
    key, a poll gets what it lacks."""

    def __init__(
        self,
        errands: ErrandStore,
        desk: PollDesk,
        closer: Closer,
        configs: Configs,
        directory: Directory,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._errands = errands
        self._desk = desk
        self._closer = closer
        self._configs = configs
        self._directory = directory
        self._audit = audit
        self._clock = clock

    def most_options(self, community_id: int) -> int:
        """How many options a poll may have there."""
        return self._configs.of(PollsConfig, community_id).max_options

    async def open(self, wanted: Wanted) -> int:
        """Ask; the poll's number."""
        known = await self._errands.find(wanted.community_id, wanted.key)
        if known is None:
            return (await self._new(wanted)).id
        if not known.closed:
            await self._desk.mend(known)
        return known.id

    async def _new(self, wanted: Wanted) -> Poll:
        draft = self._checked(wanted)
        voters = await self._jury(wanted)
        asker = await self._directory.member(wanted.asker_id)
        if asker is None:
            raise UserError(T("Whoever asks this poll is not a member any more."))
        place = wanted.channel_id
        return await self._desk.open(
            draft,
            community=await self._directory.community(wanted.community_id),
            author=asker,
            channel=await self._directory.channel(place) if place is not None else None,
            errand=Errand(wanted.key, wanted.then, voters),
        )

    def _checked(self, wanted: Wanted) -> Draft:
        now, most = self._clock.now(), self.most_options(wanted.community_id)
        if not 2 <= len(wanted.options) <= most:
            raise UserError(
                T(
                    "A poll here has from 2 to {most} answers, and these are {n}.",
                    most=most,
                    n=len(wanted.options),
                )
            )
        if wanted.closes_at <= now:
            raise UserError(T("This poll would be over at once; please choose a later end."))
        rules = Rules(
            kind=wanted.kind,
            secrecy=wanted.secrecy,
            hidden=wanted.hidden,
            quorum=wanted.quorum,
            threshold=wanted.threshold,
            remind=wanted.remind,
        )
        draft = Draft(wanted.question, tuple(wanted.options), rules, wanted.closes_at)
        return ready(draft, self._configs.of(PollsConfig, wanted.community_id), now)

    async def _jury(self, wanted: Wanted) -> frozenset[int] | None:
        """Those of the list who are still known."""
        if wanted.voters is None:
            return None
        known = await self._directory.members(list(wanted.voters))
        jury = frozenset(
            member.id for member in known.values() if member.community_id == wanted.community_id
        )
        if not jury:
            raise UserError(T("Nobody could vote in this poll: its jury has no members."))
        return jury

    async def close(self, community_id: int, poll: int) -> bool:
        """End a poll that a cog has asked for now."""
        if not await self._errands.is_one(community_id, poll):
            return False
        if not await self._closer.close(community_id, poll, None):
            return False
        await self._audit.record(community_id, actor=None, action="polls.close", target=tag(poll))
        return True
