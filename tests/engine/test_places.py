"""Which channel serves a purpose by its name alone."""

from __future__ import annotations

from bot.engine.services.people.places import by_name
from storage.people import ChannelRow


def row(number: int, name: str, *, parent: str | None = None, private: bool = False) -> ChannelRow:
    return ChannelRow(
        id=number,
        platform="discord",
        native_id=str(number),
        space_id=1,
        parent=parent,
        name=name,
        private=private,
    )


def test_a_thread_is_never_the_place_of_the_moderators_whatever_its_name() -> None:
    threads = [row(1, "mods", parent="9"), row(2, "team", parent="9", private=True)]
    assert by_name(threads, "moderators") is None
    channel = row(3, "Staff", private=True)
    assert by_name([*threads, channel], "moderators") == channel


def test_channels_come_before_threads() -> None:
    thread, channel = row(1, "ideas", parent="9"), row(2, "suggestions")
    assert by_name([thread, channel], "ideas") == thread
    assert by_name([thread, row(3, "Ideas")], "ideas") == row(3, "Ideas")
    assert by_name([row(4, "lounge", parent="9"), row(5, "shop")], "general") == row(5, "shop")
