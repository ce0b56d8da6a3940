"""Runs the migrations of the core and of every cog, each a branch with its own version table.

With a version table per branch, a cog that was uninstalled keeps its tables untouched and does not
hold up the start; installed again, it goes on where it stopped.
"""

from collections.abc import Mapping
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData

from .. import StorageError

CORE = "core"
_HERE = Path(__file__).parent


def upgrade(connection: Connection, branches: Mapping[str, Path], database: str) -> None:
    """Bring all branches to their newest revision inside the caller's transaction."""
    configs = {CORE: configure(connection, CORE, _HERE / "versions")}
    for name, folder in sorted(branches.items()):
        configs[name] = configure(connection, name, folder)
    for name, config in configs.items():
        _refuse_newer(connection, name, config, database)
    for config in configs.values():
        command.upgrade(config, "heads")


def configure(
    connection: Connection, branch: str, folder: Path, metadata: MetaData | None = None
) -> Config:
    """Alembic's settings for one branch; `metadata` is needed only to compare or generate."""
    config = Config()
    for option, value in {
        "script_location": str(_HERE),
        "version_locations": str(folder),
        "path_separator": "newline",
    }.items():
        config.set_main_option(option, value.replace("%", "%%"))
    config.attributes |= {
        "connection": connection,
        "version_table": version_table(branch),
        "metadata": metadata,
    }
    return config


def version_table(branch: str) -> str:
    """The table that holds the branch's revision."""
    return "alembic_version" if branch == CORE else f"alembic_version_{branch}"


def _refuse_newer(connection: Connection, branch: str, config: Config, database: str) -> None:
    context = MigrationContext.configure(
        connection, opts={"version_table": config.attributes["version_table"]}
    )
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if set(context.get_current_heads()) - known:
        part = "" if branch == CORE else f" (part: {branch})"
        raise StorageError(
            f"{database} was written by a newer version of Townhall{part}: install that version, "
            "or restore a backup from before the update."
        )
