"""Settings in force: file and environment first, then the community's own overrides."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import ValidationError

from bot.api.cog import Cog, CogConfig
from bot.api.errors import UserError
from bot.api.model import Channel, Member
from bot.api.services import Clock, Purpose, SettingView
from bot.api.text import T
from bot.engine.services.expected import expected
from bot.engine.services.people.directory import Registry
from bot.engine.services.people.rows import channel_of
from storage.people import People
from storage.settings import Overrides

C = TypeVar("C", bound=CogConfig)


class SettingsInForce:
    """Implements `Configs` and `SettingsDesk`."""

    def __init__(
        self, overrides: Overrides, people: People, registry: Registry, clock: Clock
    ) -> None:
        self._overrides = overrides
        self._people = people
        self._registry = registry
        self._clock = clock
        self._base: dict[str, CogConfig] = {}
        self._names: dict[type[CogConfig], str] = {}
        self._merged: dict[tuple[str, int], CogConfig] = {}
        self._stored: dict[int, dict[tuple[str, str], Any]] = {}

    def add(self, kind: type[Cog[Any]], config: CogConfig) -> None:
        """The file's settings of a cog."""
        self._base[kind.name] = config
        self._names[kind.config_model] = kind.name

    async def load(self, community_id: int) -> None:
        """Read a community's overrides; called when the community is first seen."""
        self._stored[community_id] = dict(await self._overrides.all(community_id))
        for name in self._base:
            self._merged.pop((name, community_id), None)

    def of(self, model: type[C], community_id: int) -> C:
        """The settings of one cog for one community."""
        name = self._names.get(model)
        if name is None:
            return model()
        key = (name, community_id)
        if key not in self._merged:
            self._merged[key] = self._merge(name, community_id)
        config = self._merged[key]
        assert isinstance(config, model)  # noqa: S101 - narrows the type
        return config

    def _merge(self, name: str, community_id: int) -> CogConfig:
        base = self._base[name]
        mine = {
            key: value
            for (cog, key), value in self._stored.get(community_id, {}).items()
            if cog == name and key in type(base).model_fields
        }
        if not mine:
            return base
        try:
            return type(base).model_validate(base.model_dump() | mine)
        except ValidationError:
            return base  # an override of an older version that no longer fits

    # ---- SettingsDesk

    def views(self, community_id: int) -> Sequence[SettingView]:
        """Every setting of every cog."""
        return [
            self._view(cog, key, community_id)
            for cog, base in sorted(self._base.items())
            for key in type(base).model_fields
        ]

    def _view(self, cog: str, key: str, community_id: int) -> SettingView:
        base = self._base[cog]
        now = self.of(type(base), community_id)
        return SettingView(
            name=f"{cog}.{key}",
            value=_show(getattr(now, key)),
            default=_show(getattr(base, key)),
            description=type(base).model_fields[key].description or "",
            overridden=(cog, key) in self._stored.get(community_id, {}),
        )

    def _split(self, name: str) -> tuple[str, str]:
        cog, _, key = name.strip().partition(".")
        if cog not in self._base or key not in type(self._base[cog]).model_fields:
            raise UserError(
                T("There is no setting {name}. /settings show lists them all.", name=name)
            )
        return cog, key

    async def set(self, community_id: int, name: str, value: str, by: Member) -> SettingView:
        """Check and store one override."""
        cog, key = self._split(name)
        base = self._base[cog]
        takes = expected(type(base).model_fields[key])
        parsed = _read(value)
        candidates = [parsed] if isinstance(parsed, str) else [parsed, value]
        for candidate in candidates:
            try:
                whole = type(base).model_validate(base.model_dump() | {key: candidate})
            except ValidationError as error:
                first = error.errors()[0]
                if first["type"] == "value_error":  # a rule of the cog's own, with its own words
                    takes = str(first["ctx"]["error"])
                continue
            stored = whole.model_dump(mode="json")[key]
            await self._overrides.set(community_id, cog, key, stored, by.id, self._clock.now())
            await self.load(community_id)
            return self._view(cog, key, community_id)
        raise UserError(
            T(
                '"{value}" does not fit {name}. Expected: {expected}.',
                value=value,
                name=name,
                expected=takes,
            )
        )

    async def reset(self, community_id: int, name: str, by: Member) -> SettingView:
        """Back to the file's value."""
        cog, key = self._split(name)
        await self._overrides.unset(community_id, cog, key)
        await self.load(community_id)
        return self._view(cog, key, community_id)

    async def rooms(self, community_id: int) -> Sequence[Channel]:
        """Every place of a community that a purpose may be given to; none that was deleted."""
        known = [
            channel_of(row, space)
            for space in await self._registry.spaces(community_id)
            for row in await self._people.rooms(space.id)
        ]
        found = [channel for channel in known if await self._registry.stands(channel)]
        return sorted(found, key=lambda channel: channel.parent is not None)

    async def set_place(self, channel: Channel, purpose: Purpose) -> None:
        """This channel serves that purpose in its space."""
        if channel.space is None:
            raise UserError(T("Please do that in a channel of the community, not privately."))
        await self._people.set_place(
            channel.space.community_id, channel.space.id, purpose, channel.id
        )
        self._registry.forget_places()


def _show(value: Any) -> str:
    if hasattr(value, "model_dump"):
        value = value.model_dump(mode="json")
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _read(value: str) -> Any:
    words: Mapping[str, bool] = {"on": True, "yes": True, "off": False, "no": False}
    if value.strip().casefold() in words:
        return words[value.strip().casefold()]
    try:
        return json.loads(value)
    except ValueError:
        return value
