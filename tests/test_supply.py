"""What the container is made of: locked, hashed, and in step with pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")


def test_the_lock_fits_pyproject() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["postgres"], *extras["speed"]]
    locked: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", LOCK, re.MULTILINE):
        locked.setdefault(canonicalize_name(name), []).append(version)
    for line in map(Requirement, wanted):
        versions = locked.get(canonicalize_name(line.name), [])
        assert versions, f"{line.name} is not in requirements.lock: run make lock"
        assert all(v in line.specifier for v in versions), f"{line}: run make lock"


def test_every_part_has_a_hash_and_none_names_where_it_is_from() -> None:
    parts = re.split(r"^(?=\w)", re.sub(r"^#.*\n", "", LOCK, flags=re.MULTILINE), flags=re.M)
    assert len(parts) > 50
    assert all("--hash=sha256:" in part for part in parts if part.strip())
    assert not re.search(r"https?://|^-|index-url|find-links", LOCK, re.MULTILINE)


def test_the_unit_and_the_container_give_away_nothing_they_need_not() -> None:
    unit = (ROOT / "deploy" / "townhall.service").read_text(encoding="utf-8")
    for line in ("DynamicUser=yes", "NoNewPrivileges=yes", "ProtectSystem=strict", "Type=notify"):
        assert line in unit.splitlines()
    seconds = {"1h": 3600}[re.findall(r"StartLimitIntervalSec=(\w+)", unit)[0]]
    burst = int(re.findall(r"StartLimitBurst=(\d+)", unit)[0])
    assert burst * 86_400 / seconds < 1000  # Discord's sessions a day
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes" in image and re.search(r"^USER townhall$", image, re.MULTILINE)
    compose = (ROOT / "compose.yaml").read_text(encoding="utf-8")
    for line in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"):
        assert compose.count(line) == 2
