"""When which step is due, across clock changes, and what is left out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cogs.sequences.model import NOT_BEGUN, Step
from cogs.sequences.plan import DAY_MS, dues, first, following, ordered, replaced_at, verdict

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
ZONES = st.sampled_from([BERLIN, NEW_YORK, LORD_HOWE, "UTC", "Asia/Kathmandu"])
STEPS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 1439)), min_size=1, max_size=8).map(
    lambda drawn: [Step(n, day, minute, "x") for n, (day, minute) in enumerate(drawn, 1)]
)
# forty days after these there was a clock change in each of the zones
ANCHORS = st.dates(date(2026, 2, 20), date(2026, 11, 5))
HOUR_MS = 3_600_000


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
    return round(datetime(year, month, day, hour, minute, tzinfo=UTC).timestamp() * 1000)


def local(at: int, zone: str) -> datetime:
    return datetime.fromtimestamp(at / 1000, ZoneInfo(zone))


def written(day: int, clock: time, number: int = 1) -> Step:
    return Step(number, day, 60 * clock.hour + clock.minute, "x")


def test_the_same_hour_before_and_after_a_change() -> None:
    steps = [written(0, time(9), 1), written(2, time(9), 2), written(7, time(9), 3)]
    spring = dues(steps, date(2026, 3, 28), BERLIN)
    assert [due.at for due in spring] == [
        utc(2026, 3, 28, 8),
        utc(2026, 3, 30, 7),
        utc(2026, 4, 4, 7),
    ]
    autumn = dues(steps, date(2026, 10, 24), BERLIN)
    assert [due.at for due in autumn] == [
        utc(2026, 10, 24, 7),
        utc(2026, 10, 26, 8),
        utc(2026, 10, 31, 8),
    ]


def test_an_hour_that_is_skipped_moves_forward_and_keeps_the_order() -> None:
    steps = [written(0, time(2, 30), 1), written(0, time(3), 2)]
    skipped = dues(steps, date(2026, 3, 29), BERLIN)
    assert [local(due.at, BERLIN).strftime("%H:%M") for due in skipped] == ["03:30", "03:30"]
    half = dues([written(0, time(2, 15))], date(2026, 10, 4), LORD_HOWE)  # half an hour there
    assert local(half[0].at, LORD_HOWE).strftime("%H:%M") == "02:45"


def test_an_hour_that_comes_twice_means_the_first() -> None:
    [due] = dues([written(0, time(2, 30))], date(2026, 10, 25), BERLIN)
    assert due.at == utc(2026, 10, 25, 0, 30)
    [due] = dues([written(0, time(1, 30))], date(2026, 11, 1), NEW_YORK)
    assert due.at == utc(2026, 11, 1, 5, 30)


# dates are drawn slowly where the machine is busy
@settings(suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, ANCHORS, ZONES)
def test_every_step_is_due_once_in_order_at_its_hour(
    steps: list[Step], anchor: date, zone: str
) -> None:
    planned = dues(steps, anchor, zone)
    assert [due.step for due in planned] == ordered(steps)
    assert [due.at for due in planned] == sorted(due.at for due in planned)
    for due in planned:
        then, meant = local(due.at, zone), datetime.combine(anchor, due.step.clock)
        late = then.replace(tzinfo=None) - (meant + timedelta(days=due.step.day))
        assert timedelta(0) <= late <= timedelta(hours=1)
        day_before = local(due.at - DAY_MS, zone)
        assert not late or then.utcoffset() != day_before.utcoffset()


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, ANCHORS, ZONES, st.integers(-3 * 24, 45 * 24))
def test_who_comes_gets_what_is_to_come(
    steps: list[Step], anchor: date, zone: str, hours: int
) -> None:
    came_at = utc(anchor.year, anchor.month, anchor.day) + hours * HOUR_MS
    due = first(steps, anchor, zone, came_at)
    planned = dues(steps, anchor, zone)
    if due is None:
        assert all(one.at < came_at for one in planned)
        return
    assert due.at >= came_at
    for one in planned[: planned.index(next(p for p in planned if p.step == due.step))]:
        assert one.at < came_at
        # of the first day nothing is lost for those who come on it
        assert one.step.day > 0 or local(came_at, zone).date() != anchor


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, ANCHORS, ZONES)
def test_following_walks_over_all_of_them(steps: list[Step], anchor: date, zone: str) -> None:
    walked, done = [], NOT_BEGUN
    while (due := following(steps, anchor, zone, done)) is not None:
        walked.append(due)
        done = due.step.place
    assert walked == dues(steps, anchor, zone)


def test_who_joins_after_the_hour_of_the_first_day_gets_it_at_once() -> None:
    steps = [written(0, time(9), 1), written(2, time(9), 2)]
    noon = utc(2026, 6, 1, 10)
    due = first(steps, date(2026, 6, 1), BERLIN, noon)
    assert due is not None and (due.step.id, due.at) == (1, noon)
    later = first(steps, date(2026, 6, 1), BERLIN, noon + DAY_MS)
    assert later is not None and (later.step.id, later.at) == (2, utc(2026, 6, 3, 7))
    assert first(steps, date(2026, 6, 1), BERLIN, noon + 3 * DAY_MS) is None


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(STEPS, ANCHORS, ZONES, st.integers(0, 50 * 24), st.integers(0, 9 * 24))
def test_nothing_goes_out_after_what_replaces_it(
    steps: list[Step], anchor: date, zone: str, hours: int, held: int
) -> None:
    planned = dues(steps, anchor, zone)
    for due in planned:
        replaced = replaced_at(planned, due.step)
        assert replaced is None or replaced > due.at
        due_at = due.at + held * HOUR_MS
        now = due_at + hours * HOUR_MS
        found = verdict(due_at, replaced, now, 3)
        if found == "go":
            assert now - due_at <= 3 * DAY_MS and (replaced is None or now < replaced)
        elif found == "overdue":
            assert now - due_at > 3 * DAY_MS
        else:
            assert replaced is not None and now >= replaced


def test_steps_that_are_due_together_do_not_replace_each_other() -> None:
    one, other, last = written(1, time(9), 1), written(1, time(9), 2), written(2, time(9), 3)
    planned = dues([one, other, last], date(2026, 6, 1), "UTC")
    assert replaced_at(planned, one) == replaced_at(planned, other) == planned[2].at
    assert replaced_at(planned, last) is None
