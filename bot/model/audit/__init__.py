"""townhall model audit: does the model treat all people alike?"""

from __future__ import annotations

import argparse
import json
import os
import sys

from rich.console import Console

from bot.settings import find_file, load
from bot.understanding.card import ModelError
from bot.understanding.choice import OFF, SHIPPED

from ..cards import card_path
from ..score import opened
from .measure import audit
from .report import to_markdown, to_terminal
from .templates import templates, terms

DONE, UNUSABLE = 0, 2
_MOST_THREADS = 4


def run(chosen: argparse.Namespace) -> int:
    """Print the bias audit of `chosen.toxicity` (None: the settings' model).

    As one JSON object (`chosen.json`), as Markdown (`chosen.markdown`) or as tables for a
    terminal; over `chosen.sample` templates of either side, or all. 0 when done, 2 with a
    sentence on stderr without a model.
    """
    try:
        path = card_path(chosen.toxicity or _of_settings())
        card, network = opened(path, min(os.cpu_count() or 1, _MOST_THREADS))
        found = audit(card, network, terms(), templates(chosen.sample))
    except ModelError as error:
        sys.stderr.write(f"{error}\n")
        return UNUSABLE
    if chosen.json:
        sys.stdout.write(json.dumps(found.as_json()) + "\n")
    elif chosen.markdown:
        sys.stdout.write(to_markdown(found))
    else:
        to_terminal(found, Console(highlight=False))
    return DONE


def _of_settings() -> str:
    """What config.toml chooses if there is one, else the shipped model."""
    from bot.engine.loader import discover

    path = find_file(None)
    if path is None:
        return SHIPPED
    cogs = {name: kind.config_model for name, kind in discover().items()}
    choice = load(path, cogs).understanding.toxicity
    if choice == OFF:
        raise ModelError(
            'The settings say toxicity = "off", so there is nothing to audit: '
            "name a model with --toxicity."
        )
    return choice
