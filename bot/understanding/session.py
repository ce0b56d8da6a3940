"""How every model here runs: one lean onnxruntime session, texts grouped by length."""

from collections.abc import Iterator, Sequence

import onnxruntime as ort

# A call is at most this large. More rows are hardly faster (measured: 2.2 ms a text of 20 tokens
# in eights, 2.1 in thirty-twos), but take more memory and keep everybody else waiting.
BATCH_ROWS = 32
BATCH_TOKENS = 160

# onnxruntime would join the Add and LayerNormalization, and the Add and Gelu, that our models have
# into operators of its own which were measured five times and twice as slow.
_SLOW = ["SkipLayerNormFusion", "BiasGeluFusion"]


def open_session(model: bytes, threads: int = 1) -> ort.InferenceSession:
    """A session on `threads` threads that gives memory and cores back between calls."""
    ort.disable_telemetry_events()
    options = ort.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Idle threads sleep: the machine belongs to the bot, not to a model that waits.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # An arena keeps the largest call's memory for ever; in calls of this size it saves no time.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    session = ort.InferenceSession(
        model, options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOW
    )
    # It would keep the file's bytes beside the weights made of them, to fall back on a processor
    # of another kind: there is none.
    session._model_bytes = None
    return session


def batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Indices in groups of about one length and of a bounded size: padding is work for nothing.

    `lengths` are in tokens. At most 32 rows and, unless one row is longer, 160 tokens a group.
    """
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    group: list[int] = []
    for index in order:
        length = lengths[index]
        full = len(group) == BATCH_ROWS or (len(group) + 1) * length > BATCH_TOKENS
        # a call of its own costs about as much as four short rows, hence the slack
        if group and (full or length > lengths[group[0]] * 1.5 + 4):
            yield group
            group = []
        group.append(index)
    if group:
        yield group
