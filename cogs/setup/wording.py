"""What `/doctor` says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.api.boards.checks import Check
from bot.api.reply import Reply
from bot.api.text import N, T, Text, bold, lines


def report(checks: Sequence[Check]) -> Reply:
    """What is wrong comes first, each with its reason and its remedy."""
    wrong = [check for check in checks if not check.ok]
    fine = [check for check in checks if check.ok]
    if wrong:
        n = len(wrong)
        head: Text = N("{n} thing needs you.", "{n} things need you.", n)
    else:
        head = T("All is well.")
    told = [line for check in wrong for line in _wrong(check)]
    return Reply(
        lines(bold(head), *told, "" if wrong else None, *(_fine(check) for check in fine)),
        tone="warn" if wrong else "good",
    )


def _wrong(check: Check) -> Iterator[Text]:
    yield ""
    yield T("✗ {what}", what=bold(check.what))
    if check.why:
        yield check.why
    if check.mend:
        yield T("→ {mend}", mend=check.mend)


def _fine(check: Check) -> Text:
    return T("✓ {what}", what=check.what)
