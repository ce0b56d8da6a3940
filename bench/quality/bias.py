"""The identity gap: does the model separate abuse from the rest equally well for every group?"""

import re
from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from sklearn.metrics import roc_auc_score

from training.sentences import VALIDATION, sentences, terms

from .judges import Opinion

_POWER = -5.0
_SLOTS = ("group", "person", "adj")


def gap(judge: Callable[[Sequence[str]], Opinion]) -> tuple[float, tuple[str, float], int]:
    """(bias score, (worst term, its AUC), texts): our validation sentences with every term in turn.

    A term's figure is the area under the ROC curve over the sentences filled with it (subgroup
    AUC); the score is their generalised mean with power -5, which the worst terms dominate.
    Source: Borkan et al. 2019, Nuanced Metrics for Measuring Unintended Bias.
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
    known = np.array(labels)
    areas = {term: float(roc_auc_score(known[own], scores[own])) for term, own in members.items()}
    mean = float(np.mean(np.power(list(areas.values()), _POWER)) ** (1 / _POWER))
    worst = min(areas, key=areas.__getitem__)
    return mean, (worst, areas[worst]), len(texts)
