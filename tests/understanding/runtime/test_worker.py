"""The worker's promises, shown with a process that a test can hold back."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence

import pytest

from bot.understanding.runtime.lanes import BACKGROUND
from bot.understanding.runtime.worker import BatchWorker, WorkerClosed, WorkerHung

from ..waiting import until


class Gate:
    """Upper-cases texts, but only while open; remembers every batch."""

    def __init__(self, *, shut: bool = False) -> None:
        self.batches: list[list[str]] = []
        self._open = threading.Event()
        if not shut:
            self._open.set()

    def open(self) -> None:
        self._open.set()

    def load(self) -> Callable[[Sequence[str]], Sequence[str]]:
        return self.process

    def process(self, texts: Sequence[str]) -> Sequence[str]:
        self.batches.append(list(texts))
        assert self._open.wait(10)
        if "bad" in texts:
            raise ValueError("bad")
        return [text.upper() for text in texts]


async def blocked(gate: Gate, worker: BatchWorker[str]) -> asyncio.Task[str]:
    """A first text that keeps the worker busy until the gate opens."""
    task = asyncio.create_task(worker.submit("first"))
    await until(lambda: gate.batches == [["first"]])
    return task


async def test_everybody_gets_their_own_answer_and_bursts_fill_batches() -> None:
    gate = Gate(shut=True)
    worker = BatchWorker(gate.load, name="test", batch=32)
    first = await blocked(gate, worker)
    burst = [asyncio.create_task(worker.submit(f"text {i}")) for i in range(96)]
    await until(lambda: worker.pending == 97)
    gate.open()
    assert await asyncio.gather(first, *burst) == ["FIRST", *(f"TEXT {i}" for i in range(96))]
    assert [len(batch) for batch in gate.batches] == [1, 32, 32, 32]
    assert worker.pending == 0
    await worker.close()


async def test_a_lone_text_is_not_held_back() -> None:
    starts: list[float] = []

    def process(texts: Sequence[str]) -> Sequence[str]:
        starts.append(time.monotonic())
        return texts

    worker = BatchWorker[str](lambda: process, name="test")
    await worker.submit("warm")
    held = []
    for i in range(20):
        sent = time.monotonic()
        await worker.submit(f"text {i}")
        held.append(starts[-1] - sent)
    # the best of 20: a busy machine may delay some, the worker itself must delay none
    assert min(held) < 0.005
    await worker.close()


async def test_the_queue_is_bounded_and_those_beyond_wait_for_room() -> None:
    gate = Gate(shut=True)
    worker = BatchWorker(gate.load, name="test", batch=2, limit=4)
    first = await blocked(gate, worker)
    seen: list[int] = []

    async def send(i: int) -> str:
        answer = await worker.submit(f"text {i}")
        seen.append(worker.pending)
        return answer

    rest = [asyncio.create_task(send(i)) for i in range(20)]
    await until(lambda: worker.pending == 4)
    gate.open()
    answers = await asyncio.gather(first, *rest)
    assert answers == ["FIRST", *(f"TEXT {i}" for i in range(20))]
    assert max(seen) <= 4
    assert max(map(len, gate.batches)) <= 2
    await worker.close()


async def test_cancelled_callers_are_skipped_and_do_not_break_the_batch() -> None:
    gate = Gate(shut=True)
    worker = BatchWorker(gate.load, name="test", limit=4)
    first = await blocked(gate, worker)
    queued = [asyncio.create_task(worker.submit(name)) for name in ("kept", "gone", "also kept")]
    await until(lambda: worker.pending == 4)
    waiting = asyncio.create_task(worker.submit("never had room"))
    queued[1].cancel()
    first.cancel()  # being processed right now
    waiting.cancel()
    await asyncio.wait([queued[1], first, waiting])
    gate.open()
    assert [await queued[0], await queued[2]] == ["KEPT", "ALSO KEPT"]
    assert gate.batches == [["first"], ["kept", "also kept"]]
    # all four places are free again
    assert await asyncio.gather(*(worker.submit(c) for c in "abcdef")) == list("ABCDEF")
    assert worker.pending == 0
    await worker.close()


async def test_close_answers_all_that_was_asked_and_takes_no_more() -> None:
    gate = Gate(shut=True)
    worker = BatchWorker(gate.load, name="test", batch=8, limit=16)
    first = await blocked(gate, worker)
    rest = [asyncio.create_task(worker.submit(f"text {i}")) for i in range(50)]
    await until(lambda: worker.pending == 16)
    closing = asyncio.create_task(worker.close())
    await until(lambda: worker.closing)
    with pytest.raises(WorkerClosed):
        await worker.submit("too late")
    gate.open()
    await closing
    assert await asyncio.gather(first, *rest) == ["FIRST", *(f"TEXT {i}" for i in range(50))]
    assert all(thread.name != "test" for thread in threading.enumerate())
    await worker.close()


async def test_closing_an_unused_worker_loads_nothing() -> None:
    worker = BatchWorker[str](lambda: pytest.fail("loaded"), name="test")
    await worker.close()
    with pytest.raises(WorkerClosed):
        await worker.submit("text")


async def test_equal_texts_in_a_burst_are_processed_once() -> None:
    gate = Gate(shut=True)
    worker = BatchWorker(gate.load, name="test", batch=64)
    first = await blocked(gate, worker)
    raid = [asyncio.create_task(worker.submit("raid")) for _ in range(40)]
    await until(lambda: worker.pending == 41)
    gate.open()
    assert await asyncio.gather(first, *raid) == ["FIRST"] + ["RAID"] * 40
    assert gate.batches == [["first"], ["raid"]]
    await worker.close()


async def test_one_bad_text_does_not_take_its_neighbours_down() -> None:
    gate = Gate(shut=True)
    worker = BatchWorker(gate.load, name="test")
    first = await blocked(gate, worker)
    names = ["good", "bad", "fine", "bad"]
    tasks = [asyncio.create_task(worker.submit(name)) for name in names]
    await until(lambda: worker.pending == 5)
    gate.open()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert [answers[0], answers[2]] == ["GOOD", "FINE"]
    assert all(isinstance(answers[i], ValueError) for i in (1, 3))
    assert gate.batches == [["first"], ["good", "bad", "fine"], ["good"], ["bad"], ["fine"]]
    assert await first == "FIRST"
    assert worker.pending == 0
    assert worker.failure is None
    await worker.close()


async def test_texts_without_haste_are_never_more_than_one_batch_ahead() -> None:
    gate = Gate(shut=True)
    worker = BatchWorker(gate.load, name="test", batch=4)
    first = await blocked(gate, worker)
    many = 2 * BACKGROUND + 4
    idle = [asyncio.create_task(worker.submit(f"idle {i}", background=True)) for i in range(many)]
    await until(lambda: worker.pending == many + 1)
    hasty = [asyncio.create_task(worker.submit(f"text {i}")) for i in range(12)]
    await until(lambda: worker.pending == many + 13)
    gate.open()
    await asyncio.gather(first, *idle, *hasty)
    kinds = [(batch[0].split()[0], len(batch)) for batch in gate.batches]
    assert kinds == [
        ("first", 1),
        *[("idle", BACKGROUND), ("text", 4)] * 2,
        ("idle", 4),
        ("text", 4),
    ]
    await worker.close()


async def test_a_hung_call_is_noticed_and_told_once(caplog: pytest.LogCaptureFixture) -> None:
    gate = Gate(shut=True)
    worker = BatchWorker(gate.load, name="test", limit=4, patience=0.5)
    tasks = [asyncio.create_task(worker.submit(f"text {i}")) for i in range(10)]
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(answer, WorkerHung) for answer in answers)
    assert isinstance(worker.failure, WorkerHung)
    assert worker.pending == 0
    with pytest.raises(WorkerHung):
        await worker.submit("later")
    (record,) = caplog.records
    assert "has not answered for 0.5 s" in record.getMessage()
    await worker.close()  # does not wait for the call that hangs
    gate.open()
    await until(lambda: all(thread.name != "test" for thread in threading.enumerate()))


async def test_a_call_that_comes_back_after_all_is_forgiven() -> None:
    gate = Gate(shut=True)
    worker = BatchWorker(gate.load, name="test", patience=0.5)
    with pytest.raises(WorkerHung):
        await worker.submit("slow")
    gate.open()
    await until(lambda: worker.failure is None)
    assert await worker.submit("quick") == "QUICK"
    await worker.close()
    assert all(thread.name != "test" for thread in threading.enumerate())


async def test_a_load_that_hangs_is_noticed_too() -> None:
    gate = Gate(shut=True)

    def load() -> Callable[[Sequence[str]], Sequence[str]]:
        gate.process(["loading"])
        return gate.process

    worker = BatchWorker(load, name="test", patience=0.5)
    worker.start()
    assert not await worker.loaded()
    with pytest.raises(WorkerHung):
        await worker.submit("text")
    gate.open()
    await until(lambda: worker.failure is None)
    assert await worker.submit("text") == "TEXT"
    await worker.close()


async def test_a_worker_that_hangs_at_the_end_does_not_hold_up_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.understanding.runtime.worker.CLOSING_PATIENCE", 0.05)
    gate = Gate(shut=True)
    worker = BatchWorker(gate.load, name="test", patience=600)
    first = await blocked(gate, worker)
    await worker.close()
    with pytest.raises(WorkerHung):
        await first
    gate.open()


async def test_long_work_in_many_calls_is_not_taken_for_hanging() -> None:
    def process(texts: Sequence[str]) -> Sequence[str]:
        until_then = time.monotonic() + 0.06
        while time.monotonic() < until_then:
            pass
        return texts

    worker = BatchWorker[str](lambda: process, name="test", batch=1, patience=1.0)
    answers = await asyncio.gather(*(worker.submit(str(i)) for i in range(20)))
    assert answers == [str(i) for i in range(20)]
    await worker.close()


async def test_a_failed_load_is_told_to_every_caller() -> None:
    def load() -> Callable[[Sequence[str]], Sequence[str]]:
        raise OSError("no such model")

    worker = BatchWorker(load, name="test")
    for _ in range(2):
        with pytest.raises(OSError, match="no such model"):
            await worker.submit("text")
    assert not await worker.loaded()
    assert isinstance(worker.failure, OSError)
    assert worker.pending == 0
    await worker.close()
