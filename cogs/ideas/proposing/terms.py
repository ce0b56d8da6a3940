"""Terms: who owns an idea and what a contributor gets; agreed to before the first one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bot.api.model import Member
from bot.api.reply import Button, Look, Reply
from bot.api.services import Configs
from bot.api.text import Moment, T, bold, lines, quote

from ..config import IdeasConfig
from ..store import ConsentStore
from .payloads import Withdraw


@dataclass(frozen=True, slots=True)
class Wording:
    """The terms as they are; `version` changes with every word."""

    text: str
    version: str


class Terms:
    """What is agreed to here, and by whom. Where no terms are set, nobody is asked."""

    def __init__(self, consents: ConsentStore, configs: Configs) -> None:
        self.consents = consents
        self._configs = configs

    def here(self, community_id: int) -> Wording | None:
        """The terms in force; None when there are none."""
        text = self._configs.of(IdeasConfig, community_id).terms.strip()
        if not text:
            return None
        # line breaks and spaces say nothing, so they do not ask anybody anew
        plain = " ".join(text.split()).encode()
        return Wording(text, hashlib.blake2b(plain, digest_size=4).hexdigest())

    async def due(self, community_id: int, member_id: int) -> Wording | None:
        """The terms that a member has to agree to before an idea of theirs is posted."""
        wording = self.here(community_id)
        if wording is None or await self.consents.at(member_id, wording.version) is not None:
            return None
        return wording

    async def page(self, member: Member) -> Reply:
        """The terms, and what the member agreed to."""
        wording = self.here(member.community_id)
        if wording is None:
            return Reply(T("There are no terms here: ideas are given without conditions."))
        at = await self.consents.at(member.id, wording.version)
        head = bold(T("Terms for ideas"))
        if at is None:
            never = T("You have not agreed to them; I will ask before your next idea is posted.")
            return Reply(lines(head, quote(wording.text), never))
        return Reply(
            lines(head, quote(wording.text), T("You agreed on {date}.", date=Moment(at, "date"))),
            [[Button(T("Withdraw my consent"), Withdraw(), Look.DANGER)]],
        )


WITHDRAWN = T(
    "Done: your consent is deleted. It means that I ask again before your next idea is posted. "
    "Ideas that you have posted stay on the board; ask a moderator if one should go."
)
NOTHING_TO_WITHDRAW = T("You had not agreed to any terms, so there is nothing to withdraw.")
