"""Telling those who have not voted yet: once, privately, and only if they like."""

from __future__ import annotations

from bot.api.model import Member
from bot.api.reply import Button, Look, Reply
from bot.api.services import Activity, Clock, Outbox
from bot.api.text import Join, Moment, T, bold

from ..model import DAY_MS, Poll
from ..store import BallotStore, PollStore, QuietStore
from .cards import tag
from .electorate import Electorate
from .payloads import Ballot, Remind

ACTIVE_MS = 28 * DAY_MS
MOST = 500


class Reminders:
    """Sends them. A second run sends to nobody twice: the outbox knows each by its key."""

    def __init__(
        self,
        polls: PollStore,
        ballots: BallotStore,
        quiet: QuietStore,
        electorate: Electorate,
        activity: Activity,
        outbox: Outbox,
        clock: Clock,
    ) -> None:
        self._polls = polls
        self._ballots = ballots
        self._quiet = quiet
        self._electorate = electorate
        self._activity = activity
        self._outbox = outbox
        self._clock = clock

    async def send(self, community_id: int, poll_id: int) -> None:
        """Remind of an open poll everyone who may vote, has not, and is around."""
        poll = await self._polls.get(community_id, poll_id)
        if poll is None or not poll.takes_votes(self._clock.now()):
            return
        reply = reminder(poll)
        for member in await self._missing(poll):
            key = f"{tag(poll.id)}:remind:{member.id}"
            await self._outbox.tell(member, reply, key=key)

    async def _missing(self, poll: Poll) -> list[Member]:
        since = self._clock.now() - ACTIVE_MS
        active = await self._activity.active_since(poll.community_id, since)
        spared = await self._ballots.who_voted(poll.id) | await self._quiet.quiet()
        eligible = sorted(await self._electorate.eligible(poll), key=lambda member: member.id)
        return [m for m in eligible if m.id in active and m.id not in spared][:MOST]


def reminder(poll: Poll) -> Reply:
    """The private word."""
    return Reply(
        Join(
            (
                T("You have not voted yet: {question}", question=bold(poll.question)),
                T("The poll closes {when}.", when=Moment(poll.closes_at, "relative")),
            ),
            "\n",
        ),
        [
            [
                Button(T("Vote"), Ballot(poll.id), Look.PRIMARY),
                Button(T("No more reminders"), Remind(on=False)),
            ]
        ],
    )


def wish(on: bool) -> Reply:
    """After the button; the other way is one press away."""
    if on:
        said = T("I will remind you again of polls that you have not voted in.")
        return Reply(said, [[Button(T("No more reminders"), Remind(on=False))]])
    return Reply(
        T("I will not remind you of polls any more. You can vote in all of them as before."),
        [[Button(T("Remind me again"), Remind(on=True))]],
    )
