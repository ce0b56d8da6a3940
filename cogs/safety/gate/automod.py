"""What the platform's own filter (Discord's AutoMod) did becomes an alert."""

from __future__ import annotations

from dataclasses import replace

from bot.api.events import AutoModActed
from bot.api.model import Channel
from bot.api.services import Clock, Directory, Moderation

from ..alerts.model import Draft, about_member, about_message
from ..alerts.reading import Reading
from ..detection.seen import Finding
from . import wording
from .words import Words


class AutoMod:
    """Turns what was blocked or reported into a draft."""

    def __init__(
        self,
        words: Words,
        reading: Reading,
        directory: Directory,
        moderation: Moderation,
        clock: Clock,
    ) -> None:
        self._words = words
        self._reading = reading
        self._directory = directory
        self._moderation = moderation
        self._clock = clock

    async def acted(self, event: AutoModActed) -> Draft | None:
        """A draft about the message, or about the member when it was blocked: then there is no
        message, and what else of them is blocked joins it. None when nobody is to look, as when
        staff quoted a word of the list.

        A message that the platform let stand is heard of by itself too; both become one alert.
        """
        community, channel = event.community, event.channel
        if not self._reading.watches(community.id):
            return None
        if channel is not None and await self._directory.is_place(channel, "moderators"):
            return None
        listed = (await self._words.prepare(community.id)).found(event.text)
        blocked = event.message_native_id is None
        detail = {"blocked": int(blocked), "words": len(listed), "times": 1}
        draft = await self._draft(event, channel)
        if listed and draft.author_is_staff:
            return None
        draft = await self._judged(event, draft)
        return replace(draft, findings=(Finding(wording.FILTERED, detail),))

    async def _draft(self, event: AutoModActed, channel: Channel | None) -> Draft:
        plain = Draft(
            community_id=event.community.id,
            about=about_member(event.member.id),
            author_id=event.member.id,
            author_is_staff=await self._reading.is_staff(event.space, event.member),
            now=self._clock.now(),
            space_id=event.space.id,
            channel_id=channel.id if channel else None,
            text=event.text or None,
            sent_at=event.at,
        )
        if channel is None or event.message_native_id is None:
            return plain
        native_id = event.message_native_id
        # only a hint: the news of the message may come after the news of what AutoMod did
        known = self._moderation.recent(channel, native_id, count=0)
        message = next((m for m in known if m.ref.native_id == native_id), None)
        return replace(
            plain,
            about=about_message(channel.id, native_id),
            message_id=native_id,
            url=message.url if message else None,
            text=(message.text if message else "") or plain.text,
            sent_at=message.sent_at if message else plain.sent_at,
        )

    async def _judged(self, event: AutoModActed, draft: Draft) -> Draft:
        """With what the model says of it, for a threat is more urgent than a rude word."""
        if event.channel is None or not draft.text or not await self._reading.reads(draft.text):
            return draft
        score = await self._reading.score(event.community, draft.text)
        verdict = await self._reading.verdict(event.community.id, event.channel, score)
        return replace(draft, score=score, flagged=verdict.flagged, limits=verdict.limits)
