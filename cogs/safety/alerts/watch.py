"""Every message: read, compared with what was written before, and filed when people should look."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from weakref import WeakValueDictionary

from bot.api.model import Channel, Community, Message
from bot.api.people import Level
from bot.api.services import Clock, Configs, Directory, Moderation, Score, Spelling

from ..config import SafetyConfig
from ..detection.judging import Judging, Verdict
from ..detection.names import MOST as MOST_NAMES
from ..detection.patterns import GRADUAL, findings, span_of
from ..detection.seen import Finding, Seen, seen_of
from ..detection.store import ScoreStore, day_of
from ..detection.targets import unaddressed
from ..detection.window import Place, Window
from ..times import MINUTE_MS
from .desk import Desk
from .event.earlier import Earlier
from .model import Alert, Draft, Outcome
from .ports import Act, Patience, WordList
from .reading import Reading


class Watch:
    """What happens to a message before anybody sees it. Texts stay in memory until it is filed.

    `act`, `patience` and `words` are given once those rooms stand; without them nothing is done
    by itself, nobody is asked to reconsider, and there is no list of words.
    """

    def __init__(
        self,
        desk: Desk,
        reading: Reading,
        judging: Judging,
        scores: ScoreStore,
        spelling: Spelling,
        configs: Configs,
        directory: Directory,
        moderation: Moderation,
        clock: Clock,
    ) -> None:
        self._desk = desk
        self._reading = reading
        self._judging = judging
        self._scores = scores
        self._spelling = spelling
        self._configs = configs
        self._directory = directory
        self._earlier = Earlier(reading, directory, moderation)
        self._clock = clock
        self._windows: dict[int, Window] = {}
        self._turns: WeakValueDictionary[Place, asyncio.Lock] = WeakValueDictionary()
        self._staff: dict[int, tuple[int, frozenset[int]]] = {}
        self._asking = asyncio.Lock()
        self.act: Act | None = None
        self.patience: Patience | None = None
        self.words: WordList | None = None

    # ---- messages

    async def consider(self, community: Community, message: Message, *, edit: bool) -> None:
        """Score one message; make or update its alert when somebody should look."""
        if not self._reading.watches(community.id) or not (message.text.strip() or edit):
            return
        channel = message.ref.channel
        # Moderators quote what they talk about; nobody is to be protected from their channel.
        if await self._directory.is_place(channel, "moderators"):
            return
        async with self._turn(channel, message.ref.native_id):
            await self._consider(community, message, edit=edit)

    def _turn(self, channel: Channel, message_id: int) -> asyncio.Lock:
        """What happens to a message comes after what it was before: it may be edited or deleted
        while it is being scored."""
        return self._turns.setdefault((channel.id, message_id), asyncio.Lock())

    async def _consider(self, community: Community, message: Message, *, edit: bool) -> None:
        given_up = self._reading.gives_up(community.id, message, edit=edit)
        if given_up and edit:
            return  # nobody has read it: what was known of the message stays
        channel = message.ref.channel
        window = await self._window(community.id)
        staff = message.author.id in await self._staff_of(community.id)
        score = None if given_up else await self._score(community, message, edit)
        verdict = await self._reading.verdict(community.id, channel, score)
        seen = seen_of(
            message,
            self._spelling.fingerprint(unaddressed(message)),
            aim=self._reading.aim(message),
            abuse=self._reading.abuse(community.id, channel.id, score),
            labels=score.labels if score else None,
            flagged=bool(verdict.flagged),
            staff=staff,
        )
        if score is not None:
            day = day_of(community, message.sent_at)
            self._scores.keep(community.id, seen, score, verdict.flagged, day, edit=edit)
        # from here to the findings nothing waits: two messages at once meet in the window
        found = findings(window, seen, self._configs.of(SafetyConfig, community.id))
        # moderators quote words of the list, as AutoMod lets them
        if self.words is not None and not staff:
            word = await self.words.match(community.id, message.text)
            found = (*found, word) if word else found
        await self._file(community, message, seen, score, verdict, found, edit=edit)

    async def _score(self, community: Community, message: Message, edit: bool) -> Score | None:
        if message.text.strip() and await self._reading.reads(message.text):
            return await self._reading.score(community, message.text)
        if edit:
            self._scores.drop(message.ref.channel.id, message.ref.native_id)
        else:
            self._reading.unread[community.id] += 1
            self._scores.unread(community.id, day_of(community, message.sent_at))
        return None

    async def _file(
        self,
        community: Community,
        message: Message,
        seen: Seen,
        score: Score | None,
        verdict: Verdict,
        found: tuple[Finding, ...],
        *,
        edit: bool,
    ) -> None:
        channel, native_id = message.ref.channel, message.ref.native_id
        shown = verdict.flagged or (found and not self._reading.counts_only(community.id))
        if edit and not shown:
            await self._desk.changed(channel, native_id, edited="harmless")
            if self.patience is not None:
                await self.patience.better(channel.id, native_id)
        if not (shown or found or verdict.observed):
            return
        # what is only too much is against nobody, whoever happens to be named in it
        spam = not verdict.flagged and all(finding.name in GRADUAL for finding in found)
        draft = replace(
            await self._reading.draft(community, message),
            score=score,
            flagged=verdict.flagged or verdict.observed,
            limits=verdict.limits,
            edit=edit,
            target_id=None if spam and found else seen.aim.surest,
            findings=found,
        )
        if not shown:
            await self._desk.file(draft, observed=True)
            return
        # what the bot may act on stays apart, so that it acts on nothing else
        alone = bool(verdict.act) and self.act is not None and not draft.author_is_staff
        if not (alone or found) and await self._held(community, draft, message):
            return
        window = await self._window(community.id)
        if alone:
            for finding in found:
                window.untold(finding)
        else:
            draft = replace(draft, also=await self._earlier.of(window, message, found))
        filed = await self._desk.file(draft, alone=alone)
        # an edited message may be part of an event already, which is for people to decide
        single = filed.alert.undecided and len(filed.alert.messages) == 1
        if alone and single and self.act is not None:
            measure = self._configs.of(SafetyConfig, community.id).act_with
            await self.act(community, filed.alert, measure, self._clock.now())

    async def _held(self, community: Community, draft: Draft, message: Message) -> bool:
        if self.patience is None:
            return False
        return await self.patience.hold(community, draft, message.author)

    async def deleted(self, community_id: int, channel: Channel, message_id: int) -> None:
        """A message was deleted, by whomever."""
        async with self._turn(channel, message_id):
            if (window := self._windows.get(community_id)) is not None:
                window.deleted(channel.id, message_id)
            await self._desk.changed(channel, message_id, gone=True)
            if self.patience is not None:
                await self.patience.better(channel.id, message_id)

    # ---- what is remembered

    async def _window(self, community_id: int) -> Window:
        window = self._windows.get(community_id)
        if window is None:
            config = self._configs.of(SafetyConfig, community_id)
            window = self._windows[community_id] = Window(span_of(config))
            since = self._clock.now() - span_of(config)
            cleared, decided = await self._scores.decided_since(community_id, since)
            kept = await self._judging.seen_since(community_id, since)
            window.restore(kept, cleared, decided)
            await self._hear(community_id, kept)
        return window

    async def _hear(self, community_id: int, kept: Sequence[Seen]) -> None:
        """After a restart: who is called how, of those who wrote or were written to."""
        latest = reversed(kept)
        people = dict.fromkeys(i for seen in latest for i in (seen.author_id, *seen.targets))
        names = self._reading.names[community_id]
        members = await self._directory.members(list(people)[:MOST_NAMES])
        for member in members.values():
            names.hear(member)

    async def _staff_of(self, community_id: int) -> frozenset[int]:
        """Who has moderator rights, as of a minute ago at most; acting asks the platform."""
        if (known := self._staff_known(community_id)) is None:
            async with self._asking:  # one asks, the others wait for it
                if (known := self._staff_known(community_id)) is None:
                    staff = await self._directory.staff(community_id, Level.MODERATOR)
                    known = frozenset(member.id for member in staff)
                    self._staff[community_id] = (self._clock.now(), known)
        return known

    def _staff_known(self, community_id: int) -> frozenset[int] | None:
        at, known = self._staff.get(community_id, (None, frozenset[int]()))
        fresh = at is not None and 0 <= self._clock.now() - at < MINUTE_MS
        return known if fresh else None

    async def settled(self, alert: Alert, outcome: Outcome) -> None:
        """Learn from a decision: to be told of each (`Decisions.listen`)."""
        window = self._windows.get(alert.community_id)
        if window is None:
            return
        automatic = bool(alert.detail.get("automatic"))
        for said in alert.messages:
            if outcome == "dismissed":
                window.cleared(said.channel_id, said.message_id)
            else:
                window.settled(said.channel_id, said.message_id, automatic=automatic)

    async def taken_back(self, alert: Alert) -> None:
        """A decision was undone: its messages are no evidence any more."""
        if (window := self._windows.get(alert.community_id)) is not None:
            for said in alert.messages:
                window.cleared(said.channel_id, said.message_id)

    def link(self, kept: int, gone: int) -> None:
        """Two members turned out to be one."""
        self._reading.forget(gone)
        for window in self._windows.values():
            window.link(kept, gone)

    def forget(self, member_id: int) -> None:
        """What is remembered of a member goes."""
        self._reading.forget(member_id)
        for window in self._windows.values():
            window.forget_member(member_id)
