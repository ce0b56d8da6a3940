"""How surely languages are told: `python -m bench.language DATA` prints tables and a line of JSON.

DATA has chat/*.jsonl.gz ("text": English chat), abuse/train.jsonl.gz ("text": English abuse and
harmless texts beside it) and similar/stsb-{en,de,es,fr}.jsonl.gz ("a": sentences).
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from bot.understanding.language import FastTextLanguages

_TRANSLATED = ("en", "de", "es", "fr")
_LENGTHS = ((1, 3), (4, 5), (6, 8), (9, 14), (15, 10_000))
_SHOWN = 12


def main() -> None:
    """English first, which must not be missed; then how much of the others is told."""
    parser = argparse.ArgumentParser(description="How surely languages are told.")
    parser.add_argument("data", type=Path, help="the folder of data sets (training/README.md)")
    parser.add_argument("--show", action="store_true", help="print what is not called English")
    chosen = parser.parse_args()
    out = Console(width=110)
    languages = FastTextLanguages()
    process = psutil.Process()
    before, began = process.memory_info().rss, time.perf_counter()
    languages.of("the first words open the model")
    cost = {
        "load_s": round(time.perf_counter() - began, 3),
        "rss_mb": round((process.memory_info().rss - before) / 1e6, 1),
    }
    facts = _english(out, languages, chosen.data, show=chosen.show)
    facts |= _translated(out, languages, chosen.data)
    print(json.dumps(facts | cost))


def _english(
    out: Console, languages: FastTextLanguages, data: Path, *, show: bool
) -> dict[str, float]:
    table = Table("English", "texts", "en", "not sure", "other", "which", "each")
    facts = {}
    for path in (*sorted((data / "chat").glob("*.gz")), data / "abuse/train.jsonl.gz"):
        texts = list(_texts(path, "text"))
        began = time.perf_counter()
        said = [languages.of(text) for text in texts]
        each = (time.perf_counter() - began) / len(texts)
        counts = Counter(said)
        others = counts.total() - counts["en"] - counts[None]
        name = f"{path.parent.name}/{path.name.split('.')[0]}"
        which = Counter({code: n for code, n in counts.items() if code not in ("en", None)})
        table.add_row(
            name,
            str(len(texts)),
            f"{counts['en'] / len(texts):.1%}",
            f"{counts[None] / len(texts):.1%}",
            f"{others / len(texts):.3%}",
            " ".join(f"{code} {n}" for code, n in which.most_common(_SHOWN)),
            f"{each * 1e6:.0f} µs",
        )
        facts[f"{name}_other"] = round(others / len(texts), 5)
        if show:
            for code, text in zip(said, texts, strict=True):
                if code not in ("en", None):
                    print(f"{name}\t{code}\t{text!r}")
    out.print(table)
    return facts


def _translated(out: Console, languages: FastTextLanguages, data: Path) -> dict[str, float]:
    """The same sentences (STS-B) in four languages."""
    lengths = [f"{low}-{high}" if high < 100 else f"{low}+" for low, high in _LENGTHS]
    heads = [f"{words} words" for words in lengths]
    table = Table("share told rightly", "sentences", "all", *heads, "as another")
    facts = {}
    for language in _TRANSLATED:
        texts = list(_texts(data / f"similar/stsb-{language}.jsonl.gz", "a"))
        said = [languages.of(text) for text in texts]
        right = [code == language for code in said]
        wrong = sum(code not in (language, None) for code in said)
        cells = []
        for low, high in _LENGTHS:
            some = [r for r, t in zip(right, texts, strict=True) if low <= len(t.split()) <= high]
            cells.append(f"{sum(some) / len(some):.1%} of {len(some)}" if some else "")
        share = sum(right) / len(texts)
        table.add_row(
            language, str(len(texts)), f"{share:.1%}", *cells, f"{wrong / len(texts):.2%}"
        )
        facts[f"{language}_told"] = round(share, 4)
        facts[f"{language}_as_another"] = round(wrong / len(texts), 5)
    out.print(table)
    return facts


def _texts(path: Path, column: str) -> Iterable[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if text := json.loads(line).get(column, "").strip():
                yield text


if __name__ == "__main__":
    main()
