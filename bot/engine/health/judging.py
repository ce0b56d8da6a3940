"""What the figures mean: pure, and the same for `/doctor` in chat and `townhall doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.api.boards.checks import Check
from bot.api.text import CommandHint, Length, N, T, Text
from storage.waiting import Waiting

DAY_MS = 86_400_000
LATE_MS = 10 * 60_000
OLD_BACKUP_MS = 2 * DAY_MS
YOUNG_MS = 7 * DAY_MS
SKEW_S = 30
SLOW_S = 1.0


def queues(found: Waiting, now: int) -> Iterator[Check]:
    """Posts and tasks since a day, and what has been late for LATE_MS."""
    if found.posts:
        yield Check(
            False,
            N(
                "{n} post could not be sent for more than ten minutes, the oldest for {length}.",
                "{n} posts could not be sent for more than ten minutes, the oldest for {length}.",
                found.posts,
                length=Length((now - (found.oldest or now)) // 1000),
            ),
            T("Nobody reads what is not sent."),
            T("See that the bot runs and that the network works; then they are sent at once."),
        )
    if found.tasks:
        yield Check(
            False,
            N(
                "{n} task, such as a reminder, is late by more than ten minutes.",
                "{n} tasks, such as reminders, are late by more than ten minutes.",
                found.tasks,
            ),
            T("Reminders, results and digests come too late."),
            T("Start the bot with `townhall run`; where it runs, start it again."),
        )
    if found.events:
        yield Check(
            False,
            N(
                "{n} event came more than ten minutes ago and is not worked off.",
                "{n} events came more than ten minutes ago and are not worked off.",
                found.events,
            ),
            T("Somebody may wait for an answer."),
            T("Start the bot again: it goes on with them by itself."),
        )
    if found.failed:
        yield Check(
            False,
            N(
                "{n} post failed in the last 24 hours.",
                "{n} posts failed in the last 24 hours.",
                found.failed,
            ),
            T("It is not tried again, so nobody will read it."),
            T(
                "Mostly a right is missing, which is told too, or a channel was deleted: type "
                "{command} in another one.",
                command=CommandHint("settings channel"),
            ),
        )
    if not (found.posts or found.tasks or found.events or found.failed):
        yield Check(True, T("Nothing waits too long, and no post failed in the last 24 hours."))


def backup(last: datetime | None, now: int, began: int, *, planned: bool) -> Check:
    """`last` is when the newest was begun, by night or by hand; `began` when there was something
    to keep; `planned` says that one is made each night. Without any, a young bot is told of it
    and no more: nobody has lost much yet, and by night there was no time for one."""
    why = T("When the disk breaks, everything since the last backup is lost.")
    if planned:
        mend = T("Look into the log: mostly the folder for backups is full or missing.")
    else:
        mend = T("Name a folder in config.toml: [storage] backup_folder, best on another disk.")
    if last is None:
        none = T("There is no backup of what I know.")
        if planned and now - began < OLD_BACKUP_MS:
            return Check(True, T("There is no backup yet; the bot has only just begun."))
        young = now - began < YOUNG_MS
        return Check(young, none, why, mend, notice=young)
    age = now - round(last.timestamp() * 1000)
    what = T("The last backup is {length} old.", length=Length(max(60, age // 1000)))
    return Check(True, what) if age < OLD_BACKUP_MS else Check(False, what, why, mend)


def tombstones(lost: int, of: int, *, broken: bool) -> Check | None:
    """Of `of` tombstones `lost` were made with a key that is gone; `broken`: there is one that
    cannot be read. None where nobody was ever forgotten."""
    file = "tombstones.key"
    why = T("An import or a restored backup brings back who asked to be forgotten.")
    mend = T(
        "Put your copy of {file} back into the folder of the keys, so that the bot's user may read "
        "it. Without a copy, delete again whoever comes back.",
        file=file,
    )
    if broken:
        what = T("The key file {file} is damaged or cannot be read.", file=file)
        return Check(False, what, why, mend)
    if lost:
        what = N(
            "{n} account that was forgotten is not recognised any more: {file} is lost.",
            "{n} accounts that were forgotten are not recognised any more: {file} is lost.",
            lost,
            file=file,
        )
        return Check(False, what, why, mend)
    if not of:
        return None
    return Check(True, T("Who was forgotten is recognised in imports and backups."))


def clock(apart_s: float, platform: str) -> Check:
    """How far this machine is ahead of the platform (less than 0: behind)."""
    if abs(apart_s) <= SKEW_S:
        return Check(True, T("This machine's clock agrees with {platform}'s.", platform=platform))
    length = Length(round(abs(apart_s)))
    ahead = T("This machine's clock is {length} ahead of {p}'s.", length=length, p=platform)
    behind = T("This machine's clock is {length} behind {p}'s.", length=length, p=platform)
    return Check(
        False,
        ahead if apart_s > 0 else behind,
        T("Reminders and digests come at wrong times."),
        T("Switch on automatic time on this machine."),
    )


def model(*, wanted: bool, answers: bool) -> Check:
    """The toxicity model."""
    if not wanted:
        return Check(True, T("No toxicity model is used, as the settings say."))
    if answers:
        return Check(True, T("The toxicity model answers."))
    return Check(
        False,
        T("The toxicity model gives no answer."),
        T("Nothing is flagged for the moderators."),
        T("Install Townhall again, or see the log for what is missing."),
    )


def database(took_s: float) -> Check:
    """How long it took to answer a small question."""
    took = f"{took_s * 1000:.0f}"
    what = T("The database answers in {took} ms.", took=took)
    if took_s < SLOW_S:
        return Check(True, what)
    return Check(
        False,
        what,
        T("Everything I do waits for it."),
        T("See what else works on that disk or server, and whether it is nearly full."),
    )


def at_rest(feature: Text, rows: int) -> Check:
    """A feature that is switched off, and what of it stays."""
    return Check(
        True,
        N(
            "{feature} is switched off; {n} row of it is kept until it is switched on again.",
            "{feature} is switched off; {n} rows of it are kept until it is switched on again.",
            rows,
            feature=feature,
        ),
    )
