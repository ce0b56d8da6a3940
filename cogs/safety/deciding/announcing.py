"""Whether a member has been told. Before it is on record: of a ban, after which some platforms
let nobody write to them, and a talk, which is nothing but its note."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.api.errors import TownhallError
from bot.api.text import N, T, Text

from ..alerts.model import Alert
from ..cards.wording import View, who
from ..members.model import Act as Told
from ..members.telling import Notices
from .actions import Order, People
from .model import KINDS, Unreachable

TALK: Text = T(
    "What you wrote may have come across harsher than you meant it. Please think of those who "
    "read it; this is a word among people, and no warning."
)
TALK_OF_CONDUCT: Text = T(
    "How you treat others may come across harsher than you mean it. Please think of how it feels "
    "to them; this is a word among people, and no warning."
)


class Announcing:
    """Tells the member first, and takes that back where the platform does not follow."""

    def __init__(self, people: People, notices: Notices) -> None:
        self._people = people
        self._notices = notices

    async def before(self, order: Order, at: int) -> None:
        """Tell the member what is to come. A talk whose note cannot arrive is `Unreachable`; of
        a ban nobody is told who will be refused for moderator rights."""
        if order.outcome == "banned":
            await self._ban(order, at)
            return
        author = await self._people.author(order.alert)
        note = talk(order.alert)
        if await self._notices.announce(_told(order, at), author, note) is False:
            raise Unreachable(
                T(
                    "I cannot write to {who} in private; choose another step or speak to them in "
                    "the channel.",
                    who=author.name,
                )
            )

    async def _ban(self, order: Order, at: int) -> None:
        act = _told(order, at)
        try:
            author = await self._people.author(order.alert)
            space = await self._people.space(act.community_id, act.space_id)
            if not await self._people.staff(author, space):
                here = await self._people.there(author, space)
                await self._notices.announce(act, here)
        except (TownhallError, ConnectionError, TimeoutError):
            return  # who cannot be told can be banned all the same, and the card says so

    async def failed(self, order: Order, at: int, *, sure: bool) -> None:
        """A ban was not carried out, or (not `sure`) nobody knows."""
        await self._notices.recall(_told(order, at), sure=sure)


def talk(alert: Alert) -> Text:
    """The words of a talk: without a message it is about how somebody behaves."""
    return TALK if alert.message_id is not None else TALK_OF_CONDUCT


def reached(arrived: Sequence[bool | None]) -> dict[str, Any]:
    """Whether private notes have arrived, as a card keeps it: True, False, or None where nobody
    knows, of each person concerned."""
    untold = sum(one is False for one in arrived)
    known: dict[str, Any] = {"reached": not untold, "late": None in arrived}
    return known | ({"untold": untold} if len(arrived) > 1 else {})


def told(view: View) -> Text | None:
    """On a card: whether those concerned have been told."""
    detail, about = view.alert.detail, who(view)
    if detail.get("reached") is None:
        return None
    if "untold" in detail:
        return _all_told(int(detail["untold"]), late=bool(detail.get("late")))
    if not detail["reached"]:
        return T("I cannot write to {who} privately, so please tell them yourself.", who=about)
    if detail.get("late"):
        return T("I do not know whether my private note about it has reached {who}.", who=about)
    if view.alert.outcome == "banned":
        return T("{who} got a private note about it before.", who=about)
    return T("{who} gets a private note about it.", who=about)


def _all_told(untold: int, *, late: bool) -> Text:
    """The same about several."""
    if untold:
        return N(
            "I cannot write to {n} of them privately, so please tell them yourself.",
            "I cannot write to {n} of them privately, so please tell them yourself.",
            untold,
        )
    if late:
        return T("I do not know whether my private notes about it have reached all of them.")
    return T("They all get a private note about it.")


def _told(order: Order, at: int) -> Told:
    alert = order.alert
    return Told(
        id=0,
        community_id=alert.community_id,
        kind=KINDS[order.outcome],
        at=at,
        member_id=alert.author_id,
        by_id=order.by.id if order.by else None,
        alert_id=alert.id,
        space_id=alert.space_id,
    )
