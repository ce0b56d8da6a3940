"""A community's list of words: matched by us everywhere, and by Discord's AutoMod before us."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from weakref import WeakValueDictionary

from bot.api.errors import MissingRights, TownhallError, Unsupported, UserError
from bot.api.model import Member, Space
from bot.api.services import Audit, Clock, Directory, Moderation, Scheduler, Spelling
from bot.api.text import T, Text

from ..alerts.model import Alert
from ..detection.seen import Finding
from ..times import HOUR_MS
from . import wording
from .lexicon import MOST_WORDS, Lexicon, checked, spelt
from .store import WordStore

log = logging.getLogger(__name__)

TASK = "safety.words"
AGAIN_MS = HOUR_MS


class Words:
    """The list, kept in memory until it changes."""

    def __init__(self, store: WordStore, spelling: Spelling) -> None:
        self._store = store
        self._spelling = spelling
        self._known: dict[int, Lexicon] = {}
        self._changes: Counter[int] = Counter()

    async def prepare(self, community_id: int) -> Lexicon:
        """The list of a community, read once; to be called before `found`."""
        known = self._known.get(community_id)
        if known is None:
            before = self._changes[community_id]
            known = Lexicon(await self._store.words(community_id), self._spelling)
            if self._changes[community_id] == before:
                self._known[community_id] = known
        return known

    def changed(self, community_id: int) -> None:
        """Read the list anew next time."""
        self._changes[community_id] += 1
        self._known.pop(community_id, None)

    def found(self, community_id: int, text: str) -> tuple[str, ...]:
        """The words of the list that stand in a text; nothing before `prepare`."""
        known = self._known.get(community_id)
        return known.found(text) if known is not None else ()

    async def match(self, community_id: int, text: str) -> Finding | None:
        """What of the list stands in a text, as a finding; the words themselves are not kept."""
        found = (await self.prepare(community_id)).found(text)
        return Finding(wording.LISTED, {"words": len(found)}) if found else None

    async def reasons(self, alert: Alert) -> list[Text]:
        """What the list and AutoMod found, for the card: with the words as far as the texts are
        still kept and the list still has them."""
        of_ours = [finding for finding in alert.findings if finding.name in wording.NAMES]
        if not of_ours:
            return []
        known = await self.prepare(alert.community_id)
        texts = [alert.text, *(said.text for said in alert.messages)]
        found = dict.fromkeys(word for text in texts if text for word in known.found(text))
        reasons = (wording.reason(finding.name, finding.detail) for finding in of_ours)
        return [*(r for r in reasons if r is not None), *wording.shown(tuple(found))]


class WordList:
    """Changes the list, and keeps the rule in Discord's AutoMod equal to it."""

    def __init__(
        self,
        store: WordStore,
        words: Words,
        directory: Directory,
        moderation: Moderation,
        scheduler: Scheduler,
        audit: Audit,
        clock: Clock,
    ) -> None:
        self._store = store
        self._words = words
        self._directory = directory
        self._moderation = moderation
        self._scheduler = scheduler
        self._audit = audit
        self._clock = clock
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def words(self, community_id: int) -> Sequence[str]:
        """The list, in alphabetical order."""
        return (await self._words.prepare(community_id)).words

    async def add(self, community_id: int, typed: Sequence[str], by: Member) -> Sequence[Text]:
        """Take words in; what was done, in sentences."""
        wanted = list(dict.fromkeys(checked(word) for word in typed))
        added = await self._store.add(community_id, wanted, by.id, self._clock.now(), MOST_WORDS)
        if added is None:
            raise UserError(
                T("The list takes {most} words and has no room for these.", most=MOST_WORDS)
            )
        if not added:
            return [T("That is on the list already.")]
        return [wording.added(added), *await self._changed(community_id, by, added=added)]

    async def remove(self, community_id: int, typed: Sequence[str], by: Member) -> Sequence[Text]:
        """Take words off; what was done, in sentences."""
        wanted = [spelt(word) for word in typed]
        removed = await self._store.remove(community_id, wanted)
        if not removed:
            raise UserError(T("That is not on the list."))
        return [wording.removed(removed), *await self._changed(community_id, by, removed=removed)]

    async def _changed(self, community_id: int, by: Member, **counts: int) -> Sequence[Text]:
        self._words.changed(community_id)
        target = f"community:{community_id}"
        await self._audit.record(
            community_id, actor=by, action="safety.words", target=target, detail=counts
        )
        return await self.push(community_id)

    async def push(self, community_id: int) -> Sequence[Text]:
        """Bring AutoMod's rule in every Discord server to what the list says; a sentence for each
        server where that failed. What failed is tried again in an hour, also after a restart."""
        # one at a time, so that of two changes at once the older list never stands last
        async with self._turns.setdefault(community_id, asyncio.Lock()):
            return await self._push(community_id)

    async def _push(self, community_id: int) -> Sequence[Text]:
        key = f"{TASK}:{community_id}"
        again = self._clock.now() + AGAIN_MS
        # First, so that a crash in between does not leave an old rule in force.
        await self._scheduler.at(
            again, TASK, {"community": community_id}, key=key, community_id=community_id
        )
        words = await self._store.words(community_id)
        spaces = await self._directory.spaces(community_id)
        failures = [await self._rule(space, words) for space in spaces]
        told = [failure for failure in failures if failure is not None]
        if not told:
            await self._scheduler.cancel(key)
        return told

    async def _rule(self, space: Space, words: Sequence[str]) -> Text | None:
        try:
            await self._moderation.keyword_rule(space, words)
        except Unsupported:
            return None  # there the list is ours alone
        except MissingRights as missing:
            return wording.no_right(space, missing.right)
        except UserError as refused:
            return wording.refused(space, refused.text)
        except (TownhallError, ConnectionError, TimeoutError) as error:
            log.info("the word rule of a space is not in step: %s", type(error).__name__)
            return wording.not_reached(space)
        return None
