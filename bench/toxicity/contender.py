"""One contender in a process of its own: takes orders on stdin, gives figures on stdout.

Nothing is imported here that the contender does not need, so that its memory is its own.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import sys
import time
from pathlib import Path
from typing import Any

Run = dict[str, Any]


def memory_mb() -> float:
    """What this process has in memory now; where the system does not tell, its most ever."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        import resource

        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most / (1e6 if sys.platform == "darwin" else 1e3)
    return int(status.split("VmRSS:")[1].split()[0]) * 1024 / 1e6


def say(**figures: Any) -> None:
    print(json.dumps(figures), flush=True)


def orders() -> Any:
    return map(json.loads, iter(sys.stdin.readline, ""))


async def townhall(texts: list[str], threads: int) -> None:
    """The service as the bot uses it: so many callers, each waiting for its answer."""
    begun = time.perf_counter()
    from bot.understanding.toxicity import LocalToxicity

    service = LocalToxicity(threads=threads, remembered=0)
    if not await service.ready():
        raise SystemExit("the shipped model does not load; see above")
    say(load_s=time.perf_counter() - begun)
    supply = itertools.cycle(texts)

    async def caller(end: float, spent: list[float]) -> None:
        while (sent := time.perf_counter()) < end:
            await service.score(next(supply))
            spent.append(time.perf_counter() - sent)

    for order in orders():
        spent: list[float] = []
        begun = time.perf_counter()
        if "explain" in order:
            await service.explain(order["explain"], "toxicity")
        else:
            end = begun + order["seconds"]
            await asyncio.gather(*(caller(end, spent) for _ in range(order["waiting"])))
        say(texts=len(spent), seconds=time.perf_counter() - begun, spent=spent, mb=memory_mb())
    await service.close()


def detoxify(texts: list[str], threads: int) -> None:
    """The package's own class and `predict`, with a model of its architecture put in."""
    begun = time.perf_counter()
    import detoxify.detoxify as package
    import torch
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    from bot.understanding.card import DEFAULT_CARD, read_card

    torch.set_num_threads(threads)
    names = ["toxicity", "severe_toxicity", "obscene", "threat", "insult", "identity_attack"]
    # BertConfig's defaults are bert-base-uncased, on which the "original" model is built; the
    # shipped tokenizer has the same vocabulary
    model = BertForSequenceClassification(BertConfig(num_labels=len(names)))
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(DEFAULT_CARD.parent / read_card(DEFAULT_CARD).tokenizer.file),
        model_max_length=512,
        pad_token="[PAD]",
    )
    tokenizer.backend_tokenizer.no_truncation()
    package.load_checkpoint = lambda **_: (model, tokenizer, names)
    stock = package.Detoxify("original")
    stock.predict("warm")
    say(load_s=time.perf_counter() - begun)
    supply = itertools.cycle(texts)
    for order in orders():
        spent: list[float] = []
        begun = time.perf_counter()
        end = begun + order["seconds"]
        while (sent := time.perf_counter()) < end:
            some = list(itertools.islice(supply, order["waiting"]))
            stock.predict(some if len(some) > 1 else some[0])
            spent += [time.perf_counter() - sent] * len(some)
        say(texts=len(spent), seconds=time.perf_counter() - begun, spent=spent, mb=memory_mb())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("name", choices=["townhall", "detoxify"])
    parser.add_argument("texts", type=Path, help="a JSON list")
    parser.add_argument("threads", type=int)
    chosen = parser.parse_args()
    texts = json.loads(chosen.texts.read_text("utf-8"))
    if chosen.name == "townhall":
        asyncio.run(townhall(texts, chosen.threads))
    else:
        detoxify(texts, chosen.threads)


if __name__ == "__main__":
    main()
