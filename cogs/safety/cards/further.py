"""What a card asks beside the decision: who is next, and where it was."""

from __future__ import annotations

from bot.api.errors import UserError
from bot.api.model import Community
from bot.api.services import Clock, Directory, Score
from bot.api.text import T

from ..alerts.desk import Desk
from ..alerts.model import Alert, Draft, Said, about_message
from ..alerts.reading import Reading
from ..alerts.store import AlertStore


class Further:
    """Carries out what moderators answer to that."""

    def __init__(
        self,
        desk: Desk,
        store: AlertStore,
        reading: Reading,
        directory: Directory,
        clock: Clock,
    ) -> None:
        self._desk = desk
        self._store = store
        self._reading = reading
        self._directory = directory
        self._clock = clock

    async def author(self, community: Community, alert: Alert, member_id: int) -> Alert:
        """An alert of its own about somebody of whom nothing was decided on this one."""
        left = (await self._desk.view(alert)).left
        said = [one for one in alert.messages if one.author_id == member_id]
        if member_id not in left or not said:
            raise UserError(T("Somebody has looked at that already."))
        worst = max(said, key=lambda one: (not one.gone, one.weight))
        draft = await self._draft(community, alert, worst, [one for one in said if one != worst])
        return (await self._desk.file(draft, alone=True)).alert

    async def _draft(
        self, community: Community, alert: Alert, worst: Said, also: list[Said]
    ) -> Draft:
        channel = await self._directory.channel(worst.channel_id)
        member = (await self._directory.members([worst.author_id or 0])).get(worst.author_id or 0)
        if member is None:
            raise UserError(T("This person is no longer known here."))
        space = channel.space if channel else None
        return Draft(
            community_id=community.id,
            about=about_message(worst.channel_id, worst.message_id),
            author_id=member.id,
            author_is_staff=await self._reading.is_staff(space, member),
            now=self._clock.now(),
            space_id=alert.space_id,
            channel_id=worst.channel_id,
            message_id=worst.message_id,
            url=worst.url,
            text=worst.text,
            sent_at=worst.sent_at,
            score=Score(worst.scores, worst.flagged, alert.model or "") if worst.scores else None,
            flagged=worst.flagged,
            limits=worst.limits,
            target_id=worst.target_id or alert.target_id,
            findings=alert.findings,
            also=tuple(also),
        )

    async def home(self, alert: Alert, space_id: int) -> Alert:
        """A moderator says which place an alert is about; the alert as it is then."""
        view = await self._desk.view(alert)
        space = next((home for home in view.homes if home.id == space_id), None)
        if space is None or view.author is None:
            raise UserError(T("That is no longer in use."))
        staff = await self._reading.is_staff(space, view.author)
        await self._store.happened_in(alert.id, space.id, staff=staff)
        return await self._store.get(alert.community_id, alert.id) or alert
