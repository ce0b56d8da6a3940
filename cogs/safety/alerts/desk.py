"""Where flags and reports come in and become cards."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.api.errors import TownhallError
from bot.api.model import Channel, Community, Member, Message, Space
from bot.api.people import Level
from bot.api.reply import Reply
from bot.api.services import (
    Clock,
    Configs,
    Directory,
    Moderation,
    Outbox,
    Scheduler,
    Score,
    Toxicity,
)

from ..cards import card as cards
from ..cards.wording import View
from ..config import SafetyConfig
from ..members import notices
from .filing import Filed, FilingStore
from .model import Alert, Draft, about_member, about_message, flags, weightiest
from .store import MINUTE_MS, AlertStore

log = logging.getLogger(__name__)


class Desk:
    """Scores messages, files alerts and keeps their cards up to date."""

    def __init__(
        self,
        filing: FilingStore,
        store: AlertStore,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        moderation: Moderation,
        scheduler: Scheduler,
        toxicity: Toxicity,
        clock: Clock,
    ) -> None:
        self._filing = filing
        self._store = store
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._moderation = moderation
        self._scheduler = scheduler
        self._toxicity = toxicity
        self._clock = clock
        self._said_missing = False
        self.scored: Counter[int] = Counter()
        """Messages scored since the start, by community."""
        self.model: str | None = None
        """The model that gave the last score."""

    # ---- taking in

    async def consider(self, community: Community, message: Message, *, edit: bool) -> None:
        """Score one message; make or update its alert when it is flagged."""
        config = self._configs.of(SafetyConfig, community.id)
        channel = message.ref.channel
        if config.mode == "off" or not message.text.strip():
            return
        # Moderators quote what they talk about; nobody is to be protected from their channel.
        if await self._directory.is_place(channel, "moderators"):
            return
        score = await self._score(message.text)
        if score is None:
            return
        self.scored[community.id] += 1
        flagged = flags(score, config.thresholds)
        if not flagged:
            if edit:
                await self.changed(channel, message.ref.native_id, edited="harmless")
            return
        draft = await self._draft(community, message, score, flagged)
        filed = await self._filing.file(
            replace(draft, edit=edit),
            observed=config.mode == "observe",
            cards_a_minute=config.cards_a_minute,
        )
        await self._publish(filed)

    async def report(
        self, community: Community, reporter: Member, message: Message, reason: str
    ) -> Filed:
        """A member reports a message."""
        config = self._configs.of(SafetyConfig, community.id)
        score = None
        if config.mode != "off" and message.text.strip():
            score = await self._score(message.text)
        flagged = flags(score, config.thresholds) if score else ()
        draft = await self._draft(community, message, score, flagged)
        return await self._reported(draft, reporter, reason, config)

    async def report_member(
        self, community: Community, reporter: Member, member: Member, space: Space | None, why: str
    ) -> Filed:
        """A member reports somebody without pointing at a message."""
        space = space or await self._only_space(community, member)
        draft = Draft(
            community_id=community.id,
            about=about_member(member.id),
            author_id=member.id,
            author_is_staff=await self._is_staff(space, member),
            now=self._clock.now(),
            space_id=space.id if space else None,
        )
        config = self._configs.of(SafetyConfig, community.id)
        return await self._reported(draft, reporter, why, config)

    async def _reported(
        self, draft: Draft, reporter: Member, reason: str, config: SafetyConfig
    ) -> Filed:
        filed = await self._filing.file(
            draft, cards_a_minute=config.cards_a_minute, report=(reporter.id, reason)
        )
        await self._publish(filed)
        return filed

    async def changed(
        self, channel: Channel, message_id: int, *, edited: str | None = None, gone: bool = False
    ) -> None:
        """Note on the open alert of a message, if any, that it was edited or deleted."""
        alert = await self._store.changed(channel.id, message_id, edited=edited, gone=gone)
        if alert is not None:
            await self.refresh(alert)

    async def _score(self, text: str) -> Score | None:
        score = await self._toxicity.score(text) if self._toxicity.available else None
        if score is not None:
            self.model = score.model
        elif not self._toxicity.available and not self._said_missing:
            self._said_missing = True
            log.warning("There is no toxicity model: messages are not scored; /report works.")
        return score

    async def _draft(
        self, community: Community, message: Message, score: Score | None, flagged: tuple[str, ...]
    ) -> Draft:
        channel, native_id = message.ref.channel, message.ref.native_id
        return Draft(
            community_id=community.id,
            about=about_message(channel.id, native_id),
            author_id=message.author.id,
            author_is_staff=await self._is_staff(channel.space, message.author),
            now=self._clock.now(),
            space_id=channel.space.id if channel.space else None,
            channel_id=channel.id,
            message_id=native_id,
            url=message.url,
            text=message.text,
            sent_at=message.sent_at,
            score=score,
            flagged=flagged,
        )

    async def _is_staff(self, space: Space | None, member: Member) -> bool:
        if space is None or member.account.platform != space.platform:
            return False
        try:
            return await self._moderation.level(space, member) >= Level.MODERATOR
        except (TownhallError, ConnectionError, TimeoutError):
            return False  # only the look of the card: acting asks the platform again

    async def _only_space(self, community: Community, member: Member) -> Space | None:
        spaces = await self._directory.spaces(community.id)
        fitting = [s for s in spaces if s.platform == member.account.platform]
        return fitting[0] if len(fitting) == 1 else None

    # ---- cards

    async def _publish(self, filed: Filed) -> None:
        alert = filed.alert
        if alert.card == "none":
            return
        if not filed.new:
            await self.refresh(alert)
        elif alert.card == "folded":
            await self._show_wave(alert)
        else:
            await self._show(alert)

    async def _show(self, alert: Alert) -> None:
        card = await self.card(alert)
        await self._send(alert, card, cards.tag(alert.id))
        await self._store.shown(alert.id)

    async def _show_wave(self, alert: Alert) -> None:
        if alert.flood is None:
            return
        tag, reply = cards.wave_tag(alert.flood), cards.wave(*await self._store.wave(alert.flood))
        if alert.id == alert.flood:
            await self._send(alert, reply, tag)
        else:
            await self._outbox.update(alert.community_id, tag, reply)

    async def refresh(self, alert: Alert) -> Reply:
        """Bring every copy of a card up to date; the card as it is now."""
        card = await self.card(alert)
        await self._outbox.update(alert.community_id, cards.tag(alert.id), card)
        if alert.flood is not None:
            summary = cards.wave(*await self._store.wave(alert.flood))
            await self._outbox.update(alert.community_id, cards.wave_tag(alert.flood), summary)
        return card

    async def card(self, alert: Alert) -> Reply:
        """The card of an alert, with the words that weighed most (found once, then kept)."""
        if alert.words is None and alert.text and alert.flagged and alert.undecided:
            explained = await self._toxicity.explain(alert.text, alert.flagged[0])
            if explained:
                alert = replace(alert, words=weightiest(explained))
                await self._store.note_words(alert.id, alert.words or ())
        return cards.card(await self.view(alert))

    async def view(self, alert: Alert) -> View:
        """An alert with its people and places."""
        failed_by = alert.failure.by if alert.failure else None
        decider = alert.settled_by or failed_by
        ids = [i for i in (alert.author_id, decider, alert.undone_by) if i is not None]
        people = await self._directory.members(ids)
        community = await self._directory.community(alert.community_id)
        channel = await self._directory.channel(alert.channel_id) if alert.channel_id else None
        context: Sequence[Message] = ()
        if channel is not None and alert.message_id is not None and alert.undecided:
            context = self._moderation.recent(channel, alert.message_id)
        return View(
            alert=alert,
            author=people.get(alert.author_id or 0),
            channel=channel,
            decider=people.get(decider or 0),
            undoer=people.get(alert.undone_by or 0),
            context=context,
            time_out_s=self._configs.of(SafetyConfig, alert.community_id).time_out_seconds,
            weak_language=not community.locale.startswith("en"),
        )

    async def _send(self, alert: Alert, reply: Reply, tag: str) -> None:
        """To the moderators of the space where it happened, else to all, else privately."""
        places = await self._directory.place(alert.community_id, "moderators")
        near = [p for p in places if p.space is not None and p.space.id == alert.space_id]
        for place in near or places:
            await self._outbox.post(place, reply, tag=tag, key=f"{tag}:{place.id}")
        if places:
            return
        everybody = await self._directory.staff(alert.community_id, Level.MODERATOR)
        staff = [member for member in everybody if member.id != alert.author_id]
        if not staff:
            log.warning("An alert waits in /safety queue: no moderator is known yet.")
        for member in staff:
            await self._outbox.tell(member, reply, tag=tag, key=f"{tag}:member:{member.id}")
        if staff and await self._scheduler.claim(alert.community_id, "safety.no_place", "once"):
            for member in staff:
                await self._outbox.tell(member, notices.no_place())

    async def catch_up(self) -> None:
        """Post the cards that a crash kept from being posted."""
        for alert in await self._store.without_card(self._clock.now() - MINUTE_MS):
            await self._show(alert)
