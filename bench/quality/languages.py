"""What an English model does with other languages: harmless sentences, translated."""

import gzip
import json
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from .judges import Opinion

_LANGUAGES = ("en", "de", "es", "fr")
_CASES = 1000


def languages(out: Console, data: Path, judge: Callable[[Sequence[str]], Opinion]) -> None:
    """Print the share of flags on the same harmless sentences (STS-B) in four languages."""
    table = Table("language", "cases", "flagged", title="Harmless sentences flagged, by language")
    for language in _LANGUAGES:
        lines = gzip.decompress((data / f"similar/stsb-{language}.jsonl.gz").read_bytes())
        texts = [json.loads(line)["a"] for line in lines.splitlines()[:_CASES]]
        table.add_row(language, str(len(texts)), f"{judge(texts).flags.mean():.2%}")
    out.print(table)
