"""What became true, and the monthly "You said, we did"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.api.calendar import local_date, midnight
from bot.api.model import Channel, Community, Member
from bot.api.reply import Button, Reply
from bot.api.services import Audit, Configs, Directory, Outbox, Purpose, Scheduler
from bot.api.text import (
    CommandHint,
    Join,
    Mention,
    Moment,
    N,
    T,
    Text,
    bold,
    clip,
    joined,
    lines,
    quote,
)

from ..board.payloads import Details, Page
from ..config import IdeasConfig
from ..model import Idea, Status
from ..store import StepStore
from . import calendar
from .wording import more, title

LATELY_MS = 90 * 86_400_000
SHOWN = 5
PLANNED_SHOWN = 8
REASON = 250
# where the post stands, the first that a space has
PLACES: tuple[Purpose, ...] = ("ideas", "announcements", "general")


@dataclass(frozen=True, slots=True)
class Decided:
    """Ideas by their last step in a time, most support first; by idea its credit."""

    ideas: Mapping[Status, Sequence[Idea]]
    credits: Mapping[int, Text]

    def of(self, *statuses: Status) -> list[Idea]:
        """Those that are that now."""
        return [idea for status in statuses for idea in self.ideas.get(status, ())]


class Said:
    """Gathers what was decided, and posts it."""

    def __init__(
        self,
        steps: StepStore,
        configs: Configs,
        directory: Directory,
        outbox: Outbox,
        scheduler: Scheduler,
        audit: Audit,
    ) -> None:
        self._steps = steps
        self._configs = configs
        self._directory = directory
        self._outbox = outbox
        self._scheduler = scheduler
        self._audit = audit

    async def lately(self, community_id: int, now: int) -> Reply:
        """What became true in the last 90 days."""
        return lately(await self._decided(community_id, now - LATELY_MS, now + 1))

    async def so_far(self, community: Community, now: int) -> Reply | None:
        """The monthly post as it would be today; None when there is nothing to say."""
        first = local_date(now, community.timezone).replace(day=1)
        return await self._written(community, midnight(first, community.timezone), now)

    async def post(self, community: Community, since: date, today: date) -> None:
        """Post what came of the months that ended in these days; with the same days again nothing
        is posted twice."""
        months = calendar.firsts(since, today)
        if not months or not self._configs.of(IdeasConfig, community.id).did_monthly:
            return
        start = midnight(calendar.month_before(months[0]), community.timezone)
        end = midnight(months[-1], community.timezone)
        reply = await self._written(community, start, end - 1)
        if reply is None:
            return
        period = months[-1].strftime("%Y-%m")
        for channel in await self._places(community.id):
            key = f"ideas:did:{community.id}:{period}:{channel.id}"
            await self._outbox.post(channel, reply, key=key)
        # Claimed after the posts: a crash in between is made good by running again.
        if await self._scheduler.claim(community.id, "ideas.did", period):
            await self._audit.record(
                community.id, actor=None, action="ideas.did", target=f"ideas:{period}"
            )

    async def _places(self, community_id: int) -> list[Channel]:
        found: dict[int, Channel] = {}
        for purpose in PLACES:
            for channel in await self._directory.place(community_id, purpose):
                if channel.space is not None:
                    found.setdefault(channel.space.id, channel)
        return list(found.values())

    async def _written(self, community: Community, start: int, last: int) -> Reply | None:
        decided = await self._decided(community.id, start, last + 1)
        return monthly(decided, start, last) if decided.ideas else None

    async def _decided(self, community_id: int, start: int, end: int) -> Decided:
        ideas: dict[Status, list[Idea]] = {}
        for idea, _ in await self._steps.decided(community_id, start, end):
            if idea.status != "new":
                ideas.setdefault(idea.status, []).append(idea)
        done = ideas.get("done", [])[:SHOWN]
        parts = await self._steps.parts([idea.id for idea in done])
        named = {who for part in parts.values() for who, hidden in part if who and not hidden}
        people = await self._directory.members(sorted(named))
        return Decided(
            ideas, {idea.id: credit(parts[idea.id], people, idea.origin) for idea in done}
        )


def credit(
    parts: Sequence[tuple[int | None, bool]], people: Mapping[int, Member], origin: str = ""
) -> Text:
    """Whose idea it was: (author, anonymous) of it and of all that were put into it; `origin` is
    where it was brought along from."""
    known = {who: people.get(who or 0) for who, hidden in parts if not hidden}
    names: list[Text] = [Mention(found, ping=False) for found in known.values() if found]
    if any(hidden for _, hidden in parts):
        if not names:
            return T("Idea by a member who wishes not to be named")
        names.append(T("a member who wishes not to be named"))
    if names:
        return T("Idea by {author}", author=joined(names))
    if origin:
        return T("Brought along from {where}", where=origin)
    return T("Idea by a former member")


def lately(decided: Decided) -> Reply:
    """/did."""
    done = decided.of("done")
    if not done:
        return Reply(
            T(
                "Nothing became true in the last 90 days. {command} shows what is under way.",
                command=CommandHint("ideas list"),
            )
        )
    head = bold(T("What became true in the last 90 days"))
    return Reply(lines(head, *_done(done, decided)), _buttons(done, decided), tone="good")


def monthly(decided: Decided, start: int, last: int) -> Reply:
    """The post about [start, last], both UTC ms."""
    done, planned = decided.of("done"), decided.of("in_progress", "planned")
    said: list[Text | None] = [
        bold(T("You said, we did")),
        T("{first} to {last}", first=Moment(start, "date"), last=Moment(last, "date")),
    ]
    said += _done(done, decided) if done else [T("Nothing became true this time.")]
    if planned:
        said += ["", bold(T("Under way now"))]
        said += [title(idea) for idea in planned[:PLANNED_SHOWN]]
        said.append(more(len(planned) - PLANNED_SHOWN))
    said += _not_done(len(decided.of("declined")), len(decided.of("not_now")))
    tone = "good" if done else "info"
    return Reply(lines(*said), _buttons(done, decided), tone=tone)  # type: ignore[arg-type]


def _done(done: Sequence[Idea], decided: Decided) -> list[Text | None]:
    said: list[Text | None] = []
    for idea in done[:SHOWN]:
        credit = [decided.credits[idea.id]]
        if idea.votes:
            credit.append(N("{n} member supported it", "{n} members supported it", idea.votes))
        reason = quote(clip(idea.reason, REASON))
        said += ["", title(idea), Join(tuple(credit), " · "), reason]
    return [*said, more(len(done) - SHOWN)]


def _not_done(declined: int, not_now: int) -> list[Text | None]:
    said: list[Text] = []
    if declined:
        said.append(N("{n} idea was declined.", "{n} ideas were declined.", declined))
    if not_now:
        said.append(N("For {n} idea it is too early.", "For {n} ideas it is too early.", not_now))
    if not said:
        return []
    return ["", Join((*said, T("The reasons are behind the buttons.")), " ")]


def _buttons(done: Sequence[Idea], decided: Decided) -> list[list[Button]]:
    numbers = [Button(f"#{idea.id}", Details(idea.id)) for idea in done[:SHOWN]]
    lists = []
    if len(done) > SHOWN:
        lists.append(Button(T("All that became true"), Page("done", "new", 0)))
    if decided.of("declined"):
        lists.append(Button(T("Declined ideas"), Page("declined", "new", 0)))
    if decided.of("not_now"):
        lists.append(Button(T("Not now"), Page("not_now", "new", 0)))
    return [row for row in (numbers, lists) if row]
