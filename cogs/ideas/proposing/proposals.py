"""From words to a card on the board, past everything that may stand between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.api.errors import UserError
from bot.api.model import Member
from bot.api.reply import Reply
from bot.api.services import Configs, Directory, Outbox
from bot.api.text import Text

from ..board import cards
from ..board.desk import IdeaDesk
from ..board.shelf import Shelf
from ..config import IdeasConfig
from ..model import Draft, Idea
from ..store import DraftStore, Kept
from ..store.drafts import ASKED
from . import wording
from .card import Sheet
from .likeness import DAY_MS, Likeness, own_double
from .screening import wording as held_wording
from .screening.holding import Holding, tag
from .screening.screen import Screen, coded
from .terms import Terms

Gate = Callable[[Draft], Awaitable["Text | None"]]
"""Says why a draft cannot be posted now, or None: a challenge that has ended, for example."""
Posted = Callable[[Idea], Awaitable[None]]
"""Hears that an idea stands on the board; not after a crash in between."""


@dataclass(frozen=True, slots=True)
class Passed:
    """What became of a draft: an idea, or a question to its author (`asked`), or neither where they
    take no messages. `told` is for its writer."""

    told: Reply
    idea: Idea | None = None
    asked: bool = False


@dataclass(slots=True)
class Proposals:
    """What happens before an idea stands on the board. Each step is done by one click only."""

    drafts: DraftStore
    likeness: Likeness
    terms: Terms
    screen: Screen
    holding: Holding
    shelf: Shelf
    desk: IdeaDesk
    outbox: Outbox
    directory: Directory
    configs: Configs
    gates: list[Gate] = field(default_factory=list)
    posted: list[Posted] = field(default_factory=list)

    async def sheet(self, kept: Kept, now: int, note: Text | None = None) -> Sheet:
        """How a draft stands, for its writer."""
        draft = kept.draft
        config = self.configs.of(IdeasConfig, draft.community_id)
        near = await self.likeness.near(draft.community_id, draft.words)
        own = draft.author_id == draft.member_id
        return Sheet(
            kept,
            await self.directory.members([draft.author_id, draft.member_id]),
            await self.likeness.found(near, config.similar_shown, config.similar_from),
            own_double(near, draft, now),
            await self.terms.due(draft.community_id, draft.author_id) if own else None,
            note,
        )

    async def submit(self, kept: Kept, now: int) -> Reply:
        """Its writer wants it posted: post it, or hold it back and say why."""
        draft = kept.draft
        await self._check(draft)
        if self.configs.of(IdeasConfig, draft.community_id).screen:
            reasons = await self.screen.draft(draft)
            if reasons:
                since = kept.held_at or now
                changed = await self.drafts.change(kept, held_at=since, held_for=coded(reasons))
                held = await self._still(changed, draft)
                await self.holding.show(held, again=kept.held)
                return held_wording.held(held)
        passed = await self.pass_on(kept, now)
        if kept.held:
            await self.holding.settle(kept, held_wording.SETTLED_CHANGED)
        return passed.told

    async def pass_on(self, kept: Kept, now: int) -> Passed:
        """Post what nothing stands against. An author who has to agree to the terms yet is asked:
        for somebody else's note, and where the terms or their mind changed while it was held."""
        draft = kept.draft
        await self._check(draft)
        due = None if kept.asked else await self.terms.due(draft.community_id, draft.author_id)
        if due is not None:
            asked = await self.drafts.change(kept, held_at=now, held_for=ASKED)
            return await self._ask(await self._still(asked, draft))
        idea = await self.drafts.post(kept, now)
        if idea is None:
            raise UserError(await self._why(draft))
        await self._publish(idea, tell=not kept.asked)
        return Passed(wording.posted(idea), idea)

    # ---- the author who has to agree

    async def resume(self) -> None:
        """What a crash may have kept from being shown to those who have to act."""
        for kept in await self.drafts.waiting():
            if kept.asked:
                author, asks = await self.asks(kept)
                if author is not None and asks is not None:
                    await self.outbox.tell(author, asks, tag=ask_tag(kept), key=ask_tag(kept))
        await self.holding.resume()

    async def asks(self, kept: Kept) -> tuple[Member | None, Reply | None]:
        """Whose leave it needs, and the question; None once there are no terms any more."""
        draft = kept.draft
        people = await self.directory.members([draft.author_id, draft.member_id])
        author, terms = people.get(draft.author_id), self.terms.here(draft.community_id)
        if terms is None:
            return author, None
        return author, wording.asks_author(draft, people.get(draft.member_id), people, terms)

    async def _ask(self, kept: Kept) -> Passed:
        author, asks = await self.asks(kept)
        reached: bool | None = False
        if author is not None and asks is not None:
            name = ask_tag(kept)
            reached = await self.outbox.tell_now(author, asks, tag=name, key=name)
        if author is None or reached is False:
            await self.drafts.drop(kept)
            return Passed(Reply(wording.unreachable(kept.draft, author)))
        return Passed(wording.waits_for_author(kept.draft, author), asked=True)

    async def forget_asked(self, now: int) -> None:
        """An author who does not answer does not agree."""
        for kept in await self.drafts.waiting():
            days = self.holding.days(kept.draft.community_id)
            late = kept.asked and (kept.held_at or 0) < now - days * DAY_MS
            if not late or not await self.drop(kept, Reply(wording.TOO_LATE)):
                continue
            people = await self.directory.members([kept.draft.author_id, kept.draft.member_id])
            writer = people.get(kept.draft.member_id)
            if writer is not None:
                told = wording.unanswered(kept.draft, people.get(kept.draft.author_id), days)
                await self.outbox.tell(writer, told, key=f"{ask_tag(kept)}:answered")

    async def drop(self, kept: Kept, said: Reply) -> bool:
        """Forget a draft and say so where others were to decide on it; False when it is not as it
        was."""
        if not await self.drafts.drop(kept):
            return False
        if kept.held:
            await self.holding.settle(kept, said)
        elif kept.asked:
            await self.outbox.update(kept.draft.community_id, ask_tag(kept), said)
        return True

    async def forget(self, kept: Kept) -> None:
        """Take all cards away that show words of somebody who is forgotten."""
        for name in (ask_tag(kept), tag(kept)):
            await self.outbox.retract(kept.draft.community_id, name)

    # ---- the end

    async def _check(self, draft: Draft) -> None:
        for gate in self.gates:
            if (why := await gate(draft)) is not None:
                raise UserError(why)

    async def _still(self, kept: Kept | None, draft: Draft) -> Kept:
        if kept is None:
            raise UserError(await self._why(draft))
        return kept

    async def _why(self, draft: Draft) -> Text:
        """Why nothing could be done with a draft: another click was quicker."""
        found = await self.drafts.get(draft.community_id, draft.id)
        return wording.GONE if found is None else wording.CHANGED

    async def _publish(self, idea: Idea, *, tell: bool) -> None:
        await self.shelf.add(idea)
        await self.desk.show(idea)
        for hear in self.posted:
            await hear(idea)
        if not tell or idea.noted_by is None:
            return
        ids = [i for i in (idea.author_id, idea.noted_by) if i is not None]
        people = await self.directory.members(ids)
        author, noter = people.get(idea.author_id or 0), people.get(idea.noted_by)
        if author is not None and noter is not None:
            news = wording.noted(idea, noter)
            await self.outbox.tell(author, news, key=f"{cards.tag(idea)}:noted")


def ask_tag(kept: Kept) -> str:
    """Names the question to the author in the outbox."""
    return f"idea.ask:{kept.id}"
