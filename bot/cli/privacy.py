"""townhall mydata | erase | privacy: what is kept of people, and pages to publish."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console

from bot import at_rest, logs
from bot.api.errors import SetupError
from bot.api.model import Community, Member
from bot.api.services.personal import PersonalData
from bot.engine.clock import SystemClock
from bot.settings import Settings, secrets_of
from storage.database import Database, UnchangedDatabase, lock
from storage.people import CommunityRow, People
from storage.queue import Tasks

if TYPE_CHECKING:
    from bot.app import App
    from cogs.privacy.cog import Privacy

LAWS, LANGUAGES = ("gdpr", "ccpa"), ("en", "de")
PATIENCE_S = 40  # a bot that runs looks for tasks every 30 s
Work = Callable[[Settings, argparse.Namespace, Console], Coroutine[Any, Any, None]]


def register(
    commands: Any,
    settings_of: Callable[[str | None], tuple[Settings, bool]],
    out: Callable[[], Console],
) -> None:
    """Adds the commands; `settings_of` reads the settings at a path, `out` is where they print."""

    def command(kinds: Any, name: str, help: str, work: Work) -> Any:
        def run(chosen: argparse.Namespace) -> int:
            settings, _ = settings_of(chosen.config)
            logs.setup("error", secrets=secrets_of(settings))
            asyncio.run(work(settings, chosen, out()))
            return 0

        one = kinds.add_parser(name, help=help)
        one.add_argument("--community", metavar="NAME", help="where there are several")
        one.add_argument("--config", metavar="PATH", help="the settings (default: config.toml)")
        one.set_defaults(command=run)
        return one

    person = "platform:id (discord:1234567890), or the member's number"
    one = command(commands, "mydata", "all that is kept about a person, as a file", mydata)
    one.add_argument("person", metavar="PERSON", help=person)
    one.add_argument("--out", type=Path, metavar="FILE", help=".json or .html (default: print it)")
    one = command(commands, "erase", "delete everything about a person", erase)
    one.add_argument("person", metavar="PERSON", help=person)
    one.add_argument("--yes", action="store_true", help="do not ask")
    one.add_argument(
        "--now", action="store_true",
        help="in the database at once, where the bot does not run; posts in chats that name the "
        "person then stay as they are",
    )  # fmt: skip
    kinds = commands.add_parser("privacy", help="privacy pages").add_subparsers(
        required=True, metavar="WHAT"
    )
    one = command(kinds, "page", "print a privacy page (HTML) from the settings in force", page)
    one.add_argument("--law", choices=LAWS, default="gdpr", help="default: gdpr")
    one.add_argument("--lang", choices=LANGUAGES, default="en", help="default: en")
    one = command(kinds, "kept", "print all kinds of data that are kept (Markdown)", kept)
    one.add_argument("--lang", choices=LANGUAGES, default="en", help="default: en")


# ---- what they do


async def mydata(settings: Settings, chosen: argparse.Namespace, out: Console) -> None:
    """Write or print all about one person. The bot may run meanwhile."""
    from cogs.privacy.mydata.files import as_json

    async with _opened(settings, UnchangedDatabase(settings.storage.url)) as app:
        member = await _member(app, chosen)
        data = await _personal(app).export(member.id)
        community = await app.registry.community(member.community_id)
        page = await _privacy(app).readable(community, member, data)
    if chosen.out is None:
        sys.stdout.write(as_json(data).decode())
        return
    html = chosen.out.suffix.casefold() in (".html", ".htm")
    content = page if html else as_json(data)
    try:
        chosen.out.write_bytes(content)
        chosen.out.chmod(0o600)
    except OSError as error:
        raise SetupError(f"{chosen.out} cannot be written: {error.strerror}.") from error
    out.print(f"Written: {chosen.out}", markup=False)


async def erase(settings: Settings, chosen: argparse.Namespace, out: Console) -> None:
    """Say what goes and what stays, ask, and have it done.

    A bot that runs does it itself, so that what it remembers goes too and its posts change. One
    that does not run finds it waiting at its next start; with `--now` it is done here, in the
    database.
    """
    async with _opened(settings, UnchangedDatabase(settings.storage.url)) as app:
        member = await _member(app, chosen)
        await _preview(app, member, out)
    if not chosen.yes and not _confirmed(out):
        out.print("Nothing was deleted.")
        return
    if chosen.now:
        url = settings.storage.url
        # alone: a bot would still know them, and name them
        async with lock.alone(url), _opened(settings, Database(url)) as app:
            await _privacy(app).erase_task({"member": member.id}, 0)
        out.print("Deleted. Posts in chats that name them stay as they are.")
        return
    async with at_rest.opened(settings) as db:
        await _leave_to_the_bot(Tasks(db), member, out)


async def page(settings: Settings, chosen: argparse.Namespace, _out: Console) -> None:
    """Print a page."""
    async with _opened(settings, UnchangedDatabase(settings.storage.url)) as app:
        row = await _community(app, chosen)
        community = Community(row.id, row.name, row.locale, row.timezone)
        now = SystemClock().now()
        made = await _privacy(app).page(community, chosen.law, chosen.lang, now)
    sys.stdout.write(made.decode())


async def kept(settings: Settings, chosen: argparse.Namespace, _out: Console) -> None:
    """Print what is kept of people, for how long, and what becomes of it."""
    async with _opened(settings, UnchangedDatabase(settings.storage.url)) as app:
        row = await _community(app, chosen)
        community = Community(row.id, row.name, row.locale, row.timezone)
        made = _privacy(app).record(community, chosen.lang)
    sys.stdout.write(made)


# ---- parts


@asynccontextmanager
async def _opened(settings: Settings, db: Database) -> AsyncIterator[App]:
    from bot.app import App

    at_rest.must_exist(settings)
    app = App(settings, platforms=(), db=db)
    await app.open()
    try:
        yield app
    finally:
        await app.stop()


def _privacy(app: App) -> Privacy:
    from cogs.privacy.cog import Privacy

    found = app.book.cogs.get("privacy")
    if not isinstance(found, Privacy):
        raise SetupError('The feature "privacy" is off ([cogs.privacy] enabled = false).')
    return found


def _personal(app: App) -> PersonalData:
    return _privacy(app).personal


async def _community(app: App, chosen: argparse.Namespace) -> CommunityRow:
    return at_rest.chosen(await People(app.db).communities(), chosen.community)


async def _member(app: App, chosen: argparse.Namespace) -> Member:
    typed = chosen.person.strip()
    platform, colon, native_id = typed.partition(":")
    member = None
    if colon:
        member = await _by_account(app, chosen, platform.casefold(), native_id)
    elif typed.isdecimal() and len(typed) < 19:
        member = await app.registry.member(int(typed))
    if member is None:
        raise SetupError(
            f'There is nobody "{typed}". Give platform:id, such as discord:1234567890, or the '
            "number of a member."
        )
    return member


async def _by_account(
    app: App, chosen: argparse.Namespace, platform: str, native_id: str
) -> Member | None:
    """In the community that is named, else in the only one that knows them."""
    every = await People(app.db).communities()
    rows = [at_rest.chosen(every, chosen.community)] if chosen.community else every
    found = {
        row.name: member
        for row in rows
        if (member := await app.registry.known_member(row.id, platform, native_id)) is not None
    }
    if len(found) > 1:
        names = ", ".join(f'"{name}"' for name in found)
        raise SetupError(f"Several communities know them; name one with --community: {names}.")
    return next(iter(found.values()), None)


async def _preview(app: App, member: Member, out: Console) -> None:
    community = await app.registry.community(member.community_id)
    accounts = ", ".join(
        f"{one.platform}:{one.native_id}" for one in await app.registry.accounts(member.id)
    )
    out.print(f"{member.name} (number {member.id}) in {community.name}: {accounts}", markup=False)
    for one in await _personal(app).held(member.id):
        title = app.reporter.plain(one.title, community, "en")
        why = app.reporter.plain(one.stays, community, "en")
        fate = f"stays, {why}" if why else "goes"
        out.print(f"  {title}: {one.count} ({fate})", markup=False)
    out.print("Copies in backups stay until those are deleted. This cannot be undone.")


def _confirmed(out: Console) -> bool:
    if not sys.stdin.isatty():
        raise SetupError("Nobody is there to answer: give --yes to delete without being asked.")
    return out.input("Delete it for good? Type yes: ").strip().casefold() == "yes"


async def _leave_to_the_bot(tasks: Tasks, member: Member, out: Console) -> None:
    from cogs.privacy.mydata.room import ERASE

    now = SystemClock().now()
    number = await tasks.put(
        ERASE,
        {"member": member.id},
        now,
        now,
        f"{ERASE}:{member.id}",
        member.community_id,
    )
    out.print(f"Left to the bot; one that runs does it within {PATIENCE_S} s …")
    for _ in range(PATIENCE_S):
        await asyncio.sleep(1)
        state = await tasks.state(number)
        if state == "done":
            out.print("Deleted, by the bot that runs.")
            return
        if state == "failed":
            raise SetupError("The bot tried and could not; its log says why.")
    out.print(
        "The bot does not run, or is busy. It deletes everything as soon as it does: nothing more "
        "is needed. To delete it in the database at once, give --now."
    )
