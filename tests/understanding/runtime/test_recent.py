"""What was asked lately is known again, and nothing of the text is kept."""

from __future__ import annotations

from bot.understanding.runtime.recent import Recent


def test_the_one_not_used_for_longest_goes() -> None:
    recent = Recent[int | None](2)
    recent.put("one", 1)
    recent.put("two", None)
    assert recent.get("one") == (1,)
    recent.put("three \ud83d", 3)
    assert (recent.get("one"), recent.get("two"), recent.get("three \ud83d")) == ((1,), None, (3,))
    assert {type(key) for key in recent._found} == {bytes}
