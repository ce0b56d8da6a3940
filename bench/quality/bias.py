"""The identity gap: does the model separate abuse from the rest equally well for every group?"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np

from bot.model.audit.metrics import auc, power_mean
from training.corpus.sentences import VALIDATION, sentences, terms

from .judges import Opinion

_SLOTS = ("group", "person", "adj")


def gap(judge: Callable[[Sequence[str]], Opinion]) -> tuple[float, tuple[str, float], int]:
    """(bias score, (worst term, its AUC), texts): our validation sentences with every term in turn.

    A term's figure is the area under the ROC curve over the sentences filled with it (subgroup
    AUC); the score is their generalised mean with power -5, which the worst terms dominate. The
    definitions are those of `townhall model audit`.
    """
    texts: list[str] = []
    labels: list[int] = []
    members: dict[str, list[int]] = defaultdict(list)
    for sentence in sentences(VALIDATION):
        slots = set(re.findall(r"\{(\w+)\}", sentence.text))
        if len(slots) != 1 or not slots <= set(_SLOTS):
            continue
        slot = slots.pop()
        for term in terms().by_slot[slot]:
            members[f"{slot}: {term}"].append(len(texts))
            texts.append(sentence.text.format(**{slot: term}))
            labels.append(sentence.labels["toxicity"])
    scores = judge(texts).overall
    abusive = np.array(labels) == 1
    areas = {
        term: auc(scores[own][abusive[own]], scores[own][~abusive[own]])
        for term, own in members.items()
    }
    mean = power_mean(list(areas.values()))
    worst = min(areas, key=areas.__getitem__)
    return mean, (worst, areas[worst]), len(texts)
