"""What `/doctor` says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.api.boards.checks import Check
from bot.api.reply import Reply
from bot.api.text import N, T, Text, bold, lines


def report(checks: Sequence[Check]) -> Reply:
    """What is wrong comes first, then what is good to know, each with its reason and its remedy."""
    wrong = [check for check in checks if not check.ok]
    known = [check for check in checks if check.notice]
    fine = [check for check in checks if check.ok and not check.notice]
    if wrong:
        n = len(wrong)
        head: Text = N("{n} thing needs you.", "{n} things need you.", n)
    else:
        head = T("All is well.")
    told = [line for check in (*wrong, *known) for line in _told(check)]
    return Reply(
        lines(bold(head), *told, "" if told else None, *(_fine(check) for check in fine)),
        tone="warn" if wrong else "good",
    )


def _told(check: Check) -> Iterator[Text]:
    yield ""
    if check.notice:
        yield T("• {what}", what=check.what)
    else:
        yield T("✗ {what}", what=bold(check.what))
    if check.why:
        yield check.why
    if check.mend:
        yield T("→ {mend}", mend=check.mend)


def _fine(check: Check) -> Text:
    return T("✓ {what}", what=check.what)
