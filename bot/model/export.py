"""townhall model export: a Detoxify checkpoint as ONNX with 8 bits, once."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from bot.settings import find_file, load
from bot.settings.model import UnderstandingSettings
from bot.understanding.card import ModelError
from bot.understanding.detoxify.catalogue import CHOICES, Variant, variant_of
from bot.understanding.detoxify.checkpoint import obtain
from bot.understanding.detoxify.export import Exported, export
from bot.understanding.detoxify.load import check_installed

DONE, UNUSABLE = 0, 2


def run(chosen: argparse.Namespace) -> int:
    """Export `chosen.name` ("detoxify:unbiased").

    From the folder `chosen.source`, without any network, or when that is None from the folder of
    the settings, into which what is missing is fetched; into the folder `chosen.target`, by
    default where the bot looks. 0 when done, 2 with a sentence on stderr when it cannot be.
    """
    variant = variant_of(chosen.name)
    if variant is None:
        sys.stderr.write(f'There is no "{chosen.name}": choose one of {", ".join(CHOICES)}.\n')
        return UNUSABLE
    try:
        check_installed()
        own = variant.folder(detoxify_folder())
        if chosen.source is None:
            asyncio.run(_fetch(variant, own))
        sys.stderr.write(f"Exporting {variant.choice}, which takes some minutes ...\n")
        made = export(variant, chosen.source or own, chosen.target or own)
    except ModelError as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    _report(variant, made, own)
    return DONE


def _report(variant: Variant, made: Exported, own: Path) -> None:
    at_home = made.card.parent.resolve() == own.resolve()
    choice = variant.choice if at_home else str(made.card)
    sys.stdout.write(
        f"{made.card}: {made.size / 1e6:,.0f} MB. On trial sentences no probability differs by "
        f"more than {made.difference:.3f} from Detoxify's own.\n"
        f'To use it, set toxicity = "{choice}" under [understanding]. The checkpoint and PyTorch '
        "are no longer needed for that.\n"
    )


async def _fetch(variant: Variant, folder: Path) -> None:
    columns = (
        TextColumn("fetching {task.description}"), BarColumn(), DownloadColumn(),
        TimeRemainingColumn(),
    )  # fmt: skip
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(variant.choice, total=None)

        def told(done: int, whole: int | None) -> None:
            progress.update(task, completed=done, total=whole)

        await obtain(variant, folder, told=told)


def detoxify_folder() -> Path:
    """That of config.toml if there is one, else the usual one."""
    from bot.engine.loader import discover

    path = find_file(None)
    if path is None:
        return UnderstandingSettings().detoxify_folder
    cogs = {name: kind.config_model for name, kind in discover().items()}
    return load(path, cogs).understanding.detoxify_folder
