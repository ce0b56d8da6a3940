"""Where flags and reports become cards, and where cards are kept up to date."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary

from bot.api.errors import UserError
from bot.api.model import Channel, Community, Member, Message, Space
from bot.api.reply import Reply
from bot.api.services import Clock, Configs, Directory, Outbox, Scheduler, Toxicity
from bot.api.text import T

from ..cards import card as cards
from ..cards import lists
from ..cards.places import homes_of
from ..cards.posting import Posting
from ..cards.viewing import Viewer
from ..cards.wording import View
from ..config import SafetyConfig
from ..times import MINUTE_MS
from .filing import Filed, FilingStore
from .model import PUNCTUATION, Alert, Draft, about_member, weightiest
from .ports import OnCard
from .reading import Reading
from .store import AlertStore

DRAWN_ANEW = 20


class Desk:
    """Files what comes in, and brings every copy of a card to what the database says."""

    def __init__(
        self,
        filing: FilingStore,
        store: AlertStore,
        viewer: Viewer,
        reading: Reading,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        scheduler: Scheduler,
        toxicity: Toxicity,
        clock: Clock,
    ) -> None:
        self._filing = filing
        self._store = store
        self._viewer = viewer
        self._reading = reading
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._posting = Posting(viewer, directory, outbox, scheduler)
        self._toxicity = toxicity
        self._clock = clock
        self._listeners: list[OnCard] = []
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._waiting: set[int] = set()
        self._caught_up = False

    def listen(self, fn: OnCard) -> None:
        """Call `fn(alert)` when a card has been posted, also again after a crash."""
        self._listeners.append(fn)

    # ---- taking in

    async def file(
        self,
        draft: Draft,
        *,
        observed: bool = False,
        alone: bool = False,
        report: tuple[int, str] | None = None,
    ) -> Filed:
        """Make an alert of a draft, or let it join one; and show it."""
        config = self._configs.of(SafetyConfig, draft.community_id)
        filed = await self._filing.file(
            draft,
            observed=observed,
            cards_a_minute=config.cards_a_minute,
            mild_an_hour=config.mild_an_hour,
            gather_minutes=config.gather_minutes,
            alone=alone,
            report=report,
        )
        await self._publish(filed)
        return filed

    async def show(self, draft: Draft) -> None:
        """Bring a draft that was held back before the moderators."""
        await self.file(draft)

    async def report(
        self, community: Community, reporter: Member, message: Message, reason: str
    ) -> Filed:
        """A member reports a message."""
        draft = await self._reading.judged(community, message)
        return await self.file(draft, report=(reporter.id, reason))

    async def report_member(
        self, community: Community, reporter: Member, member: Member, space: Space | None, why: str
    ) -> Filed:
        """A member reports somebody without pointing at a message."""
        space = space or await self._only_space(member)
        draft = Draft(
            community_id=community.id,
            about=about_member(member.id),
            author_id=member.id,
            author_is_staff=await self._reading.is_staff(space, member),
            now=self._clock.now(),
            space_id=space.id if space else None,
        )
        return await self.file(draft, report=(reporter.id, why))

    async def changed(
        self, channel: Channel, message_id: int, *, edited: str | None = None, gone: bool = False
    ) -> None:
        """Note on the undecided alerts with a message, if any, that it was edited or deleted."""
        for alert in await self._store.changed(channel.id, message_id, edited=edited, gone=gone):
            await self.redraw(alert.community_id, alert.id)

    async def _only_space(self, member: Member) -> Space | None:
        homes = await homes_of(self._directory, member)
        return homes[0] if len(homes) == 1 else None

    # ---- cards

    async def _publish(self, filed: Filed) -> None:
        alert = filed.alert
        for part in filed.merged:
            await self._merged(alert, part)
        for flood in filed.waves:
            await self._draw_wave(alert.community_id, flood)
        if alert.card == "none":
            return
        if not filed.granted:
            await self.redraw(alert.community_id, alert.id)
        elif alert.card == "folded":
            await self._show_wave(alert)
        else:
            await self._show(alert)

    async def _show(self, alert: Alert) -> None:
        async with self._turn(alert.id):
            known = await self._store.get(alert.community_id, alert.id)
            if known is None:
                return
            await self._posting.post(known)
        for listener in self._listeners:
            await listener(known)
        # last: what a crash cut off is done again, and neither post nor listeners mind
        await self._store.shown(known.id)

    async def _merged(self, alert: Alert, part: int) -> None:
        """The card of what has become part of another alert goes; where it is only on its way,
        it will say so when it has come."""
        async with self._turn(part):
            await self._posting.retract(alert.community_id, part, lists.part_of(alert.id))

    async def _show_wave(self, alert: Alert) -> None:
        if alert.flood is None:
            return
        if alert.id == alert.flood:
            await self._send_wave(alert, alert.flood)
        else:
            await self._draw_wave(alert.community_id, alert.flood)

    async def _send_wave(self, alert: Alert, flood: int) -> None:
        reply = lists.wave(*await self._store.wave(flood))
        await self._posting.send(alert, reply, cards.wave_tag(flood))

    async def _draw_wave(self, community_id: int, flood: int | None) -> None:
        if flood is not None:
            summary = lists.wave(*await self._store.wave(flood))
            await self._outbox.update(community_id, cards.wave_tag(flood), summary)

    def _turn(self, alert_id: int) -> asyncio.Lock:
        """One at a time draws a card, so that what was read last also stands last."""
        return self._turns.setdefault(alert_id, asyncio.Lock())

    async def refresh(self, alert: Alert) -> Reply:
        """Bring every copy of a card up to date; the card as it is now."""
        async with self._turn(alert.id):
            known = await self._store.get(alert.community_id, alert.id)
            if known is not None:
                card = await self._posting.update(known)
            else:
                card = await self.card(alert)
        await self._draw_wave(alert.community_id, alert.flood)
        return card

    async def redraw(self, community_id: int, alert_id: int) -> None:
        """Like `refresh`; of many at once, those that wait are drawn as one."""
        if alert_id in self._waiting:
            return
        self._waiting.add(alert_id)
        try:
            async with self._turn(alert_id):
                self._waiting.discard(alert_id)
                alert = await self._store.get(community_id, alert_id)
                if alert is None:
                    return
                await self._posting.update(alert)
        finally:
            self._waiting.discard(alert_id)
        await self._draw_wave(community_id, alert.flood)

    async def explain(self, alert: Alert) -> Reply:
        """Find the words that weighed most in the score, and put them on the card."""
        if alert.words is None and alert.text and alert.flagged:
            explained = await self._toxicity.explain(alert.text, alert.flagged[0])
            if not explained:
                raise UserError(T("The model cannot tell right now. Please try again later."))
            view = await self._viewer.short(alert)
            named = {part for one in view.people.values() for part in words_of(one.name)}
            told = [(word, weight) for word, weight in explained if not called(word, named)]
            await self._store.note_words(alert.id, weightiest(told), alert.text)
        return await self.refresh(alert)

    async def card(self, alert: Alert) -> Reply:
        """The card of an alert."""
        return await self._posting.card(alert)

    async def view(self, alert: Alert) -> View:
        """An alert with its people and places."""
        return await self._viewer.short(alert)

    async def kept_from(self, member: Member, alert: Alert | None = None) -> bool:
        """Whether a moderator may not look at an alert, or at any about themselves, as there are
        others who can."""
        if alert is not None and member.id not in alert.authors:
            return False
        return bool(await self._posting.others(member.community_id, (member.id,)))

    # ---- after a restart, and after somebody was forgotten

    async def catch_up(self) -> None:
        """Post the cards that a crash kept from being posted. The first time also the summaries,
        and the cards are drawn anew that a message had joined last: perhaps it is not on them."""
        before = self._clock.now() - MINUTE_MS
        for community in await self._directory.communities():
            for alert in await self._store.without_card(community.id, before):
                await self._show(alert)
            if not self._caught_up:
                await self._draw_anew(community.id)
        self._caught_up = True

    async def _draw_anew(self, community_id: int) -> None:
        for alert in await self._store.waves(community_id):
            if alert.flood is not None:  # posted once, however often it is sent
                await self._send_wave(alert, alert.flood)
                await self._draw_wave(community_id, alert.flood)
        for alert_id in await self._store.touched(community_id, DRAWN_ANEW):
            await self.redraw(community_id, alert_id)

    async def forgotten(self) -> None:
        """Draw every open card anew: the words of somebody may stand around any of them."""
        for community in await self._directory.communities():
            for alert_id in await self._store.undecided(community.id):
                await self.redraw(community.id, alert_id)


def words_of(name: str) -> set[str]:
    """A name and its words, as they may be written."""
    return {part.casefold() for part in (name, *name.split())}


def called(word: str, named: set[str]) -> bool:
    """Whether a word only says who is meant."""
    return word.startswith("@") or word.strip(PUNCTUATION).casefold() in named
