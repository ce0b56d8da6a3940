"""One graded checklist for every cog: what holds for one holds for all."""

from __future__ import annotations

import dataclasses
import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from bot.api.cog import Cog, CommandSpec, PayloadSpec, TaskSpec, specs_of
from bot.api.reply import MAX_PAYLOAD_BYTES
from bot.engine import loader
from bot.engine.commands.specs import command_info
from bot.engine.rendering.catalogue import Catalogue

KINDS = loader.discover()
BIG = 2**53
every_cog = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))


def catalogue() -> Catalogue:
    made = Catalogue()
    for kind in KINDS.values():
        if (folder := loader.locales(kind)) is not None:
            made.add(folder)
    return made


def test_the_six_jobs_are_there() -> None:
    assert {"welcome", "polls", "ideas", "faq", "safety", "digest", "community"} <= set(KINDS)


@every_cog
def test_folder_and_name_agree(kind: type[Cog[Any]]) -> None:
    assert kind.__module__ == f"cogs.{kind.name}.cog"
    assert kind.title
    assert import_module(f"cogs.{kind.name}").__doc__


@every_cog
def test_commands_are_valid_on_every_platform(kind: type[Cog[Any]]) -> None:
    texts = catalogue()
    for name, spec in specs_of(kind):
        if isinstance(spec, CommandSpec):
            info = command_info(getattr(kind, name), spec, texts.translate, texts.locales)
            telegram = info.path.replace(" ", "_")
            assert re.fullmatch(r"[a-z0-9_]{1,32}", telegram), telegram
            for description in info.description.values():
                assert 1 <= len(description) <= 100


@every_cog
def test_no_two_commands_look_the_same_as_text(kind: type[Cog[Any]]) -> None:
    paths = [s.path.replace(" ", "_") for _, s in specs_of(kind) if isinstance(s, CommandSpec)]
    assert len(paths) == len(set(paths))


@every_cog
def test_payloads_fit_with_the_largest_numbers(kind: type[Cog[Any]]) -> None:
    for _, spec in specs_of(kind):
        if not isinstance(spec, PayloadSpec):
            continue
        values: list[Any] = []
        for field in dataclasses.fields(spec.payload):  # type: ignore[arg-type]
            type_name = field.type if isinstance(field.type, str) else field.type.__name__
            text = "2026-W53" if field.name == "week" else "x" * 12
            values.append({"int": BIG, "bool": True, "str": text}[type_name])
        payload = spec.payload(*values)
        wire = payload.encode()
        assert len(wire.encode()) <= MAX_PAYLOAD_BYTES
        assert spec.payload.decode(wire) == payload


@every_cog
def test_settings_are_described(kind: type[Cog[Any]]) -> None:
    for key, field in kind.config_model.model_fields.items():
        assert key == "enabled" or field.description, f"{kind.name}.{key}"


@every_cog
def test_a_cog_with_tables_can_forget_and_merge_people(kind: type[Cog[Any]]) -> None:
    folder = Path(inspect.getfile(kind)).parent
    if not (folder / "tables.py").exists():
        return
    assert kind.migrations is not None
    assert list(kind.migrations.glob("*.py"))
    assert kind.erase is not Cog.erase
    assert kind.linked is not Cog.linked
    metadata = import_module(f"cogs.{kind.name}.tables").metadata
    for table in metadata.tables.values():
        assert table.name == kind.name or table.name.startswith(f"{kind.name}_"), table.name


@every_cog
def test_tasks_carry_the_name_of_their_cog(kind: type[Cog[Any]]) -> None:
    for _, spec in specs_of(kind):
        if isinstance(spec, TaskSpec):
            assert spec.name.startswith(f"{kind.name}.")
