"""Developer's help: `python -m storage.revision NAME "message"` writes a migration.

NAME is `core` or a cog's name. The migration is what leads from the newest revision to the tables
in storage/tables/ or cogs/NAME/tables.py; read it before you keep it.
"""

import sys
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from sqlalchemy import MetaData, create_engine

from .migrations.upgrade import CORE, configure

_HERE = Path(__file__).parent


def write(branch: str, message: str) -> Path:
    """Write the next migration of a branch and return its path."""
    tables = import_module("storage.tables" if branch == CORE else f"cogs.{branch}.tables")
    metadata: MetaData = tables.metadata
    beside = Path(str(tables.__file__)).parent
    folder = _HERE / "migrations" / "versions" if branch == CORE else beside / "migrations"
    folder.mkdir(parents=True, exist_ok=True)
    number = len(list(folder.glob("[0-9]*.py"))) + 1
    with TemporaryDirectory() as scratch:
        engine = create_engine(f"sqlite:///{scratch}/scratch.db")
        with engine.begin() as connection:
            config = configure(connection, branch, folder, metadata)
            config.set_main_option("file_template", f"{number:04}_{branch}")
            if number > 1:
                command.upgrade(config, "heads")
            command.revision(
                config,
                message,
                autogenerate=True,
                rev_id=f"{branch}_{number:04}",
                version_path=str(folder),
                branch_label=branch if number == 1 else None,
                head="base" if number == 1 else "head",
            )
        engine.dispose()
    return folder / f"{number:04}_{branch}.py"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit('Usage: python -m storage.revision NAME "message"')
    path = write(sys.argv[1], sys.argv[2])
    sys.stdout.write(f"{path}\n")
