"""Every preset names settings that there are, with values that they take."""

from __future__ import annotations

import pytest

from bot.engine.loader import discover
from cogs.setup.kinds import KINDS, Kind

COGS = discover()


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_a_preset_fits_the_settings(kind: Kind) -> None:
    for name, value in kind.settings.items():
        cog, _, key = name.partition(".")
        model = COGS[cog].config_model
        assert key in model.model_fields, name
        model.model_validate({key: {"on": True, "off": False}.get(value, value)})
