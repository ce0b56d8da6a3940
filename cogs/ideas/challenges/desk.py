"""Keeps everything that stands somewhere about a challenge in step with the store."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.api.boards.polling import Polling
from bot.api.model import Channel, Member
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import Directory, Outbox
from bot.api.text import Mention

from ..model import Change, Idea
from ..store import IdeaStore
from .model import DAY_MS, Challenge, proposed, tag
from .said import cards, staff, wording
from .said.cards import State
from .store import ChallengeStore, FinalistStore

MAX_NAMES = 10


@dataclass(slots=True)
class ChallengeDesk:
    """Cards, announcements and what moderators are asked. All of it may be done again after a
    crash: the outbox drops what was posted under the same key."""

    store: ChallengeStore
    finals: FinalistStore
    ideas: IdeaStore
    outbox: Outbox
    directory: Directory
    polling: Polling
    _refreshing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def state(self, challenge: Challenge) -> State:
        """A challenge as it can be shown."""
        jury = await self.finals.jurors(challenge.id)
        named = [i for i in (challenge.asker_id, *jury) if i is not None]
        return State(
            challenge,
            await self.store.entries(challenge),
            jury,
            await self.directory.members(named),
        )

    async def show(self, challenge: Challenge) -> None:
        """Post what the present turn of a challenge brings, and write its state on all cards."""
        if challenge.phase == "draft":
            return
        if challenge.preparing:
            most = self.polling.most_options(challenge.community_id)
            first = proposed(await self.store.entries(challenge), most)
            await self.finals.propose(challenge, [entry.idea.id for entry in first])
        state = await self.state(challenge)
        key = f"{tag(challenge.id)}:{challenge.turn}"
        await self._post(challenge, cards.card(state), tag(challenge.id), name=tag(challenge.id))
        if (news := wording.news(state)) is not None:
            await self._post(challenge, news, key)
        if challenge.preparing:
            await self._ask(challenge, staff.final(state, most), key, staff.final_tag(challenge.id))
        elif challenge.phase == "decide":
            await self._ask(challenge, staff.result(state), key, staff.result_tag(challenge.id))
        await self._call_jury(state)
        await self.refresh(challenge)

    async def refresh(self, challenge: Challenge) -> None:
        """Write the present state on all cards."""
        # one at a time: an older state must never be written over a newer one
        async with self._refreshing:
            here, number = challenge.community_id, challenge.id
            now = await self.store.get(here, number)
            if now is None or now.phase == "draft":
                return
            state, most = await self.state(now), self.polling.most_options(here)
            for name, card in (
                (tag(number), cards.card(state)),
                (staff.final_tag(number), staff.final(state, most)),
                (staff.result_tag(number), staff.result(state)),
            ):
                await self.outbox.update(here, name, card)

    async def remind(self, challenge: Challenge) -> None:
        """Moderators let it wait for a day."""
        key = f"{tag(challenge.id)}:{challenge.turn}:reminder"
        await self._ask(challenge, staff.reminder(await self.state(challenge)), key, "")

    async def planned(self, challenge: Challenge, idea: Idea, change: Change) -> None:
        """The team said yes."""
        key = f"{tag(challenge.id)}:planned:{change.id}"
        await self._post(challenge, wording.planned(challenge, idea), key)

    async def built(self, challenge: Challenge, idea: Idea) -> None:
        """It is there: say so with thanks to those whose idea it was."""
        parts = [idea, *await self.ideas.merged(challenge.community_id, idea.id)]
        ids = {part.author_id for part in parts if not part.anonymous} - {None}
        people = await self.directory.members(sorted(i for i in ids if i is not None))
        named = [Mention(member, ping=False) for member in people.values()][:MAX_NAMES]
        reply = wording.built(challenge, idea, named)
        await self._post(challenge, reply, f"{tag(challenge.id)}:built")

    async def _call_jury(self, state: State) -> None:
        challenge = state.challenge
        if challenge.phase != "vote" or challenge.poll_id is None or challenge.decides != "jury":
            return
        for juror in state.jury:
            if (member := state.people.get(juror)) is not None:
                key = f"{tag(challenge.id)}:jury:{juror}"
                await self.outbox.tell(member, wording.to_juror(challenge), key=key)

    async def _post(self, challenge: Challenge, reply: Reply, key: str, *, name: str = "") -> None:
        for channel in await self._places(challenge):
            await self.outbox.post(channel, reply, tag=name, key=f"{key}:{channel.id}")

    async def _places(self, challenge: Challenge) -> Sequence[Channel]:
        """Where the ideas are, else where everybody talks."""
        boards = await self.directory.place(challenge.community_id, "ideas")
        return boards or await self.directory.place(challenge.community_id, "general")

    async def _ask(self, challenge: Challenge, reply: Reply, key: str, name: str) -> None:
        """Ask moderators where they talk; where there is no such place, each of them."""
        here = challenge.community_id
        places = await self.directory.place(here, "moderators")
        for channel in places:
            await self.outbox.post(channel, reply, tag=name, key=f"{key}:staff:{channel.id}")
        if places:
            return
        people: Sequence[Member] = await self.directory.staff(here, Level.MODERATOR)
        for member in people:
            await self.outbox.tell(member, reply, tag=name, key=f"{key}:staff:m{member.id}")


def waits(challenge: Challenge) -> int | None:
    """When moderators are reminded of what waits for them; None while nothing does."""
    waiting = challenge.preparing or challenge.phase == "decide"
    return challenge.changed_at + DAY_MS if waiting else None
