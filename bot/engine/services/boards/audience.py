"""The board of audiences: traits that cogs pin, and conditions that become sets of members."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.api.boards.audience import Known, Named, Trait
from bot.api.errors import UserError
from bot.api.services import Clock
from bot.api.text import T, Text, code
from bot.engine.audience.guessing import instead
from bot.engine.audience.meaning import Meaning
from bot.engine.audience.reading import UnknownWord, Vocabulary, read
from bot.engine.audience.saying import explained
from bot.engine.audience.sources import Sources
from bot.engine.audience.standing import STANDINGS
from bot.engine.audience.tree import BARE, RESERVED, Segment, Tree, Word, leaves, same, written

MAX_NESTED = 10
SHORT = dict.fromkeys(STANDINGS, "activity")
ENGINE = ""  # the cog of the traits that come with the engine: always switched on


@dataclass
class _Read:
    """A condition with all the segments it leads to, by `same(name)`."""

    traits: Mapping[str, Trait]
    tree: Tree
    segments: dict[str, Tree] = field(default_factory=dict)


class AudienceBoard:
    """Implements `Audiences`. `enabled(cog, community_id)` says whether a cog is switched on."""

    def __init__(self, enabled: Callable[[str, int], bool], sources: Sources, clock: Clock) -> None:
        self._enabled = enabled
        self._sources = sources
        self._clock = clock
        self._traits: dict[str, tuple[str, Trait]] = {}
        self._segments: tuple[str, Named] | None = None

    def offer(self, cog: str, *traits: Trait) -> None:
        """Pin traits; ValueError for a name that cannot be told from another word."""
        for trait in traits:
            owner = self._traits.get(trait.name, (cog, trait))[0]
            name_ok = BARE.fullmatch(trait.name) and trait.name == trait.name.casefold()
            if not name_ok or trait.name in RESERVED or trait.name in SHORT or owner != cog:
                raise ValueError(f"no trait of {cog} can be called {trait.name!r}")
            self._traits[trait.name] = (cog, trait)

    def offer_segments(self, cog: str, named: Named) -> None:
        """Pin the saved segments."""
        self._segments = (cog, named)

    def traits(self, community_id: int) -> Sequence[Trait]:
        """Everything that enabled cogs offer there, by name."""
        return [
            trait for _, (cog, trait) in sorted(self._traits.items()) if self._on(cog, community_id)
        ]

    async def check(self, community_id: int, condition: str) -> None:
        """UserError when it is not understood."""
        with self._sources.together():
            await self._read(community_id, condition)

    async def explain(self, community_id: int, condition: str) -> Text:
        """The condition in words."""
        with self._sources.together():
            found = await self._read(community_id, condition)
            return explained(found.tree, found.traits)

    async def members(self, community_id: int, condition: str) -> frozenset[int]:
        """Ids of the members who are meant now."""
        return await self._meant(community_id, condition)

    async def includes(self, community_id: int, condition: str, member_id: int) -> bool:
        """Whether one member is meant now."""
        return member_id in await self._meant(community_id, condition, frozenset({member_id}))

    async def _meant(
        self, community_id: int, condition: str, among: frozenset[int] | None = None
    ) -> frozenset[int]:
        async def values(name: str) -> Mapping[int, Known]:
            return await found.traits[name].values(community_id)

        with self._sources.together():
            found = await self._read(community_id, condition)
            here = frozenset(await self._sources.here(community_id))
            if among is not None:
                here &= among
            now = self._clock.now()
            return await Meaning(here, values, found.segments, now).members(found.tree)

    def _on(self, cog: str, community_id: int) -> bool:
        return cog == ENGINE or self._enabled(cog, community_id)

    async def _read(self, community_id: int, condition: str) -> _Read:
        traits = {trait.name: trait for trait in self.traits(community_id)}
        vocabulary = Vocabulary(
            {name: trait.kind for name, trait in traits.items()},
            {word: trait for word, trait in SHORT.items() if trait in traits},
        )
        found = _Read(traits, await self._tree(community_id, condition, traits, vocabulary))
        await self._follow(community_id, found.tree, found, vocabulary, ())
        await _check_words(community_id, found)
        return found

    async def _tree(
        self,
        community_id: int,
        condition: str,
        traits: Mapping[str, Trait],
        vocabulary: Vocabulary,
    ) -> Tree:
        """A condition that is read; of a word that says too little alone, what it may stand for."""
        try:
            return read(condition, vocabulary)
        except UnknownWord as unknown:
            meant = await self._completed(community_id, unknown, traits)
            if meant is None:
                raise
            raise UserError(
                T(
                    "“{word}” alone says too little. Did you mean {meant}?",
                    word=unknown.word,
                    meant=code(written(meant)),
                )
            ) from unknown

    async def _completed(
        self, community_id: int, unknown: UnknownWord, traits: Mapping[str, Trait]
    ) -> Tree | None:
        """The segment with that name, or the trait that knows the word: first the one that was
        asked just before, as in "role Trainer or Guest"."""
        if await self._saved(community_id, unknown.word) is not None:
            return Segment(unknown.word)
        asked = traits.get(unknown.after or "")
        before = [asked] if asked is not None else []
        for trait in [*before, *traits.values()]:
            for choice in await _possible(trait, community_id):
                if same(choice) == same(unknown.word):
                    return Word(trait.name, choice)
        if asked is not None and asked.choices is None:
            return Word(asked.name, unknown.word)
        return None

    async def _follow(
        self,
        community_id: int,
        tree: Tree,
        found: _Read,
        vocabulary: Vocabulary,
        path: tuple[str, ...],
    ) -> None:
        """Read the segments that are named in a tree, and those named in them."""
        for leaf in leaves(tree):
            if not isinstance(leaf, Segment):
                continue
            key = same(leaf.name)
            if key in path:
                raise UserError(
                    T(
                        "The segment “{name}” leads back to itself; change one of them.",
                        name=leaf.name,
                    )
                )
            if key in found.segments:
                continue
            if len(path) >= MAX_NESTED:
                raise UserError(
                    T("Segments are nested too deeply here, at “{name}”.", name=leaf.name)
                )
            condition = await self._named(community_id, leaf.name)
            try:
                inner = await self._tree(community_id, condition, found.traits, vocabulary)
            except UserError as error:
                raise UserError(
                    T("In the segment “{name}”: {problem}", name=leaf.name, problem=error.text)
                ) from error
            await self._follow(community_id, inner, found, vocabulary, (*path, key))
            found.segments[key] = inner

    async def _saved(self, community_id: int, name: str) -> str | None:
        if self._segments is None or not self._on(self._segments[0], community_id):
            return None
        return await self._segments[1](community_id, name)

    async def _named(self, community_id: int, name: str) -> str:
        condition = await self._saved(community_id, name)
        if condition is None:
            raise UserError(T("There is no segment “{name}”.", name=name))
        return condition


async def _possible(trait: Trait, community_id: int) -> Sequence[str]:
    """The words there can be of a trait; none where it has no meaning in that community."""
    if trait.choices is None:
        return ()
    try:
        return await trait.choices(community_id)
    except UserError:
        return ()


async def _check_words(community_id: int, found: _Read) -> None:
    """Where the words there can be are known, no other will do."""
    asked: dict[str, list[str]] = {}
    for tree in (found.tree, *found.segments.values()):
        for leaf in leaves(tree):
            if isinstance(leaf, Word):
                asked.setdefault(leaf.trait, []).append(leaf.word)
    for name, words in asked.items():
        choices = found.traits[name].choices
        offered = await choices(community_id) if choices is not None else ()
        known = {same(choice) for choice in offered}
        for word in words:
            if known and same(word) not in known:
                raise UserError(
                    T(
                        "{name} is never “{word}”. {choice}",
                        name=name,
                        word=word,
                        choice=instead(word, offered),
                    )
                )
