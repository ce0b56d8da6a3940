"""Reminders: to the team of ideas without an answer, to owners of those whose date has passed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from bot.api.calendar import midnight
from bot.api.model import Community, Member
from bot.api.people import Level
from bot.api.reply import Button, Reply
from bot.api.services import Clock, Configs, Directory, Outbox
from bot.api.text import Join, Mention, Moment, N, T, Text, bold, lines

from ..board import cards
from ..board.payloads import Details
from ..config import IdeasConfig
from ..model import Idea
from ..store import StepStore
from .wording import more, steps_for_owner, title

SHOWN = 5


class Reminding:
    """One message a round to the team at most, and one an overdue date to an owner."""

    def __init__(
        self,
        steps: StepStore,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._steps = steps
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._clock = clock

    async def remind(self, community: Community, since: date, today: date) -> None:
        """What a round has to say; with the same `since` again nothing is said twice."""
        await self._owners(community, today)
        await self._team(community, since, today)

    async def _owners(self, community: Community, today: date) -> None:
        late = await self._steps.overdue(community.id, midnight(today, community.timezone))
        owners = await self._directory.members(sorted({idea.owner_id or 0 for idea in late} - {0}))
        for idea in late:
            if (owner := owners.get(idea.owner_id or 0)) is not None:
                key = f"{cards.tag(idea)}:overdue:{idea.due_at}:{owner.id}"
                await self._outbox.tell(owner, overdue(idea), key=key)

    async def _team(self, community: Community, since: date, today: date) -> None:
        days, zone = self._configs.of(IdeasConfig, community.id).answer_days, community.timezone
        now, asked, waiting = self._clock.now(), 0, list[Idea]()
        if days:
            asked = midnight(today - timedelta(days=days - 1), zone)
            waiting = await self._steps.waiting(community.id, now, days, asked)
        late = await self._steps.overdue(community.id, midnight(today, zone), asked)
        if not waiting and not late:
            return
        owners = await self._directory.members(sorted({idea.owner_id or 0 for idea in late} - {0}))
        ids = [idea.id for idea in (*waiting, *late)]
        # after a crash the same ones are not asked for again; another round of that day may be
        key = f"ideas:team:{community.id}:{since}:{len(ids)}:{max(ids)}"
        await self._post(community, to_the_team(waiting, late, owners), key)
        await self._steps.asked(ids, now)

    async def _post(self, community: Community, reply: Reply, key: str) -> None:
        """Where moderators talk; where there is no such place, to each of them."""
        places = await self._directory.place(community.id, "moderators")
        for channel in places:
            await self._outbox.post(channel, reply, key=f"{key}:{channel.id}")
        if not places:
            for member in await self._directory.staff(community.id, Level.MODERATOR):
                await self._outbox.tell(member, reply, key=f"{key}:member:{member.id}")


def overdue(idea: Idea) -> Reply:
    """Told privately to whoever has an idea in hand, on the day after its date."""
    said = T(
        "The idea #{number} “{title}” was planned for {date}. Is it done, or when will it be? "
        "Those who support it read what you answer.",
        number=str(idea.id),
        title=idea.words.title,
        date=Moment(idea.due_at or 0, "date"),
    )
    return Reply(said, [[*steps_for_owner(idea), Button(T("Details"), Details(idea.id))]])


def to_the_team(
    waiting: Sequence[Idea], late: Sequence[Idea], owners: Mapping[int, Member]
) -> Reply:
    """What waits for the team, the oldest first."""
    shown, shown_late = _fair(waiting, late)
    said: list[Text | None] = []
    if waiting:
        said.append(
            bold(N("{n} idea waits for an answer:", "{n} ideas wait for an answer:", len(waiting)))
        )
        said += [_line(idea, T("since {date}", date=_day(idea.created_at))) for idea in shown]
        said.append(more(len(waiting) - len(shown)))
    if late:
        said.append(
            bold(N("{n} idea is past its date:", "{n} ideas are past their date:", len(late)))
        )
        said += [_line(idea, *_late(idea, owners)) for idea in shown_late]
        said.append(more(len(late) - len(shown_late)))
    said.append(T("The details have buttons to answer; “not now” with a reason is an answer, too."))
    numbers = [Button(f"#{idea.id}", Details(idea.id)) for idea in (*shown, *shown_late)]
    return Reply(lines(*said), [numbers])


def _fair(waiting: Sequence[Idea], late: Sequence[Idea]) -> tuple[Sequence[Idea], Sequence[Idea]]:
    """At most five together: neither keeps the other from being seen."""
    room = max(SHOWN - len(late), SHOWN - SHOWN // 2)
    shown = waiting[:room]
    return shown, late[: SHOWN - len(shown)]


def _line(idea: Idea, *about: Text) -> Text:
    return Join((title(idea), *about), " · ")


def _late(idea: Idea, owners: Mapping[int, Member]) -> list[Text]:
    planned: Text = T("planned for {date}", date=_day(idea.due_at or 0))
    if (owner := owners.get(idea.owner_id or 0)) is None:
        return [planned, T("in nobody's hands")]
    return [planned, T("with {member}", member=Mention(owner, ping=False))]


def _day(at: int) -> Moment:
    return Moment(at, "date")
