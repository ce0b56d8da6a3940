"""Communities as the configuration names them, and which of those that are known each one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.people import CommunityRow, People


@dataclass(frozen=True, slots=True)
class CommunityPlan:
    """A community as the configuration names it; `spaces` are "platform:native_id"."""

    name: str
    locale: str
    timezone: str
    spaces: tuple[str, ...]


async def renamed(
    people: People, plan: CommunityPlan, plans: Sequence[CommunityPlan]
) -> CommunityRow | None:
    """The community that has another name now, or had none in the configuration: none has the new
    one, the configuration names the former no more, and all its spaces are those of the plan."""
    every = await people.communities()
    named = {one.name for one in plans}
    if any(row.key == plan.name for row in every):
        return None
    for row in every:
        if row.key in named:
            continue
        addresses = {f"{one.platform}:{one.native_id}" for one in await people.spaces(row.id)}
        if addresses and addresses <= set(plan.spaces):
            return row
    return None
