"""Fine-tune the toxicity model: `python -m training.train DATA ENCODER OUT.pt [--minutes N]`.

DATA is the folder of data sets, ENCODER a folder with all-MiniLM-L6-v2 (config.json,
model.safetensors, tokenizer.json), --teacher a file of training.teacher. Uses a GPU when there is
one; else one CPU thread by default (two threads on two busy cores were four times slower).
"""

import argparse
import contextlib
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn

from .corpus.data import LABELS, UNKNOWN, Row
from .corpus.mixture import Mixture
from .corpus.validation import validation
from .metrics import summary
from .model import Classifier, pretrained, restored
from .texts import encoded, padded, tokenizer_of

BATCH = 64
SOFT_WEIGHT = 0.3
HEAD_RATE = 2e-3
WARM_UP = 0.05
DECAY = 0.999  # of the running average of weights that is evaluated and kept
_SHUFFLED = 40  # batches among which rows are sorted by length
_LOOK_AT = {"abuse": 3000, "suite": 1500, "ordinary": 700}


def main() -> None:
    """Train until the time or the epochs are over; keep the best running average."""
    chosen = _arguments()
    torch.manual_seed(chosen.seed)
    torch.set_num_threads(chosen.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    tokenizer = tokenizer_of(chosen.encoder / "tokenizer.json")
    mixture = Mixture(chosen.data, chosen.teacher, chosen.hard, chosen.seed)
    held_back = _sample(validation(chosen.data))
    start = chosen.start
    model = restored(chosen.encoder, start) if start else pretrained(chosen.encoder)
    model.to(device)
    model.freeze(chosen.freeze)
    Run(model, tokenizer, device, chosen).train(mixture, held_back)


class Run:
    """One training run."""

    def __init__(
        self,
        model: Classifier,
        tokenizer: Tokenizer,
        device: torch.device,
        chosen: argparse.Namespace,
    ) -> None:
        self.model, self.tokenizer, self.device = model, tokenizer, device
        self.out: Path = chosen.out
        self.epochs: int = chosen.epochs
        self.seconds: float = chosen.minutes * 60
        self.evaluate_every: int = chosen.evaluate_every
        body = [p for n, p in model.named_parameters() if p.requires_grad and "heads" not in n]
        self.optimizer = torch.optim.AdamW(
            [
                {"params": body, "lr": chosen.rate, "weight_decay": 0.01},
                {"params": model.heads.parameters(), "lr": HEAD_RATE},
            ],
            fused=device.type == "cpu",
        )
        self.rates = [group["lr"] for group in self.optimizer.param_groups]
        self.average = {
            name: p.detach().clone() for name, p in model.named_parameters() if p.requires_grad
        }
        self.best = -1.0
        self.steps = 0

    def train(self, mixture: Mixture, held_back: dict[str, list[Row]]) -> None:
        started = time.monotonic()
        loss_seen = 0.0
        for epoch in range(self.epochs):
            rows = mixture.epoch(epoch)
            done = 0
            for batch in self._batches(rows, epoch):
                done += len(batch)
                spent = time.monotonic() - started
                progress = max((epoch + done / len(rows)) / self.epochs, spent / self.seconds)
                if progress >= 1:
                    break
                self._set_rates(progress)
                loss = self._step(batch)
                loss_seen = 0.98 * loss_seen + 0.02 * loss if self.steps > 1 else loss
                if self.steps % 50 == 0:
                    print(f"epoch {epoch} {done}/{len(rows)} step {self.steps} {spent:.0f} s "
                          f"progress {progress:.3f} loss {loss_seen:.4f}", flush=True)  # fmt: skip
                if self.steps % self.evaluate_every == 0:
                    self._look(held_back)
            else:
                continue
            break
        self._look(held_back)

    def _set_rates(self, progress: float) -> None:
        factor = min(1.0, progress / WARM_UP) * max(0.02, 1 - progress)
        for group, rate in zip(self.optimizer.param_groups, self.rates, strict=True):
            group["lr"] = rate * max(factor, 1e-3)

    def _batches(self, rows: list[Row], seed: int) -> Iterator[list[tuple[list[int], Row]]]:
        """Rows of about one length together, in random order."""
        source = random.Random(seed)
        for start in range(0, len(rows), BATCH * _SHUFFLED):
            some = rows[start : start + BATCH * _SHUFFLED]
            found = self.tokenizer.encode_batch([row.text for row in some])
            pairs = sorted(zip((e.ids for e in found), some, strict=True), key=lambda p: len(p[0]))
            groups = [pairs[i : i + BATCH] for i in range(0, len(pairs), BATCH)]
            source.shuffle(groups)
            yield from groups

    def _step(self, batch: list[tuple[list[int], Row]]) -> float:
        self.model.train()
        target, weight = targets([row for _, row in batch])
        logits = self._logits([ids for ids, _ in batch])
        target, weight = target.to(self.device), weight.to(self.device)
        each = nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
        loss = (each * weight).sum() / weight.sum()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.average_of().values(), 1.0)
        self.optimizer.step()
        self.steps += 1
        decay = min(DECAY, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            for name, parameter in self.average_of().items():
                self.average[name].lerp_(parameter, 1 - decay)
        return float(loss.detach())

    def average_of(self) -> dict[str, Tensor]:
        """The parameters that are trained."""
        return {n: p for n, p in self.model.named_parameters() if p.requires_grad}

    def _logits(self, ids: list[list[int]]) -> Tensor:
        tokens, mask = map(torch.from_numpy, padded(ids))
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            logits: Tensor = self.model(tokens.to(self.device), mask.to(self.device))
        return logits.float()

    @contextlib.contextmanager
    def _averaged(self) -> Iterator[None]:
        """The running average in the place of the weights."""
        live = {name: p.detach().clone() for name, p in self.average_of().items()}
        self._put(self.average)
        try:
            yield
        finally:
            self._put(live)

    def _put(self, weights: dict[str, Tensor]) -> None:
        with torch.no_grad():
            for name, parameter in self.average_of().items():
                parameter.copy_(weights[name])

    def _look(self, held_back: dict[str, list[Row]]) -> None:
        """Measure the running average on validation rows; keep it when it is the best so far."""
        with self._averaged():
            self.model.eval()
            scores = {kind: self._scores(rows) for kind, rows in held_back.items()}
            quality, text = summary(held_back, scores)
            print(f"validation at step {self.steps}: {quality:.4f} ({text})", flush=True)
            if quality > self.best:
                self.best = quality
                self._save(self.out)
            # the measure has some noise: whoever exports may compare both
            self._save(self.out.with_suffix(".last.pt"))

    def _save(self, path: Path) -> None:
        torch.save({"model": self.model.state_dict(), "labels": LABELS}, path)

    def _scores(self, rows: list[Row]) -> np.ndarray:
        ids = encoded(self.tokenizer, [row.text for row in rows])
        order = sorted(range(len(rows)), key=lambda at: len(ids[at]))
        scores = np.zeros((len(rows), len(LABELS)), np.float32)
        with torch.no_grad():
            for start in range(0, len(order), 128):
                part = order[start : start + 128]
                scores[part] = self._logits([ids[at] for at in part]).cpu().numpy()
        return scores


def targets(rows: list[Row]) -> tuple[Tensor, Tensor]:
    """Targets and loss weights (batch x labels); a teacher's opinion counts less than a label."""
    target = np.zeros((len(rows), len(LABELS)), np.float32)
    weight = np.zeros_like(target)
    for at, row in enumerate(rows):
        for column, label in enumerate(LABELS):
            if row.labels[label] != UNKNOWN:
                target[at, column], weight[at, column] = row.labels[label], row.weight
            elif label in row.soft:
                target[at, column], weight[at, column] = row.soft[label], SOFT_WEIGHT
    return torch.from_numpy(target), torch.from_numpy(weight)


def _sample(kinds: dict[str, list[Row]]) -> dict[str, list[Row]]:
    source = random.Random(1)
    return {
        kind: source.sample(rows, min(len(rows), _LOOK_AT[kind.split()[0]]))
        for kind, rows in kinds.items()
    }


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("encoder", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--teacher", type=Path, help="soft labels (see training.teacher)")
    parser.add_argument("--hard", type=Path, help="ordinary messages (see training.hard)")
    parser.add_argument("--start", type=Path, help="a checkpoint to go on from")
    parser.add_argument("--minutes", type=float, default=240)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--freeze", type=int, default=2, help="layers kept as they are")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--evaluate-every", type=int, default=400, metavar="STEPS")
    return parser.parse_args()


if __name__ == "__main__":
    main()
