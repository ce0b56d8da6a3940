"""Which migrations there are is read without Alembic; it has to agree."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from bot.engine import loader
from storage.migrations import upgrade

BRANCHES = {
    "core": Path(upgrade.__file__).parent / "versions",
    **loader.migrations(list(loader.discover().values())),
}


@pytest.mark.parametrize("folder", BRANCHES.values(), ids=list(BRANCHES))
def test_alembic_finds_the_same_revisions(folder: Path) -> None:
    script = ScriptDirectory(str(Path(upgrade.__file__).parent), version_locations=[str(folder)])
    known, heads = upgrade.revisions_of(folder)
    assert known == {each.revision for each in script.walk_revisions()}
    assert heads == set(script.get_heads()) and len(heads) == 1


def test_what_few_need_is_not_loaded_with_the_bot() -> None:
    """Each of these is megabytes of memory and a part of the start."""
    code = "import bot.cli, bot.app, sys; bot.cli.common.cog_models(); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    later = {"alembic", "mako", "pygments", "icalendar", "matplotlib", "reportlab", "dateparser"}
    assert later.isdisjoint(done.stdout.split())
