"""Keeps .po files in step with the source: `python -m bot.locales extract|update|check`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

from bot.engine.rendering.catalogue import DOMAIN, fits

ROOT = Path(__file__).resolve().parent.parent.parent
LOCALES = ("de",)
KEYWORDS = {"T": None, "N": (1, 2)}


def homes(root: Path) -> Iterator[tuple[Path, str]]:
    """Each folder of sources with the pattern of its .po file's path."""
    yield root / "bot", f"locales/{{locale}}/{DOMAIN}.po"
    for init in sorted(root.glob("cogs/*/__init__.py")):
        yield init.parent, "locales/{locale}.po"


def extract(folder: Path, locale: str | None = None) -> Catalog:
    """The messages in the sources below a folder."""
    catalog = Catalog(locale=locale, project=folder.name, fuzzy=False)
    for file in sorted(folder.rglob("*.py")):
        with file.open("rb") as source:
            for _, function, message, _ in extract_python(source, KEYWORDS, [], {}):
                literals = message if isinstance(message, tuple) else (message,)
                if not isinstance(literals[0], str) or not literals[0]:
                    continue
                ident = (literals[0], str(literals[1])) if function == "N" else literals[0]
                catalog.add(ident, locations=[(file.relative_to(folder).as_posix(), 0)])
    return catalog


def update(root: Path, only: Sequence[str] = ()) -> list[Path]:
    """Brings .po files in step with the sources; returns those that changed."""
    changed = []
    for folder, pattern in homes(root):
        if only and folder.name not in only:
            continue
        for locale in LOCALES:
            template = extract(folder, locale)
            file = folder / pattern.format(locale=locale)
            catalog = _read(file, locale) if file.exists() else Catalog(locale=locale)
            if {m.id for m in catalog if m.id} == {m.id for m in template if m.id}:
                continue
            catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
            _head(catalog, folder.name)
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("wb") as out:
                write_po(out, catalog, width=100, ignore_obsolete=True, include_lineno=False)
            changed.append(file)
    return changed


def problems(root: Path) -> list[str]:
    """One line for each message without a good translation."""
    found = []
    for folder, pattern in homes(root):
        for locale in LOCALES:
            template = extract(folder, locale)
            file = folder / pattern.format(locale=locale)
            catalog = _read(file, locale) if file.exists() else Catalog(locale=locale)
            for message in template:
                if message.id and (why := _lack(catalog, message.id)):
                    first = message.id if isinstance(message.id, str) else message.id[0]
                    found.append(f"{file.relative_to(root)}: {why}: {first!r}")
    return found


def _head(catalog: Catalog, name: str) -> None:
    """Fills the header, so that no placeholder of gettext's own is left in it."""
    catalog.header_comment = f"# Translations of {name}."
    catalog.project, catalog.version = "Townhall", "1"
    catalog.msgid_bugs_address = catalog.last_translator = catalog.language_team = "Townhall"
    catalog.revision_date = catalog.creation_date
    catalog.fuzzy = False


def _lack(catalog: Catalog, ident: str | Sequence[str]) -> str:
    message = catalog.get(ident if isinstance(ident, str) else ident[0])
    if message is None or message.id != ident:
        return "not in the file, run update"
    strings = (message.string,) if isinstance(message.string, str) else message.string
    if not strings or not all(strings):
        return "no translation"
    if message.fuzzy:
        return "fuzzy"
    return "" if fits(message) else "other placeholders"


def _read(file: Path, locale: str) -> Catalog:
    with file.open("rb") as source:
        return read_po(source, locale=locale, abort_invalid=True)


def main(arguments: Sequence[str]) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bot.locales", description=__doc__)
    parser.add_argument("action", choices=("extract", "update", "check"))
    parser.add_argument("only", nargs="*", help="update: folders such as bot or polls, else all")
    options = parser.parse_args(arguments)
    action = options.action
    if action == "extract":
        for folder, _ in homes(ROOT):
            write_po(sys.stdout.buffer, extract(folder), width=100, omit_header=True)
        return 0
    if action == "update":
        sys.stdout.writelines(f"{file.relative_to(ROOT)}\n" for file in update(ROOT, options.only))
        return 0
    missing = problems(ROOT)
    sys.stdout.writelines(f"{line}\n" for line in missing)
    sys.stdout.write(f"{len(missing)} messages to translate\n" if missing else "complete\n")
    return 1 if missing else 0
