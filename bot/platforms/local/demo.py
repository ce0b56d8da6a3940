"""The cast of the demo community: one person of every level."""

from __future__ import annotations

from bot.api.people import Level

from .state import State


def furnish(state: State) -> None:
    """Add the four personas that the page offers; nobody is added twice."""
    state.add_person("Nia", native_id="nia", joined=False, persona=True, newcomer=True)
    state.add_person("Mia", native_id="mia", persona=True)
    state.add_person("Moritz", Level.MODERATOR, native_id="moritz", persona=True)
    state.add_person("Olivia", Level.OWNER, native_id="olivia", persona=True)
