"""Reading one message: its language, its score, whom it is aimed at."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from dataclasses import replace

from bot.api.errors import TownhallError
from bot.api.model import Channel, Community, Member, Message, Space
from bot.api.people import Level
from bot.api.services import Clock, Configs, Languages, Load, Moderation, Score, Toxicity

from ..config import SafetyConfig
from ..detection.judging import Judging, Verdict
from ..detection.names import Names, names_of
from ..detection.seen import Aim
from ..detection.targets import targets_of
from .model import Draft, about_message

log = logging.getLogger(__name__)

AROUND = 20
SHORT = 200  # characters; of so few the language is told in place


class Reading:
    """Scores messages that the model can read, and counts what it cannot."""

    def __init__(
        self,
        configs: Configs,
        moderation: Moderation,
        clock: Clock,
        toxicity: Toxicity,
        languages: Languages,
        judging: Judging,
        load: Load,
    ) -> None:
        self._configs = configs
        self._moderation = moderation
        self._clock = clock
        self._toxicity = toxicity
        self._languages = languages
        self._judging = judging
        self._load = load
        self._said_missing = False
        self.scored: Counter[int] = Counter()
        """Messages scored since the start, by community."""
        self.unread: Counter[int] = Counter()
        """Messages since the start in a language that the model does not read, by community."""
        self.model: str | None = None
        """The model that gave the last score."""
        self.names: defaultdict[int, Names] = defaultdict(Names)
        """Who was heard of, by community."""

    def watches(self, community_id: int) -> bool:
        """Whether any label is looked at here."""
        config = self._configs.of(SafetyConfig, community_id)
        return config.mode != "off" or any(mode != "off" for mode in config.modes.values())

    def counts_only(self, community_id: int) -> bool:
        """Whether what is found is only counted."""
        return self._configs.of(SafetyConfig, community_id).mode in ("off", "observe")

    def gives_up(self, community_id: int, message: Message, *, edit: bool) -> bool:
        """Whether there is no time to score it: too much waits."""
        if not message.text.strip() or not self._toxicity.available:
            return False
        return self._load.gives_up("edit" if edit else "message", community_id)

    async def reads(self, text: str) -> bool:
        """Whether the model knows the language of a text, as far as that can be told."""
        known = self._toxicity.languages
        if not known or not self._toxicity.available:
            return True
        if len(text) <= SHORT:
            language = self._languages.of(text)
        else:
            language = await asyncio.to_thread(self._languages.of, text)
        return language is None or language in known

    async def score(self, community: Community, text: str) -> Score | None:
        """None without a model."""
        score = await self._toxicity.score(text) if self._toxicity.available else None
        if score is not None:
            self.model = score.model
            self.scored[community.id] += 1
        elif not self._toxicity.available and not self._said_missing:
            self._said_missing = True
            log.warning("There is no toxicity model: messages are not scored; /report works.")
        return score

    async def verdict(self, community_id: int, channel: Channel, score: Score | None) -> Verdict:
        """What the score means in this channel."""
        if score is None:
            return Verdict()
        await self._judging.prepare(community_id, channel)
        return self._judging.verdict(community_id, channel.id, score)

    def abuse(self, community_id: int, channel_id: int, score: Score | None) -> float:
        """The highest score that counts in this channel; `verdict` comes first."""
        if score is None:
            return 0.0
        return self._judging.abuse(community_id, channel_id, score.labels)

    def aim(self, message: Message) -> Aim:
        """The members a message is aimed at; whoever is in it is heard of from now on."""
        channel, native_id = message.ref.channel, message.ref.native_id
        names = self.names[message.author.community_id]
        for member in (message.reply_to_member, *message.mentioned, message.author):
            if member is not None:
                names.hear(member)
        recent = self._moderation.recent(channel, native_id, count=AROUND)
        return targets_of(message, recent, names_of(m.author for m in recent), names)

    def forget(self, member_id: int) -> None:
        """Nothing is known of a member any more."""
        for names in self.names.values():
            names.forget(member_id)

    async def draft(self, community: Community, message: Message) -> Draft:
        """A message on its way to the moderators, not judged yet."""
        channel, native_id = message.ref.channel, message.ref.native_id
        return Draft(
            community_id=community.id,
            about=about_message(channel.id, native_id),
            author_id=message.author.id,
            author_is_staff=await self.is_staff(channel.space, message.author),
            now=self._clock.now(),
            space_id=channel.space.id if channel.space else None,
            channel_id=channel.id,
            message_id=native_id,
            url=message.url,
            text=message.text,
            sent_at=message.sent_at,
        )

    async def judged(self, community: Community, message: Message) -> Draft:
        """A message that somebody else brings up, with what the model says of it."""
        score, text = None, message.text
        if self.watches(community.id) and text.strip() and await self.reads(text):
            score = await self.score(community, text)
        verdict = await self.verdict(community.id, message.ref.channel, score)
        draft = await self.draft(community, message)
        target = self.aim(message).surest
        return replace(
            draft, score=score, flagged=verdict.flagged, limits=verdict.limits, target_id=target
        )

    async def is_staff(self, space: Space | None, member: Member) -> bool:
        """Whether somebody has moderator rights there, asked of the platform."""
        if space is None or member.account.platform != space.platform:
            return False
        try:
            return await self._moderation.level(space, member) >= Level.MODERATOR
        except (TownhallError, ConnectionError, TimeoutError):
            return False  # only the look of the card: acting asks the platform again
