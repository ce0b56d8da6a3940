"""Earlier messages that patterns found to be part of an event, while their texts are known."""

from __future__ import annotations

from collections.abc import Sequence

from bot.api.model import Channel, Message
from bot.api.services import Directory, Moderation, Score

from ...detection.judging import Verdict
from ...detection.patterns import GRADUAL
from ...detection.seen import Finding, Seen
from ...detection.window import Place, Window
from ..model import Said
from ..reading import Reading

COMING_BACK = "evasion"  # its former message is no part of the new event


class Earlier:
    """Looks them up in memory."""

    def __init__(self, reading: Reading, directory: Directory, moderation: Moderation) -> None:
        self._reading = reading
        self._directory = directory
        self._moderation = moderation

    async def of(
        self, window: Window, message: Message, found: Sequence[Finding]
    ) -> tuple[Said, ...]:
        """Those of them that belong into the alert of a message."""
        channels = dict[int, Channel | None]()
        mine = (message.ref.channel.id, message.ref.native_id)
        also: list[Said] = []
        for place in _others(found, mine):
            if place[0] not in channels:
                channels[place[0]] = await self._directory.channel(place[0])
            channel, seen = channels[place[0]], window.find(place)
            if channel is None or seen is None:
                continue
            known = self._moderation.recent(channel, place[1], count=0)
            strikes = window.strikes(seen.fingerprint)
            gone = any(s.seen.place == place and not s.settled for s in strikes)
            also += [await self._said(one, seen, gone=gone) for one in known]
        # what was bad enough by itself has its alert, perhaps one about somebody else
        spread = {p for f in found if f.name in GRADUAL for p in f.fresh}
        spread -= {p for f in found if f.name not in GRADUAL for p in f.fresh}
        return tuple(
            one for one in also if not one.flagged or (one.channel_id, one.message_id) not in spread
        )

    async def _said(self, message: Message, seen: Seen, *, gone: bool) -> Said:
        flagged, limits = Verdict().flagged, Verdict().limits
        if seen.labels:
            score = Score(seen.labels, (), self._reading.model or "")
            verdict = await self._reading.verdict(seen.community_id, message.ref.channel, score)
            flagged, limits = verdict.flagged, verdict.limits
        return Said(
            channel_id=seen.channel_id,
            message_id=seen.message_id,
            author_id=seen.author_id,
            sent_at=seen.sent_at,
            target_id=seen.aim.surest,
            text=message.text,
            url=message.url,
            scores=seen.labels,
            flagged=flagged,
            limits=limits,
            gone=gone,
        )


def _others(found: Sequence[Finding], mine: Place) -> list[Place]:
    """What has joined the findings since they were told: the rest is in the alert already."""
    fresh = (place for one in found if one.name != COMING_BACK for place in one.fresh)
    return [place for place in dict.fromkeys(fresh) if place != mine]
