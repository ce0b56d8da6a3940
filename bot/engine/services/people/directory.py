"""Who and where: native ids become communities, channels and members, from memory when possible."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence

from bot.api.model import Channel, Community, Member, Space
from bot.api.people import Level
from bot.api.port.inbound import InSpace
from bot.api.port.nouns import NativeChannel, NativeSpace, NativeUser
from bot.api.port.platform import Platform
from bot.api.services import Clock, Purpose
from bot.engine.meetings import Meetings
from bot.engine.services.people.holdings import Holdings
from bot.engine.services.people.known import Known
from bot.engine.services.people.places import Places
from bot.engine.services.people.plans import CommunityPlan, renamed
from bot.engine.services.people.rows import channel_of, community_of, member_of, space_of
from bot.engine.services.people.standing import Standing
from storage.people import ChannelSight, People, Sight

log = logging.getLogger(__name__)

CACHE_LIMIT = 200_000


class Registry(Known):
    """Implements `Directory`, and the look-ups that the engine itself needs."""

    def __init__(self, people: People, clock: Clock, plans: Sequence[CommunityPlan]) -> None:
        self._people = people
        self._meetings = Meetings(people, clock)
        self._first_sight = asyncio.Lock()
        self._plans = plans
        self._platforms: dict[str, Platform] = {}
        self._communities: dict[int, Community] = {}
        self._spaces: dict[tuple[str, str], Space] = {}
        self._channels: dict[tuple[str, str], Channel] = {}
        self._members: dict[tuple[int, str, str], Member] = {}
        self._account_ids: dict[tuple[int, str, str], int] = {}
        self._places = Places(people, self.with_space, self.spaces)
        self.holdings = Holdings(people, self._account)
        self.standing = Standing(people)

    def attach(self, platforms: Mapping[str, Platform]) -> None:
        """The connected platforms, for direct-message channels."""
        self._platforms = dict(platforms)
        self._places.attach(platforms)

    async def open(self) -> None:
        """Load communities and write the configured ones."""
        for row in await self._people.communities():
            self._communities[row.id] = community_of(row)
        for plan in self._plans:
            if (former := await renamed(self._people, plan, self._plans)) is not None:
                await self._people.rename_community(former.id, plan.name)
                log.info('the community "%s" is now called "%s"', former.name, plan.name)
            community = await self._ensure_community(plan.name, plan)
            for address in plan.spaces:
                platform, native_id = address.split(":", 1)
                await self._adopt(platform, native_id, community)

    async def _adopt(self, platform: str, native_id: str, community: Community) -> None:
        """A space seen before belongs to the community that the configuration names now.

        What was counted before stays with the community that the space had until then.
        """
        row = await self._people.space(platform, native_id)
        if row is not None and row.community_id != community.id:
            await self._people.assign_space(row.id, community.id)
            log.info("the space %s:%s belongs to %s now", platform, native_id, community.name)

    async def _ensure_community(self, key: str, plan: CommunityPlan) -> Community:
        row = await self._people.ensure_community(key, plan.name, plan.locale, plan.timezone)
        self._communities[row.id] = community_of(row)
        return self._communities[row.id]

    async def moved(self, platform: str, old: str, new: str) -> None:
        """A space got a new id from its platform."""
        row = await self._people.space(platform, old)
        if row is not None:
            await self._people.move_space(row.id, new)
            self._spaces.clear()
            self._channels.clear()
            self._places.forget()
            self.holdings.forget()
            self.standing.forget()

    async def known_channels(self, platform: str) -> list[NativeChannel]:
        """Channels met on a platform in earlier runs, and spaces that the configuration names."""
        found = []
        for community_id in self._communities:
            for space in await self.spaces(community_id):
                if space.platform == platform:
                    native = NativeSpace(space.native_id, space.name)
                    found += [
                        NativeChannel(r.native_id, r.name, native, r.parent, bool(r.private))
                        for r in await self._people.channels(space.id)
                    ]
        known = {c.space.native_id for c in found if c.space}
        for plan in self._plans:
            for name, _, native_id in (address.partition(":") for address in plan.spaces):
                if name == platform and native_id not in known:
                    found.append(NativeChannel(native_id, "", NativeSpace(native_id, "")))
        return found

    # ---- the message path

    async def space(self, platform: str, native: NativeSpace) -> Space:
        """The space, made on first sight."""
        known = self._spaces.get((platform, native.native_id))
        if known is not None and known.name == native.name:
            return known
        address = f"{platform}:{native.native_id}"
        row = await self._people.space(platform, native.native_id)
        if row is None or row.name != native.name:
            plan = next((p for p in self._plans if address in p.spaces), None)
            if row is not None:
                community_id = row.community_id
            elif plan is not None:
                community_id = (await self._ensure_community(plan.name, plan)).id
            else:
                home = self._plans[0] if self._plans else None
                own = CommunityPlan(
                    native.name, home.locale if home else "en", home.timezone if home else "UTC", ()
                )
                community_id = (await self._ensure_community(address, own)).id
            row = await self._people.ensure_space(
                community_id, platform, native.native_id, native.name
            )
        space = space_of(row)
        self._spaces[(platform, native.native_id)] = space
        return space

    async def native_channel(self, platform: str, native: NativeChannel) -> Channel:
        """The channel, made on first sight."""
        if not self._met(platform, native):
            await self._meet_channels(platform, [native])
        return self._channels[(platform, native.native_id)]

    def _met(self, platform: str, native: NativeChannel) -> bool:
        known = self._channels.get((platform, native.native_id))
        return known is not None and (known.name, known.private) == (native.name, native.private)

    async def _meet_channels(self, platform: str, natives: Sequence[NativeChannel]) -> None:
        async with self._first_sight:  # somebody else may have waited for the same
            spaces, sights = [], []
            for native in (n for n in natives if not self._met(platform, n)):
                space = await self.space(platform, native.space) if native.space else None
                here = space.id if space else None
                spaces.append(space)
                sights.append(
                    ChannelSight(native.native_id, native.name, here, native.parent, native.private)
                )
            if not sights:
                return
            rows = await self._people.ensure_channels(platform, sights)
            for row, space in zip(rows, spaces, strict=True):
                self._channels[(platform, row.native_id)] = channel_of(row, space)
            self._places.forget()

    async def native_member(self, community_id: int, platform: str, user: NativeUser) -> Member:
        """The member, made on first sight; a new name or language is noticed."""
        key = (community_id, platform, user.native_id)
        known = self._members.get(key)
        same_language = known is not None and user.locale in (None, known.locale)
        if known is not None and same_language and known.account.name == user.name:
            return known
        row = await self._meetings.meet(
            Sight(*key, user.name, user.username, user.is_bot, user.locale)
        )
        member = member_of(row)
        if len(self._members) > CACHE_LIMIT:
            self._members.clear()
            self._account_ids.clear()
        self._members[key] = member
        self._account_ids[key] = row.account_id
        return member

    async def known_member(self, community_id: int, platform: str, native_id: str) -> Member | None:
        """The member behind an account, if we have met them."""
        known = self._members.get((community_id, platform, native_id))
        if known is not None:
            return known
        row = await self._people.by_account(community_id, platform, native_id)
        return member_of(row) if row else None

    async def find_member(self, community_id: int, platform: str, words: str) -> Member | None:
        """The member whose user name, display name or native id is exactly that, any case."""
        row = await self._people.find(community_id, platform, words)
        return member_of(row) if row else None

    async def account_id(self, member: Member) -> int:
        """The id of the account in play."""
        key = (member.community_id, member.account.platform, member.account.native_id)
        if key not in self._account_ids:
            row = await self._people.by_account(*key)
            if row is None:
                raise LookupError("the account is gone")
            self._account_ids[key] = row.account_id
        return self._account_ids[key]

    async def _account(self, space: Space, user: NativeUser) -> int:
        """The id of an account, made on first sight."""
        return await self.account_id(
            await self.native_member(space.community_id, space.platform, user)
        )

    async def was_here(self, space: Space, member: Member) -> bool:
        """Whether somebody has been in a space before, by what we have seen of them."""
        return await self._people.was_here(space.id, await self.account_id(member), member.id)

    async def community_of_direct(self, platform: str, user: NativeUser) -> Community | None:
        """Which community a direct message is about: where the person was seen last, else the
        only one there is."""
        latest = await self._people.latest_community(platform, user.native_id)
        if latest is not None:
            return self._communities[latest]
        if len(self._communities) == 1:
            return next(iter(self._communities.values()))
        return None

    async def remember_direct(self, member: Member, channel: Channel) -> None:
        """Note the direct-message channel of a member."""
        await self._people.set_direct_channel(await self.account_id(member), channel.id)

    async def learn_space(self, platform: str, event: InSpace) -> Space:
        """Note a space with its channels and staff."""
        space = await self.space(platform, event.space)
        await self._meet_channels(platform, event.channels)
        self._places.forget()  # one may be gone
        staff = list(event.staff)
        if event.owner is not None:
            staff.append((event.owner, Level.OWNER))
        known = []
        for user, level in staff:
            member = await self.native_member(space.community_id, platform, user)
            await self.learn_level(space, member, level)
            known.append(await self.account_id(member))
        if event.whole_staff:
            await self._people.without_rights(space.id, known)
            self.standing.forget()
        return space

    async def learn_level(self, space: Space, member: Member, level: Level) -> None:
        """Note the level that a platform reported."""
        await self.standing.note(space.id, await self.account_id(member), int(level))

    def forget(self, member_ids: Sequence[int]) -> None:
        """Drop members from memory after a link or erasure."""
        gone = set(member_ids)
        self._members = {k: m for k, m in self._members.items() if m.id not in gone}
        self.holdings.forget()
        self.standing.forget()

    def outdated(self, member: Member) -> None:
        """Read a member anew next time: they have just come, or come back."""
        key = (member.community_id, member.account.platform, member.account.native_id)
        self._members.pop(key, None)

    def forget_places(self) -> None:
        """Drop remembered places after one was set."""
        self._places.forget()

    async def stands(self, channel: Channel) -> bool:
        """False where a channel is known to be gone; nobody is called for it."""
        return await self._places.stands(channel.platform, channel.native_id)

    # ---- Directory, see also `Known`

    async def place(self, community_id: int, purpose: Purpose) -> Sequence[Channel]:
        """Channels for a purpose: those set by an owner, else found by name."""
        return await self._places.of(community_id, purpose)

    async def is_place(self, channel: Channel, purpose: Purpose) -> bool:
        """Whether a channel, or the channel of a thread, serves a purpose."""
        return await self._places.serves(channel, purpose)

    async def member_channel(self, member: Member) -> Channel | None:
        """The direct-message channel of a member, if they can be reached."""
        row = await self._people.direct_channel(member.id)
        if row is not None:
            return channel_of(row, None)
        platform = self._platforms.get(member.account.platform)
        native = await platform.open_direct(member.account.native_id) if platform else None
        if native is None:
            return None
        return await self.native_channel(member.account.platform, native)
