"""What can be done to somebody: one small class for each kind, with its undoing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from bot.api.errors import Gone, TownhallError, Unsupported, UserError
from bot.api.model import Community, Member, MessageRef, Space
from bot.api.people import Level
from bot.api.services import Accounts, Configs, Directory, Moderation
from bot.api.text import T

from ..alerts.model import Alert, Outcome
from ..config import SafetyConfig
from .model import DURATIONS, SUPERGROUP, Action, BasicGroup, Left, basic_group

MOST_SECONDS = 28 * 86_400  # the longest that a platform takes


@dataclass(frozen=True, slots=True)
class Order:
    """A decision to carry out. `by` is None when the bot acts by itself; `seconds` is the length
    of a time-out, 0 for the community's usual one."""

    community: Community
    alert: Alert
    outcome: Outcome
    by: Member | None
    seconds: int = 0

    @property
    def reason(self) -> str:
        """What the platform's own log says about it."""
        if self.by is None:
            return f"Townhall, alert #{self.alert.id}, decided by the rules of the community"
        return f"Townhall, alert #{self.alert.id}, decided by {self.by.name}"


@dataclass(frozen=True, slots=True)
class Done:
    """What the platform confirmed: details for the card, and to whom it was done."""

    detail: dict[str, Any] = field(default_factory=dict)
    members: tuple[int, ...] = ()


class Act(Protocol):
    """A kind of action."""

    async def do(self, order: Order) -> Done:
        """Carry it out; raises what kept it from happening."""

    async def undo(self, action: Action) -> None:
        """Undo it on the platform; nothing happens when there is nothing left of it."""


class People:
    """Members and places as platforms know them."""

    def __init__(self, directory: Directory, moderation: Moderation, accounts: Accounts) -> None:
        self.directory = directory
        self.moderation = moderation
        self._accounts = accounts

    async def author(self, alert: Alert) -> Member:
        """Whom an alert is about."""
        return await self.known(alert.author_id)

    async def known(self, member_id: int | None) -> Member:
        """A member who has not been forgotten."""
        member = await self.directory.member(member_id or 0)
        if member is None:
            raise UserError(T("This person is no longer known here."))
        return member

    async def space(self, community_id: int, space_id: int | None) -> Space:
        """A place of the community."""
        spaces = await self.directory.spaces(community_id)
        space = next((s for s in spaces if s.id == space_id), None)
        if space is None:
            raise UserError(T("I do not know in which place that should be."))
        return space

    async def there(self, member: Member, space: Space) -> Member:
        """The member with the account that they have in that space."""
        for account in await self._accounts.of(member):
            if account.platform == space.platform:
                return replace(member, account=account)
        return member

    async def staff(self, member: Member, space: Space) -> bool:
        """Whether they have moderator rights anywhere in the community, with any account."""
        for account in await self._accounts.of(member):
            if account.platform != space.platform:
                continue
            # asked now, and remembered: the list below is as fresh for this place
            level = await self.moderation.level(space, replace(member, account=account))
            if level >= Level.MODERATOR:
                return True
        known = await self.directory.staff(space.community_id, Level.MODERATOR)
        return any(one.id == member.id for one in known)

    async def ordinary(self, member: Member, space: Space) -> Member:
        """The member as they are known there; those with moderator rights are refused."""
        if await self.staff(member, space):
            raise UserError(
                T("{who} has moderator rights, so I leave that to people.", who=member.name)
            )
        return await self.there(member, space)


@contextmanager
def present(member: Member) -> Iterator[None]:
    """Whoever is gone is called by name."""
    try:
        yield
    except Gone as error:
        raise Left(T("{who} is no longer here.", who=member.name)) from error


class Dismiss:
    """Nothing is done."""

    async def do(self, order: Order) -> Done:
        return Done()

    async def undo(self, action: Action) -> None:
        """There is nothing to undo."""


class Talk:
    """A private note, which is no strike. It has been sent before, see `Announcing`."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def do(self, order: Order) -> Done:
        author = await self._people.author(order.alert)
        return Done(members=(author.id,))

    async def undo(self, action: Action) -> None:
        """What was read stays read."""


class Warn:
    """A strike with a private notice; it counts also when the notice does not arrive."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def do(self, order: Order) -> Done:
        author = await self._people.author(order.alert)
        return Done(members=(author.id,))

    async def undo(self, action: Action) -> None:
        """Only the strike goes, and that is the table's matter."""


class Delete:
    """Every message of the incident that still stands."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def do(self, order: Order) -> Done:
        authors: Counter[int] = Counter()  # in order, with how many were deleted of each
        deleted = found = 0
        refused: list[Exception] = []
        for said in order.alert.standing:
            channel = await self._people.directory.channel(said.channel_id)
            if channel is None:
                continue
            found += 1
            try:
                await self._people.moderation.delete(MessageRef(channel, said.message_id))
            except Gone:
                continue  # what was wanted has happened
            except (TownhallError, ConnectionError, TimeoutError) as error:
                refused.append(error)
                continue
            deleted += 1
            if said.author_id is not None:
                authors[said.author_id] += 1
        if not found:
            raise UserError(T("There is no message to delete."))
        if refused and not deleted:
            raise refused[0]
        detail: dict[str, Any] = {"messages": deleted} if deleted else {"gone": True}
        if authors:  # as their actions are in order, without another copy of their ids
            detail["each"] = list(authors.values())
        if refused:  # what was deleted is told to its authors all the same
            detail["left"] = len(refused)
        return Done(detail, tuple(authors))

    async def undo(self, action: Action) -> None:
        """A message that is gone stays gone."""


class TimeOut:
    """No writing for a while."""

    def __init__(self, people: People, configs: Configs) -> None:
        self._people = people
        self._configs = configs

    async def do(self, order: Order) -> Done:
        people, alert = self._people, order.alert
        author = await people.author(alert)
        space = await people.space(alert.community_id, alert.space_id)
        config = self._configs.of(SafetyConfig, alert.community_id)
        seconds = order.seconds or config.time_out_seconds
        with present(author):
            here = await people.ordinary(author, space)
            try:
                await people.moderation.time_out(space, here, seconds, order.reason)
            except Unsupported as error:
                if basic_group(space):
                    raise BasicGroup(SUPERGROUP) from error
                raise
        return Done({"seconds": seconds}, (author.id,))

    async def undo(self, action: Action) -> None:
        space = await self._people.space(action.community_id, action.space_id)
        member = await self._people.there(await self._people.known(action.member_id), space)
        await self._people.moderation.lift_time_out(space, member)


class Ban:
    """Out, for good. The member has been told before, see `Announcing`."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def do(self, order: Order) -> Done:
        people, alert = self._people, order.alert
        author = await people.author(alert)
        space = await people.space(alert.community_id, alert.space_id)
        with present(author):
            here = await people.ordinary(author, space)
            await people.moderation.ban(space, here, order.reason)
        return Done(members=(author.id,))

    async def undo(self, action: Action) -> None:
        space = await self._people.space(action.community_id, action.space_id)
        member = await self._people.there(await self._people.known(action.member_id), space)
        await self._people.moderation.unban(space, member)


def acts(people: People, configs: Configs) -> Mapping[Outcome, Act]:
    """Every kind of action, by the outcome that it leads to."""
    return {
        "dismissed": Dismiss(),
        "talked": Talk(people),
        "warned": Warn(people),
        "deleted": Delete(people),
        "timed_out": TimeOut(people, configs),
        "banned": Ban(people),
    }


def length_allowed(seconds: int, usual: int, ladder: tuple[int, ...]) -> bool:
    """Whether a card can have offered this length; a client may send any number."""
    return seconds in (*DURATIONS, usual, *ladder) and 0 < seconds <= MOST_SECONDS
