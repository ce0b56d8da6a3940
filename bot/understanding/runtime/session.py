"""How every model here runs: one lean onnxruntime session, texts grouped by length."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import onnxruntime as ort
from numpy.typing import NDArray

from .memory import give_back

# A call is at most this large. More rows are hardly faster (measured: 2.2 ms a text of 20 tokens
# in eights, 2.1 in thirty-twos), but take more memory and keep everybody else waiting.
BATCH_ROWS = 32
BATCH_TOKENS = 160

# onnxruntime would join the Add and LayerNormalization, and the Add and Gelu, that our models have
# into operators of its own which were measured five times and twice as slow.
_SLOW = ["SkipLayerNormFusion", "BiasGeluFusion"]

_SHRINKING = ort.RunOptions()
_SHRINKING.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")


def open_session(model: bytes, threads: int = 1) -> ort.InferenceSession:
    """A session on `threads` threads that gives memory and cores back between calls."""
    ort.disable_telemetry_events()
    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Idle threads sleep: the machine belongs to the bot, not to a model that waits.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The arena keeps what one call needed for the next (2 to 6 MB, see `call`): on the common heap
    # the same pieces leave holes three times as large, and giving those back takes time.
    options.enable_cpu_mem_arena = True
    options.enable_mem_pattern = False
    session = ort.InferenceSession(
        model, options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOW
    )
    # It would keep the file's bytes beside the weights made of them, to fall back on a processor
    # of another kind: there is none.
    session._model_bytes = None
    return session


def call(
    session: ort.InferenceSession,
    output: str,
    inputs: Mapping[str, NDArray[Any]],
    *,
    last: bool = False,
) -> NDArray[Any]:
    """That output for one batch.

    What a call needed is kept for the next one, but not that of the `last` for some time nor of one
    beyond the usual size: the heap has it back then, and `give_back` returns it to the system.
    """
    large = max(given.size for given in inputs.values()) > BATCH_TOKENS
    found: NDArray[Any]
    (found,) = session.run([output], inputs, _SHRINKING if large or last else None)
    if large:
        give_back()
    return found


def batches(lengths: Sequence[int], *, at_once: int = 1) -> Iterator[list[int]]:
    """Indices in groups of about one length and of a bounded size: padding is work for nothing.

    `lengths` are in tokens. At most 32 rows and, unless one row is longer, 160 tokens a group.
    Where `at_once` groups are computed at the same time, their number is a multiple of it and they
    are alike, so that no core waits for another (as far as the lengths allow).
    """
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    most = BATCH_ROWS
    if at_once > 1 and order:
        usual = lengths[order[len(order) // 2]]
        most = min(most, max(1, BATCH_TOKENS // usual))
        rounds = math.ceil(len(order) / (most * at_once))
        most = math.ceil(len(order) / (rounds * at_once))
    group: list[int] = []
    for index in order:
        length = lengths[index]
        full = len(group) == most or (len(group) + 1) * length > BATCH_TOKENS
        # a call of its own costs about as much as four short rows, hence the slack
        if group and (full or length > lengths[group[0]] * 1.5 + 4):
            yield group
            group = []
        group.append(index)
    if group:
        yield group
